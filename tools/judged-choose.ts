import { createHash } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'

/**
 * Chooses the files of the judged sample, always the same ones for the same collection:
 *   node tools/judged-choose.ts [--seed WORD] [--count N]
 * Every repository gives one file, then a second, and so on up to four; inside a repository the order
 * is that of a hash of seed and path. Even places are the half that may be looked at, odd ones are not.
 */
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? undefined : process.argv[at + 1]
}
const root = '../shared/corpus/markdown'
const seed = option('seed') ?? 'judged-1'
const countMax = Number(option('count') ?? 96)
/** So that no single team's habits weigh more than a twentieth of the sample. */
const perRepositoryMax = 4

const place = (path: string): string => createHash('sha256').update(`${seed}\n${path}`).digest('hex')

if (!existsSync(root)) {
  console.error(`${root} does not exist`)
  process.exit(1)
}
choose(globSync('**/*.md', { cwd: root })).forEach((path, index) =>
  console.log(`${index % 2 === 0 ? 'seen' : 'unseen'}\t${path}`),
)

function choose(paths: readonly string[]): readonly string[] {
  const shuffled = paths.map((path) => ({ path, key: place(path) })).toSorted(byKey)
  const rounds = new Map<string, number>()
  const placed = shuffled.flatMap(({ path, key }) => {
    const repository = path.split('/')[0] ?? ''
    const round = rounds.get(repository) ?? 0
    rounds.set(repository, round + 1)
    return round < perRepositoryMax ? [{ path, key: `${round}${key}` }] : []
  })
  return placed
    .toSorted(byKey)
    .slice(0, countMax)
    .map(({ path }) => path)
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1
}
