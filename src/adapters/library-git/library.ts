import { hash } from '../../hash/sha256.ts'
import { isEntered, isRunbookName } from '../../library/files.ts'
import type { GitAddress } from '../../library/git-address.ts'
import { validationPath } from '../../library/validation.ts'
import type { PlanVersion } from '../../plan/plan.ts'
import type { History } from '../../ports/history.ts'
import type { Library, LibraryFile, LibraryRead } from '../../ports/library.ts'
import { askGit } from '../git/git.ts'
import { historyIn } from '../git/history.ts'
import type { Mirror } from './mirror.ts'
import { ObjectReader } from './objects.ts'
import { draftOf, propose } from './propose.ts'
import type { Found, TreeEntry } from './tree.ts'
import { findInTree, treeOf } from './tree.ts'

type Tree = ReadonlyMap<string, TreeEntry>
type Snapshot = { readonly commit: string; readonly tree: Tree }

/** Another process may publish; how soon that is seen. */
const lookAgainMs = 1_000
/** Larger files are no runbooks, as in a folder. */
const bytesMax = 64 * 1024 * 1024

/** The id names the data folder, in which the copy of the repository lies: it is known before anything is opened. */
export const gitLibraryId = ({ text }: GitAddress): string => hash('library', text)

/** A repository's published commit as a library: read from its objects, and never from a checkout. */
export function openGitLibrary(mirror: Mirror): Library & { readonly history: History } {
  const objects = new ObjectReader(mirror.place)
  const published = new Published(mirror)
  const find = async (path: string): Promise<(Snapshot & { found: Found; inside: string }) | undefined> => {
    const snapshot = await published.snapshot()
    if (!snapshot) return undefined
    const inside = path.startsWith(`${mirror.folder}/`) ? path.slice(mirror.folder.length + 1) : path
    const found = await findInTree(snapshot.tree, inside, async (link) =>
      (await objects.read(link.object))?.toString(),
    )
    return { ...snapshot, found, inside }
  }
  const read = async (path: string): Promise<LibraryRead> => {
    const at = await find(path)
    if (!at) return refused('nothing of this library is published yet', 'kneeboard fetch')
    return readFound(objects, path, at.inside.startsWith('/') ? { kind: 'outside' } : at.found)
  }
  const history = historyIn({
    place: mirror.place,
    tip: () => mirror.published(),
    from: 'root',
    branches: ['refs/heads/', 'refs/remotes/origin/'],
  })
  return {
    root: mirror.folder,
    name: mirror.address.name,
    id: gitLibraryId(mirror.address),
    files: async () => filesOf((await published.snapshot())?.tree ?? new Map()),
    read,
    write: (write) => propose(mirror, objects, write),
    draft: (path, by, hash) => draftOf(mirror, objects, { path, by, hash }),
    authors: (path) => authorsOf(mirror, path),
    version: async () => versionOf(mirror, (await published.snapshot())?.commit),
    watch: (changed) =>
      mirror.listen(() => {
        published.forget()
        changed()
      }),
    close: () => objects.close(),
    history,
  }
}

const versionOf = (mirror: Mirror, commit: string | undefined): PlanVersion => {
  const branch = mirror.ref()
  if (commit === undefined) return { kind: 'uncommitted' }
  const at = branch === undefined ? {} : { branch }
  return { kind: 'committed', commit, ...at, publication: { published: true } }
}

/** The published commit and its files, looked at again when it may be another. */
class Published {
  readonly #mirror: Mirror
  #snapshot: Promise<Snapshot | undefined> | undefined
  #lookedAt = 0

  constructor(mirror: Mirror) {
    this.#mirror = mirror
    mirror.listen(() => this.forget())
  }

  forget(): void {
    this.#lookedAt = 0
  }

  snapshot(): Promise<Snapshot | undefined> {
    const now = performance.now()
    if (this.#snapshot === undefined || now - this.#lookedAt > lookAgainMs || this.#lookedAt === 0) {
      this.#lookedAt = now
      this.#snapshot = this.#look(this.#snapshot)
    }
    return this.#snapshot
  }

  async #look(before: Promise<Snapshot | undefined> | undefined): Promise<Snapshot | undefined> {
    const commit = await this.#mirror.published()
    const known = await before
    if (commit === undefined || known?.commit === commit) return known
    const tree = await treeOf(this.#mirror.place, commit)
    return tree ? { commit, tree } : known
  }
}

function filesOf(tree: Tree): readonly LibraryFile[] {
  const found: LibraryFile[] = []
  for (const { path, kind, object, bytes } of tree.values()) {
    const folders = path.split('/')
    const name = folders.pop() ?? path
    if (kind === 'link' || !isRunbookName(name) || !folders.every(isEntered)) continue
    const stated = tree.get(validationPath(path))?.object
    found.push({ path, bytes, stamp: stated === undefined ? object : `${object} ${stated}` })
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const refused = (why: string, remedy: string): LibraryRead => ({ kind: 'refused', why, remedy })

async function readFound(objects: ObjectReader, path: string, found: Found): Promise<LibraryRead> {
  switch (found.kind) {
    case 'outside':
      return refused(
        `${path} is outside the library`,
        'name a file of the library, or choose another with --library',
      )
    case 'absent':
      return refused(`there is no file ${path}`, 'see `kneeboard list`')
    case 'entry': {
      const { entry } = found
      if (entry.bytes > bytesMax)
        return refused(`${path} is ${entry.bytes} bytes long`, `a runbook has at most ${bytesMax}`)
      const bytes = await objects.read(entry.object)
      return bytes
        ? { kind: 'file', path: entry.path, bytes }
        : refused(`${path} cannot be read from the repository`, 'look at the disk of the data folder')
    }
  }
}

async function authorsOf(mirror: Mirror, path: string): Promise<readonly string[]> {
  const commit = await mirror.published()
  if (commit === undefined || path.includes('\0')) return []
  const log = await askGit(mirror.place, [
    'log',
    '--no-show-signature',
    '--format=%an%n%ae',
    commit,
    '--',
    path,
  ])
  return [...new Set((log ?? '').split('\n').filter((name) => name !== ''))]
}
