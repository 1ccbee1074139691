import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import type { Group } from '../test/judged/judgement.ts'
import { judgementsOf } from '../test/judged/judgement.ts'

/**
 * Chooses what is judged, always the same for the same collection:
 *   node tools/judged-choose.ts [--dangerous | --fresh | --unseen-2 | --unseen-3 | --unseen-4 | --unseen-5] [--seed WORD] [--count N]
 * Files: every repository gives one, then a second, and so on up to four; inside a repository the order is
 * that of a hash of seed and path. Even places are the half that may be looked at, odd ones are not.
 * With --fresh: files that neither of those halves holds, of every repository one, then a second, and, as
 * that is too few, a third of some.
 * With --unseen-2: files that none of these groups holds, chosen as the halves are, and none longer than 300
 * lines, so that one file is not a third of all steps. With --unseen-3: files that none of those and unseen-2
 * hold, in the same way. With --unseen-4: files that no group before it holds, and that were not read while the
 * reader was tuned (looked-at.json), in the same way. With --unseen-5: the same again, and none whose
 * steps were seen to change while the reader was tuned.
 * With --dangerous: shell blocks that delete, drain, remove, stop, scale or restart, in the same way, as path and line.
 */
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? undefined : process.argv[at + 1]
}
/** The groups there were when unseen-2 was drawn. */
const tunedAtFirst = ['seen', 'unseen', 'fresh'] as const satisfies readonly Group[]
const root = '../shared/corpus/markdown'
const kind =
  (['dangerous', 'fresh', 'unseen-2', 'unseen-3', 'unseen-4', 'unseen-5'] as const).find((name) =>
    process.argv.includes(`--${name}`),
  ) ?? 'halves'
const seeds = {
  halves: 'judged-1',
  dangerous: 'judged-1',
  fresh: 'judged-2',
  'unseen-2': 'judged-3',
  'unseen-3': 'judged-4',
  'unseen-4': 'judged-6',
  'unseen-5': 'judged-7',
}
const seed = option('seed') ?? seeds[kind]
const countMax = Number(
  option('count') ??
    { halves: 96, fresh: 60, dangerous: 100, 'unseen-2': 44, 'unseen-3': 52, 'unseen-4': 44, 'unseen-5': 44 }[
      kind
    ],
)
/** So that no single team's habits weigh more than a twentieth of the files, or a quarter of the blocks. */
const perRepositoryMax = {
  halves: 4,
  fresh: 3,
  dangerous: 25,
  'unseen-2': 4,
  'unseen-3': 4,
  'unseen-4': 4,
  'unseen-5': 4,
}[kind]

const place = (name: string): string => createHash('sha256').update(`${seed}\n${name}`).digest('hex')

if (!existsSync(root)) {
  console.error(`${root} does not exist`)
  process.exit(1)
}
const files = globSync('**/*.md', { cwd: root })
const among = {
  halves: () => files,
  fresh: () => files.filter(notIn(judgedIn(['seen', 'unseen']))),
  'unseen-2': () => files.filter(notIn(judgedIn(tunedAtFirst))).filter(isShort),
  'unseen-3': () => files.filter(notIn(judgedIn([...tunedAtFirst, 'unseen-2']))).filter(isShort),
  'unseen-4': () =>
    files
      .filter(notIn(judgedIn([...tunedAtFirst, 'unseen-2', 'unseen-3'])))
      .filter(notIn(lookedAt(['unseen-4'])))
      .filter(isShort),
  'unseen-5': () =>
    files
      .filter(notIn(judgedIn([...tunedAtFirst, 'unseen-2', 'unseen-3', 'unseen-4'])))
      .filter(notIn(lookedAt(['unseen-4', 'unseen-5'])))
      .filter(isShort),
  dangerous: () => files.flatMap(dangerousBlocks),
}
choose(among[kind]()).forEach((name, index) =>
  console.log(kind === 'halves' ? `${index % 2 === 0 ? 'seen' : 'unseen'}\t${name}` : name),
)

function judgedIn(groups: readonly Group[]): ReadonlySet<string> {
  return new Set(groups.flatMap((group) => judgementsOf(group).map(({ path }) => path)))
}

/** Files that were read while the reader was tuned, before the draw of a group, without being judged. */
function lookedAt(before: readonly string[]): ReadonlySet<string> {
  const lists = JSON.parse(readFileSync('test/judged/looked-at.json', 'utf8')) as Readonly<
    Record<string, readonly string[]>
  >
  return new Set(before.flatMap((group) => lists[group] ?? []))
}

function notIn(paths: ReadonlySet<string>): (path: string) => boolean {
  return (path) => !paths.has(path)
}

function isShort(path: string): boolean {
  return readFileSync(`${root}/${path}`, 'utf8').trimEnd().split('\n').length <= 300
}

/** Round by round over the repositories, each in the order of its hashes. */
function choose(names: readonly string[]): readonly string[] {
  const shuffled = names.map((name) => ({ name, key: place(name) })).toSorted(byKey)
  const rounds = new Map<string, number>()
  const placed = shuffled.flatMap(({ name, key }) => {
    const repository = name.split('/')[0] ?? ''
    const round = rounds.get(repository) ?? 0
    rounds.set(repository, round + 1)
    return round < perRepositoryMax ? [{ name, key: `${String(round).padStart(2, '0')}${key}` }] : []
  })
  return placed
    .toSorted(byKey)
    .slice(0, countMax)
    .map(({ name }) => name)
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1
}

/** The shell fences of a file that hold one of the words, as `path:line`; found by lines, not by the reader. */
function dangerousBlocks(path: string): readonly string[] {
  const found: string[] = []
  let open: { readonly line: number; readonly fence: string; readonly isShell: boolean } | undefined
  let body = ''
  for (const [index, line] of readFileSync(`${root}/${path}`, 'utf8')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const [, fence, info = ''] = /^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    if (open && fence?.startsWith(open.fence) === true && info.trim() === '') {
      if (open.isShell && /\b(?:delete|drain|rm|stop|scale|restart)\b/.test(body))
        found.push(`${path}:${open.line}`)
      open = undefined
    } else if (open) body += `${line}\n`
    else if (fence !== undefined && !info.includes('`')) {
      open = { line: index + 1, fence, isShell: /^\s*(?:sh|bash|zsh|shell)\b/.test(info) }
      body = ''
    }
  }
  return found
}
