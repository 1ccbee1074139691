import { rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { documentHash } from '../../document/executable.ts'
import { isWritablePath } from '../../library/files.ts'
import { reviewLink } from '../../library/review-link.ts'
import type { LibraryWrite, LibraryWritten } from '../../ports/library.ts'
import { askGit, runGit } from '../git/git.ts'
import type { Mirror } from './mirror.ts'
import type { ObjectReader } from './objects.ts'

const refused = (why: string, remedy: string): LibraryWritten => ({ kind: 'refused', why, remedy })

/** Edits of one mirror come one after the other: two could take the same branch. */
const queues = new WeakMap<Mirror, Promise<unknown>>()

/**
 * Makes a branch with one commit more that holds what somebody wrote, and pushes it where that is allowed. What is
 * published does not change; nothing is ever written over what its writer has not seen.
 */
export function propose(mirror: Mirror, objects: ObjectReader, write: LibraryWrite): Promise<LibraryWritten> {
  const turn = (queues.get(mirror) ?? Promise.resolve()).then(() => proposeNow(mirror, objects, write))
  queues.set(
    mirror,
    turn.catch(() => undefined),
  )
  return turn
}

async function proposeNow(
  mirror: Mirror,
  objects: ObjectReader,
  write: LibraryWrite,
): Promise<LibraryWritten> {
  if (!isWritablePath(write.path))
    return refused(`${write.path} is no name for a file of the library`, 'use letters, digits, - and _')
  const published = await mirror.published()
  const ref = mirror.ref()
  if (published === undefined || ref === undefined)
    return refused('nothing of this library is published yet', 'kneeboard fetch')
  const base = await baseOf(mirror, objects, write, published)
  if (base.kind === 'conflict') return base
  const commit = await commitOn(mirror, base.commit, write)
  if (commit === undefined)
    return refused(`${write.path} cannot be committed`, 'look at the disk of the data folder')
  await askGit(mirror.place, ['update-ref', '--no-deref', `refs/heads/${base.branch}`, commit])
  const pushed = await push(mirror, base.branch)
  const settings = mirror.settings()
  const forge = settings.kind === 'settings' ? settings.settings.forge : undefined
  const review = pushed.pushed
    ? reviewLink(mirror.address, { branch: base.branch, base: ref, forge })
    : undefined
  return {
    kind: 'written',
    hash: documentHash(write.bytes),
    proposal: {
      branch: base.branch,
      commit,
      base: ref,
      ...pushed,
      ...(review === undefined ? {} : { review }),
    },
  }
}

type Base =
  | { readonly kind: 'base'; readonly commit: string; readonly branch: string }
  | Extract<LibraryWritten, { kind: 'conflict' }>

/** More branches for one file by one person is somebody who never merges. */
const branchesMax = 50

/**
 * What the commit goes on top of: the branch this person has for the file, while it holds what they saw and the
 * published text has not moved away below it; else what is published, on a new branch.
 */
async function baseOf(
  mirror: Mirror,
  objects: ObjectReader,
  { path, replaces, by }: LibraryWrite,
  published: string,
): Promise<Base> {
  const textAt = async (commit: string): Promise<string> =>
    (await fileHash(mirror, objects, commit, path)) ?? 'nothing'
  const name = branchOf(by, path)
  const now = await textAt(published)
  for (let number = 1; number <= branchesMax; number++) {
    const branch = branchNumber(name, number)
    const tip = await tipOf(mirror, branch)
    if (tip === undefined) {
      if (now === replaces) return { kind: 'base', commit: published, branch }
      break
    }
    if ((await textAt(tip)) !== replaces) continue
    const fork = await askGit(mirror.place, ['merge-base', tip, published])
    // It was merged as it is: what comes now is another change.
    if (fork === tip || fork === undefined) continue
    if ((await textAt(fork)) === now) return { kind: 'base', commit: tip, branch }
  }
  const there = await fileHash(mirror, objects, published, path)
  return { kind: 'conflict', there }
}

/** The text somebody wrote on one of their branches. */
export async function draftOf(
  mirror: Mirror,
  objects: ObjectReader,
  { path, by, hash }: { readonly path: string; readonly by: string; readonly hash: string },
): Promise<Uint8Array | undefined> {
  for (let number = 1; number <= branchesMax; number++) {
    const tip = await tipOf(mirror, branchNumber(branchOf(by, path), number))
    const bytes = tip === undefined ? undefined : await fileAt(mirror, objects, tip, path)
    if (tip === undefined || (bytes && documentHash(bytes) === hash)) return bytes
  }
  return undefined
}

const branchNumber = (name: string, number: number): string => (number === 1 ? name : `${name}-${number}`)

const tipOf = async (mirror: Mirror, branch: string): Promise<string | undefined> =>
  (await mirror.commitOf(`refs/heads/${branch}`)) ?? mirror.commitOf(`refs/remotes/origin/${branch}`)

async function fileAt(
  mirror: Mirror,
  objects: ObjectReader,
  commit: string,
  path: string,
): Promise<Buffer | undefined> {
  const object = await askGit(mirror.place, ['rev-parse', '--verify', '--quiet', `${commit}:${path}`])
  return object === undefined ? undefined : objects.read(object)
}

async function fileHash(
  mirror: Mirror,
  objects: ObjectReader,
  commit: string,
  path: string,
): Promise<ReturnType<typeof documentHash> | undefined> {
  const bytes = await fileAt(mirror, objects, commit, path)
  return bytes && documentHash(bytes)
}

/** `kneeboard/ada/disk-full` */
export function branchOf(by: string, path: string): string {
  const slug = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .toLowerCase()
      .slice(0, 60) || 'x'
  return `kneeboard/${slug(by)}/${slug(path.replace(/\.[a-z]+$/i, ''))}`
}

async function commitOn(mirror: Mirror, base: string, write: LibraryWrite): Promise<string | undefined> {
  const { place } = mirror
  const index = join(mirror.folder, `index-${randomBytes(6).toString('hex')}`)
  const environment = { GIT_INDEX_FILE: index, ...people(write.by) }
  const ask = (args: readonly string[], input?: Uint8Array | string) =>
    askGit(place, args, { environment, timeoutMs: 60_000, ...(input === undefined ? {} : { input }) })
  try {
    const object = await ask(['hash-object', '-w', '--stdin', '--no-filters'], write.bytes)
    const mode = /^(\d+)/.exec((await ask(['ls-tree', base, '--', write.path])) ?? '')?.[1] ?? '100644'
    if (object === undefined || (await ask(['read-tree', base])) === undefined) return undefined
    const added = await ask(['update-index', '-z', '--index-info'], `${mode} ${object}\t${write.path}\0`)
    const tree = added === undefined ? undefined : await ask(['write-tree'])
    return tree === undefined
      ? undefined
      : await ask(['commit-tree', tree, '-p', base, '-F', '-'], messageOf(write))
  } finally {
    rmSync(index, { force: true })
  }
}

const messageOf = ({ path, by, replaces }: LibraryWrite): string =>
  `${replaces === 'nothing' ? 'Add' : 'Change'} ${path}\n\nWritten in Kneeboard by ${by}.\n`

/** The editor wrote it, Kneeboard committed it. The addresses are nobody's: `.invalid` can never be one. */
const people = (by: string): Record<string, string> => ({
  GIT_AUTHOR_NAME: nameOf(by),
  GIT_AUTHOR_EMAIL: /^[^\s<>@]+@[^\s<>@]+$/.test(by)
    ? by
    : `${by.replace(/[^\w.-]+/g, '-')}@kneeboard.invalid`,
  GIT_COMMITTER_NAME: 'Kneeboard',
  GIT_COMMITTER_EMAIL: 'kneeboard@kneeboard.invalid',
})

const nameOf = (by: string): string => by.replace(/[\p{Cc}<>]/gu, '').trim() || 'somebody'

type Pushed = { readonly pushed: true } | { readonly pushed: false; readonly why: string }

async function push(mirror: Mirror, branch: string): Promise<Pushed> {
  const read = mirror.settings()
  if (read.kind === 'refused') return { pushed: false, why: read.why }
  if (!read.settings.push)
    return { pushed: false, why: 'pushing is not allowed: write `push: true` for it in libraries.yaml' }
  const transport = await mirror.transport()
  if (transport.kind === 'refused') return { pushed: false, why: transport.why }
  const args = [
    'push',
    '--quiet',
    '--no-verify',
    '--no-signed',
    '--no-follow-tags',
    '--recurse-submodules=no',
  ]
  const spec = `refs/heads/${branch}:refs/heads/${branch}`
  const result = await runGit(mirror.place, [...args, '--', mirror.address.text, spec], {
    environment: transport.environment,
    timeoutMs: 120_000,
  })
  if (result.kind === 'done') return { pushed: true }
  const reason = result.says.split('\n').find((line) => /rejected|denied|fatal|error|remote:/.test(line))
  return { pushed: false, why: reason?.trim() ?? `git push ended with ${result.code}` }
}
