import { readRunbook } from '../document/read.ts'
import type { Runbook } from '../document/runbook.ts'
import { absentFile } from '../library/absent.ts'
import type { LintConfig } from '../lint/config.ts'
import type { LintFacts } from '../lint/context.ts'
import type { Finding } from '../lint/finding.ts'
import { lintRunbook } from '../lint/lint.ts'
import type { ShellNotes } from '../lint/shell-note.ts'
import { shellSources } from '../lint/shell-sources.ts'
import type { KeptFindings } from '../ports/lint-cache.ts'
import type { ShellCheck } from '../ports/shell-check.ts'
import { Bug } from '../text/bug.ts'
import type { Source } from '../text/source.ts'
import { readSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { sieve, visibleFiles } from './visible.ts'
import { libraryLint, mergeConfig } from './lint-config.ts'
import { validationFact } from './validation.ts'

export type LintRequest = {
  /** Files of the library, or folders: all that lies below. Everything when none is named. */
  readonly paths: readonly string[]
  /** What this call asks for; the library's own settings hold for the rest. */
  readonly config: Partial<LintConfig>
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** Whether findings of earlier calls may stand for files that have not changed. */
  readonly cache: 'use' | 'none'
}

/** A file with what is wrong with it, and the ways to ask again about an edited text of it. */
export type LintedRunbook = {
  readonly path: string
  readonly findings: readonly Finding[]
  /** Its text, read when asked for: most files have nothing to show it with. */
  readonly source: () => Source
  readonly lintAgain: (source: Source) => Promise<readonly Finding[]>
  /** The same at once, without what only ShellCheck knows: for fixes, of which it has none. */
  readonly lintText: (source: Source) => readonly Finding[]
}

export type LintedLibrary = {
  readonly kind: 'linted'
  readonly files: readonly LintedRunbook[]
  /** Files that could not be read as text: named, and they hide no other. */
  readonly unreadable: readonly Trouble[]
}

/** Lints files of the library; nothing of it is executed and nothing is changed. */
export async function lintLibrary(app: App, request: LintRequest): Promise<LintedLibrary | Trouble> {
  const no = await authorise(app, 'lint-library')
  if (no) return no
  const settings = await libraryLint(app)
  const [first, ...more] = settings.troubles
  if (first) return { ...first, more }
  const config = mergeConfig(settings.config, request.config)
  const all = (await visibleFiles(app)).map(({ path }) => path)
  const passes = sieve(app, 'show-runbook')
  const wanted = request.paths.length > 0 ? request.paths.flatMap((path) => filesBelow(app, all, path)) : all
  const kept = keptFindings(app, { ...request, config }, all)
  const shellCheck = app.shellCheck?.()
  const facts = { today: request.today, files: new Set(all), environment: app.driver.environment }
  const files: LintedRunbook[] = []
  const unreadable: Trouble[] = []
  for (const path of wanted) {
    const read = await app.library.read(path)
    if (read.kind === 'refused') unreadable.push(trouble(read.why, read.remedy))
    else if (!(await passes(read.path))) unreadable.push({ kind: 'trouble', ...absentFile(path) })
    else {
      const linted = await lintFile(read.path, read.bytes, {
        facts: { ...facts, path: read.path, ...(await validationFact(app, read.path, read.bytes)) },
        config,
        kept,
        shellCheck,
      })
      if (linted.kind === 'trouble') unreadable.push(linted)
      else files.push(linted.file)
    }
  }
  kept?.save()
  return { kind: 'linted', files, unreadable }
}

/** A folder's files; a file (or what is neither) stays as it was named. */
function filesBelow({ library }: App, all: readonly string[], path: string): readonly string[] {
  const inside = (path.startsWith(library.root) ? path.slice(library.root.length + 1) : path).replace(
    /\/+$/,
    '',
  )
  const below = inside === '' || inside === '.' ? all : all.filter((file) => file.startsWith(`${inside}/`))
  return below.length > 0 ? below : [path]
}

/** Everything a rule may look at beside the file is part of the key, so that a kept finding is the one of today. */
export function keptFindings(
  app: App,
  { cache, config, today }: Pick<LintRequest, 'cache' | 'config' | 'today'>,
  all: readonly string[],
): KeptFindings | undefined {
  if (cache === 'none') return undefined
  const environment = [...app.driver.environment].toSorted()
  const shellCheck = app.shellCheck?.()?.identity
  return app.lintCache?.open({
    library: `${app.library.id} ${JSON.stringify(config)}`,
    facts: JSON.stringify({ today, environment, shellCheck, files: all }),
  })
}

type LintedFile = { readonly kind: 'linted'; readonly file: LintedRunbook } | Trouble

/** What a file is judged by, beside its text. */
type Judging = {
  readonly facts: LintFacts
  readonly config: LintConfig
  readonly kept: KeptFindings | undefined
  readonly shellCheck: ShellCheck | undefined
}

async function lintFile(path: string, bytes: Uint8Array, judging: Judging): Promise<LintedFile> {
  const { facts, config, kept, shellCheck } = judging
  const name = path.split('/').at(-1) ?? path
  const lintText = (source: Source) => lintRunbook(readRunbook(source, name), facts, config)
  const lintAgain = async (source: Source) => {
    if (!shellCheck) return lintText(source)
    const runbook = readRunbook(source, name)
    return lintRunbook(runbook, { ...facts, shellNotes: await notesOf(shellCheck, runbook, facts) }, config)
  }
  // A statement about the file may come or lapse while its bytes stay as they are.
  const keptAs = facts.validation === undefined ? path : `${path} ${facts.validation}`
  const known = kept?.find(keptAs, bytes)
  if (known)
    return {
      kind: 'linted',
      file: { path, findings: known, source: () => textOf(bytes), lintAgain, lintText },
    }
  const result = readSource(bytes)
  if (result.kind === 'not-text')
    return trouble(`${path} is not a text file: ${result.why}`, 'save it as UTF-8')
  const { source } = result
  const findings = await lintAgain(source)
  kept?.keep(keptAs, bytes, findings)
  return { kind: 'linted', file: { path, findings, source: () => source, lintAgain, lintText } }
}

/** Asks about every block at once: a file has few, and each answer takes a process. */
async function notesOf(shellCheck: ShellCheck, runbook: Runbook, facts: LintFacts): Promise<ShellNotes> {
  const asked = shellSources(runbook, facts).map(
    async (source) => [source.at, await shellCheck.check(source)] as const,
  )
  return new Map(await Promise.all(asked))
}

/** Only bytes that were read as text once have findings that were kept. */
function textOf(bytes: Uint8Array): Source {
  const result = readSource(bytes)
  if (result.kind === 'source') return result.source
  throw new Bug('findings were kept for bytes that are no text')
}
