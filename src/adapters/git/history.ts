import { isEntered, isRunbookName } from '../../library/files.ts'
import type { History, HistoryEntry } from '../../ports/history.ts'
import type { LibraryFile, LibraryRead } from '../../ports/library.ts'
import type { GitPlace } from './git.ts'
import { askGit, runGit } from './git.ts'

/** More entries nobody looks through; with `--follow`, git compares whole trees at each. */
const entriesMax = 500
const timeoutMs = 20_000

export type HistoryOf = {
  readonly place: GitPlace
  /** Where the newest entry is looked for. */
  readonly tip: () => Promise<string | undefined>
  /** Whether paths begin at a folder of a checkout, and not at the root of a bare repository. */
  readonly from: 'folder' | 'root'
  /** Under which names a branch that somebody writes may be found. */
  readonly branches: readonly string[]
}

/** The history of a repository's files. */
export const historyIn = (of: HistoryOf): History => ({
  resolve: (at) => commitNamed(of, at),
  of: (path, since) => entriesOf(of, path, since),
  files: (commit) => filesAt(of, commit),
  read: (path, commit) => readAt(of, path, commit),
})

const isCommit = (text: string): boolean => /^[0-9a-f]{40,64}$/.test(text)

async function entriesOf(
  { place, tip, from }: HistoryOf,
  path: string,
  since: string | undefined,
): Promise<readonly HistoryEntry[]> {
  const newest = since ?? (await tip())
  if (newest === undefined || !isCommit(newest) || path.includes('\0')) return []
  const args = [
    'log',
    '--follow',
    '-M',
    `--max-count=${entriesMax}`,
    '--no-show-signature',
    '--no-ext-diff',
    '--no-textconv',
    '--raw',
    ...(from === 'folder' ? ['--relative'] : []),
    '--no-abbrev',
    '-z',
    '--encoding=UTF-8',
    '--format=%H%x00%ct%x00%B%x00',
    newest,
    '--',
    path,
  ]
  const result = await runGit(place, args, { timeoutMs })
  return result.kind === 'done' ? parseLog(result.out.toString('utf8')) : []
}

/**
 * `commit NUL seconds NUL message NUL NUL [LF :modes… M NUL path NUL [path NUL]]`, by place: no name and no
 * message can look like another field.
 */
export function parseLog(out: string): readonly HistoryEntry[] {
  const fields = out.split('\0')
  const entries: HistoryEntry[] = []
  for (let at = 0; at + 3 < fields.length;) {
    const [begin = '', seconds = '', message = '', , change = ''] = fields.slice(at, at + 5)
    at += 4
    const letter = /^\n?:\d{6} \d{6} [0-9a-f]{40,64} [0-9a-f]{40,64} ([A-Z])/.exec(change)?.[1]
    // A merge that changed nothing of the file says nothing of it.
    if (letter === undefined) continue
    const isMoved = letter === 'R' || letter === 'C'
    const [first = '', second = ''] = fields.slice(at + 1, at + 3)
    at += isMoved ? 3 : 2
    const [subject = '', ...rest] = message.trim().split('\n')
    entries.push({
      commit: /[0-9a-f]{40,64}$/.exec(begin)?.[0] ?? '',
      atMs: Number(seconds) * 1000,
      subject,
      reason: rest.join('\n').trim(),
      change: changes[letter] ?? 'changed',
      path: isMoved ? second : first,
      ...(isMoved ? { from: first } : {}),
    })
  }
  return entries
}

const changes: Readonly<Record<string, HistoryEntry['change']>> = {
  A: 'added',
  C: 'added',
  M: 'changed',
  T: 'changed',
  R: 'renamed',
  D: 'removed',
}

async function filesAt({ place, from }: HistoryOf, commit: string): Promise<readonly LibraryFile[]> {
  if (!isCommit(commit)) return []
  const whole = from === 'root' ? ['--full-tree'] : []
  const listed = await runGit(place, ['ls-tree', '-r', '-z', '-l', ...whole, commit], { timeoutMs })
  if (listed.kind === 'failed') return []
  return listed.out
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, stamp = '', size = '', path = ''] =
        /^100\d{3} blob ([0-9a-f]+) +(\d+)\t([^]+)$/.exec(line) ?? []
      const folders = path.split('/')
      const isRunbook = isRunbookName(folders.pop() ?? '') && folders.every(isEntered)
      return isRunbook ? [{ path, bytes: Number(size), stamp }] : []
    })
}

async function readAt({ place, from }: HistoryOf, path: string, commit: string): Promise<LibraryRead> {
  const none = refused(
    `there is no file ${path} in ${commit.slice(0, 10)}`,
    'see `kneeboard history FILE`: it may have had another name',
  )
  const inside = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  if (!inside || path.includes('\0') || !isCommit(commit)) return none
  const name = `${commit}:${from === 'folder' ? './' : ''}${path}`
  const object = await askGit(place, ['rev-parse', '--verify', '--quiet', name])
  if (object === undefined || !isCommit(object)) return none
  const read = await runGit(place, ['cat-file', 'blob', object])
  return read.kind === 'done' ? { kind: 'file', path, bytes: read.out } : none
}

const refused = (why: string, remedy: string): LibraryRead => ({ kind: 'refused', why, remedy })

/** The commit somebody means: by its id, as a branch or tag, or so many before one (`main~2`). Nothing else is understood. */
async function commitNamed({ place, branches, tip }: HistoryOf, at: string): Promise<string | undefined> {
  const [, base = '', before = ''] =
    /^([\p{L}\p{N}][\p{L}\p{N}._/+@-]{0,200})((?:~\d{1,4})?)$/u.exec(at) ?? []
  if (base === '' || /\.\.|@\{/.test(base)) return undefined
  const head = base === 'HEAD' ? await tip() : undefined
  const ids = head === undefined ? (/^[0-9a-f]{7,64}$/.test(base) ? [base] : []) : [head]
  for (const name of [...ids, ...branches.map((branch) => branch + base), `refs/tags/${base}`]) {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}${before}^{commit}`]
    const commit = await askGit(place, args)
    if (commit !== undefined && isCommit(commit)) return commit
  }
  return undefined
}
