import { posix } from 'node:path'
import type { GitPlace } from '../git/git.ts'
import { runGit } from '../git/git.ts'

/** A file of a commit: its object, not its bytes. */
export type TreeEntry = {
  readonly path: string
  readonly kind: 'file' | 'program' | 'link'
  readonly object: string
  readonly bytes: number
}

/** A hundred thousand files with long names. */
const listingBytesMax = 64 * 1024 * 1024
const listingTimeoutMs = 60_000

/**
 * Every file of a commit by its path. Submodules are other people's repositories and are left out, and so is a name
 * that no file system should be given; git itself refuses those when it fetches.
 */
export async function treeOf(
  place: GitPlace,
  commit: string,
): Promise<ReadonlyMap<string, TreeEntry> | undefined> {
  const result = await runGit(place, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit], {
    bytesMax: listingBytesMax,
    timeoutMs: listingTimeoutMs,
  })
  if (result.kind !== 'done') return undefined
  const entries = new Map<string, TreeEntry>()
  for (const line of result.out.toString('utf8').split('\0')) {
    const entry = parseEntry(line)
    if (entry) entries.set(entry.path, entry)
  }
  return entries
}

/** `100644 blob ID     SIZE TAB path` */
function parseEntry(line: string): TreeEntry | undefined {
  const [, mode = '', object = '', size = '', path = ''] =
    /^(\d{6}) blob ([0-9a-f]{40,64}) +(\d+)\t([^]+)$/.exec(line) ?? []
  const kind = kinds[mode]
  if (kind === undefined || path.includes('\uFFFD') || !path.split('/').every(isName)) return undefined
  return { path, kind, object, bytes: Number(size) }
}

const kinds: Readonly<Record<string, TreeEntry['kind']>> = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'program',
  '120000': 'link',
}

const isName = (part: string): boolean =>
  part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git'

export type Found =
  | { readonly kind: 'entry'; readonly entry: TreeEntry }
  | { readonly kind: 'absent' }
  | { readonly kind: 'outside' }

/** More links than this, one behind the other, are a circle. */
const linksMax = 20

/** Finds the file a path means, following links within the tree, those of folders too; never out of it. */
export async function findInTree(
  tree: ReadonlyMap<string, TreeEntry>,
  path: string,
  target: (link: TreeEntry) => Promise<string | undefined>,
): Promise<Found> {
  let rest = path.split('/')
  let at: string[] = []
  for (let links = 0; rest.length > 0;) {
    const [part = '', ...more] = rest
    rest = more
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (at.pop() === undefined) return { kind: 'outside' }
      continue
    }
    const entry = tree.get([...at, part].join('/'))
    if (entry?.kind !== 'link') {
      // Below a file there is nothing.
      if (entry && rest.some((name) => name !== '' && name !== '.')) return { kind: 'absent' }
      at = [...at, part]
      continue
    }
    const written = (links += 1) > linksMax ? undefined : await target(entry)
    if (written === undefined || written.includes('\0')) return { kind: 'absent' }
    if (posix.isAbsolute(written)) return { kind: 'outside' }
    rest = [...written.split('/'), ...rest]
  }
  const entry = tree.get(at.join('/'))
  return entry ? { kind: 'entry', entry } : { kind: 'absent' }
}
