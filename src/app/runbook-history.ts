import { readRunbook } from '../document/read.ts'
import type { Runbook } from '../document/runbook.ts'
import type { RunbookChanges } from '../library/changes.ts'
import { changesBetween, changeWords } from '../library/changes.ts'
import type { History, HistoryEntry, RunbookVersion } from '../ports/history.ts'
import { readSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { readLibraryRunbook } from './read-runbook.ts'

export type RunbookHistory = {
  readonly kind: 'history'
  readonly path: string
  /** The newest first. */
  readonly versions: readonly RunbookVersion[]
}

/** Of so many versions it is said what they changed: each is read and compared. */
const comparedMax = 60

const unversioned = (): Trouble =>
  trouble('this library is not under version control', 'put it into a git repository: git init')

/** What happened to a runbook's text: what, when and why. Who it was stays in git. */
export async function runbookHistory(app: App, path: string): Promise<RunbookHistory | Trouble> {
  const no = await authorise(app, 'runbook-history', path)
  if (no) return no
  const { history } = app
  if (!history) return unversioned()
  const read = await app.library.read(path)
  const inside = read.kind === 'file' ? read.path : path
  const entries = await history.of(inside)
  if (entries.length === 0)
    return trouble(`no commit holds ${inside}`, 'commit it, or see `kneeboard list` for its name')
  return { kind: 'history', path: inside, versions: await withChanges(history, entries) }
}

async function withChanges(
  history: History,
  entries: readonly HistoryEntry[],
): Promise<readonly RunbookVersion[]> {
  const texts = new Map<HistoryEntry, Runbook | undefined>()
  for (const entry of entries.slice(0, comparedMax + 1)) {
    const text = entry.change === 'removed' ? undefined : await runbookAt(history, entry.path, entry.commit)
    texts.set(entry, text)
  }
  return entries.map((entry, index) => {
    const older = entries[index + 1]
    const [after, before] = [texts.get(entry), older && texts.get(older)]
    return after && before ? { ...entry, changed: changeWords(changesBetween(before, after)) } : entry
  })
}

async function runbookAt(history: History, path: string, commit: string): Promise<Runbook | undefined> {
  const read = await history.read(path, commit)
  const source = read.kind === 'file' ? readSource(read.bytes) : undefined
  return source?.kind === 'source' ? readRunbook(source.source, path.split('/').at(-1) ?? path) : undefined
}

/** One side of a comparison. Without a commit it is the text as it stands in the library now. */
export type DiffSide = { readonly path: string; readonly commit?: string }

export type RunbookDiff = {
  readonly kind: 'diff'
  readonly from: DiffSide
  readonly to: DiffSide
  readonly changes: RunbookChanges
}

export type DiffRequest = {
  readonly path: string
  /** A commit, branch or tag; without it the version before `to`. */
  readonly from?: string
  /** The same; without it what stands in the library now. */
  readonly to?: string
}

/** What is different between two versions of a runbook, in steps, parameters, facts and text. */
export async function runbookDiff(app: App, request: DiffRequest): Promise<RunbookDiff | Trouble> {
  const no = await authorise(app, 'runbook-diff', request.path)
  if (no) return no
  const { history } = app
  if (!history) return unversioned()
  const to = await sideOf(app, history, request.path, request.to)
  if ('why' in to) return to
  const from = await (request.from === undefined
    ? versionBefore(app, history, to)
    : sideOf(app, history, request.path, request.from))
  if ('why' in from) return from
  return {
    kind: 'diff',
    from: from.side,
    to: to.side,
    changes: changesBetween(from.runbook, to.runbook),
  }
}

type Side = { readonly side: DiffSide; readonly runbook: Runbook }

async function sideOf(
  app: App,
  history: History,
  path: string,
  at: string | undefined,
): Promise<Side | Trouble> {
  if (at === undefined) {
    const open = await readLibraryRunbook(app, path)
    return open.kind === 'trouble' ? open : { side: { path: open.path }, runbook: open.runbook }
  }
  const commit = await history.resolve(at)
  if (commit === undefined)
    return trouble(`there is no commit or branch ${at} in this library`, 'see `kneeboard history FILE`')
  return sideAt(app, history, path, commit)
}

/** The file as a commit has it, under the name it had then. */
async function sideAt(app: App, history: History, path: string, commit: string): Promise<Side | Trouble> {
  const now = await app.library.read(path)
  const inside = now.kind === 'file' ? now.path : path
  const direct = await runbookAt(history, inside, commit)
  if (direct) return { side: { path: inside, commit }, runbook: direct }
  const names = new Set(
    (await history.of(inside)).flatMap(({ path, from }) => (from === undefined ? [path] : [path, from])),
  )
  for (const name of names) {
    const runbook = await runbookAt(history, name, commit)
    if (runbook) return { side: { path: name, commit }, runbook }
  }
  return trouble(`${commit.slice(0, 10)} holds no ${inside}`, 'see `kneeboard history FILE`')
}

/** Of the text as it stands: what was committed last, if that is another; else what was before it. */
async function versionBefore(app: App, history: History, { side, runbook }: Side): Promise<Side | Trouble> {
  const entries = await history.of(side.path, side.commit)
  const isSame = async ({ path, commit }: HistoryEntry) =>
    (await runbookAt(history, path, commit))?.source.text === runbook.source.text
  const [newest, older] = entries
  const chosen = side.commit === undefined && newest && !(await isSame(newest)) ? newest : older
  if (!chosen)
    return trouble(`there is no version of ${side.path} before this one`, 'see `kneeboard history FILE`')
  return sideAt(app, history, chosen.path, chosen.commit)
}
