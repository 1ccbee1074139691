import { readRunbook } from '../document/read.ts'
import type { LintConfig } from '../lint/config.ts'
import type { LintFacts } from '../lint/context.ts'
import type { Finding } from '../lint/finding.ts'
import { lintRunbook } from '../lint/lint.ts'
import type { Source } from '../text/source.ts'
import { readSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'

export type LintRequest = {
  /** Files of the library, or folders: all that lies below. Everything when none is named. */
  readonly paths: readonly string[]
  readonly config: LintConfig
  /** `YYYY-MM-DD`. */
  readonly today: string
}

/** A file with what is wrong with it, and the way to ask again about an edited text of it. */
export type LintedRunbook = {
  readonly path: string
  readonly source: Source
  readonly findings: readonly Finding[]
  readonly lintAgain: (source: Source) => readonly Finding[]
}

export type LintedLibrary = {
  readonly kind: 'linted'
  readonly files: readonly LintedRunbook[]
  /** Files that could not be read as text: named, and they hide no other. */
  readonly unreadable: readonly Trouble[]
}

/** Lints files of the library; nothing of it is executed and nothing is changed. */
export async function lintLibrary(app: App, request: LintRequest): Promise<LintedLibrary | Trouble> {
  const no = authorise(app.actor, 'lint-library')
  if (no) return no
  const all = (await app.library.files()).map(({ path }) => path)
  const wanted = request.paths.length > 0 ? request.paths.flatMap((path) => filesBelow(app, all, path)) : all
  const files: LintedRunbook[] = []
  const unreadable: Trouble[] = []
  for (const path of wanted) {
    const read = await app.library.read(path)
    if (read.kind === 'refused') {
      unreadable.push(trouble(read.why, read.remedy))
      continue
    }
    const result = readSource(read.bytes)
    if (result.kind === 'source') files.push(lintOne(app, request, all, read.path, result.source))
    else unreadable.push(trouble(`${read.path} is not a text file: ${result.why}`, 'save it as UTF-8'))
  }
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

function lintOne(
  app: App,
  request: LintRequest,
  all: readonly string[],
  path: string,
  source: Source,
): LintedRunbook {
  const facts: LintFacts = {
    today: request.today,
    path,
    files: new Set(all),
    environment: app.driver.environment,
  }
  const name = path.split('/').at(-1) ?? path
  const lintAgain = (text: Source) => lintRunbook(readRunbook(text, name), facts, request.config)
  return { path, source, findings: lintAgain(source), lintAgain }
}
