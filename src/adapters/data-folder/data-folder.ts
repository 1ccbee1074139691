import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import { chmod, lstat, mkdir, open, readdir, realpath, rename, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { parseRunId } from '../../run/id.ts'
import { quoted, storageErrorOf } from '../file-trouble.ts'
import { StorageError } from '../../ports/storage-error.ts'

/** The private folder of one library's records, opened and found to be safe. All paths are absolute. */
export type DataFolder = {
  readonly kind: 'data-folder'
  readonly path: string
  readonly journal: string
  readonly attempts: string
  readonly logs: string
}

/** Why the folder is not used, and what would make it usable. */
export type DataFolderRefusal = { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

export type DataFolderOptions = {
  /** Checkouts (and their git roots): the folder may not stand inside any, or a clone could bring a journal along. */
  readonly outside: readonly string[]
}

/** The shape of the folder that this release reads and writes. */
const formatVersion = 1

/** Opens the folder, making it (0700) when it is not there. Never follows a link at or below `path`. */
export async function openDataFolder(
  path: string,
  { outside }: DataFolderOptions,
): Promise<DataFolder | DataFolderRefusal> {
  try {
    return (await refusalOfPlace(path, outside)) ?? (await openAt(path))
  } catch (thrown) {
    const error = storageErrorOf(thrown, path)
    if (error instanceof StorageError) return refused(error.message, error.remedy)
    throw error
  }
}

/**
 * Where a library's records stand: `$XDG_STATE_HOME/kneeboard/<first 32 digits of its id>`, by default under
 * `~/.local/state`. Short, because paths of sockets beneath it may not exceed 107 bytes.
 */
export function dataFolderPath(libraryId: string, stateHome: string | undefined, home: string): string {
  // The XDG specification: a relative path is invalid and is ignored.
  const base = stateHome !== undefined && isAbsolute(stateHome) ? stateHome : join(home, '.local', 'state')
  const digits = libraryId.replace(/^sha256:/, '').replaceAll(/[^0-9a-z]/g, '')
  return join(base, 'kneeboard', digits.slice(0, 32))
}

const refused = (why: string, remedy: string): DataFolderRefusal => ({ kind: 'refused', why, remedy })

async function refusalOfPlace(
  path: string,
  outside: readonly string[],
): Promise<DataFolderRefusal | undefined> {
  if (!isAbsolute(path) || path.includes('\0')) {
    return refused(`the data folder ${JSON.stringify(path)} is not an absolute path`, 'give the whole path')
  }
  const real = await realPathOf(path)
  for (const checkout of outside) {
    if (isWithin(await realPathOf(checkout), real)) {
      return refused(
        `the data folder ${path} is inside the checkout ${checkout}`,
        'keep it elsewhere: unset the option, or point XDG_STATE_HOME outside the checkout',
      )
    }
  }
  return undefined
}

async function openAt(path: string): Promise<DataFolder | DataFolderRefusal> {
  const refusal = (await makeWithParents(path)) ?? (await refusalOfVersion(path))
  if (refusal) return refusal
  const folder = {
    kind: 'data-folder',
    path,
    journal: join(path, 'journal.sqlite'),
    attempts: join(path, 'attempts'),
    logs: join(path, 'logs'),
  } as const
  return (
    (await makePrivate(folder.attempts)) ??
    (await makePrivate(folder.logs)) ??
    (await refusalOfJournal(folder)) ??
    folder
  )
}

const makeWithParents = async (path: string): Promise<DataFolderRefusal | undefined> =>
  (await makeParents(dirname(path))) ?? (await refusalOfParent(dirname(path))) ?? (await makePrivate(path))

/** Makes a folder that only its user may enter, with these in it, or says why what stands there is not such a folder. */
export async function makePrivateFolders(
  path: string,
  inside: readonly string[],
): Promise<DataFolderRefusal | undefined> {
  try {
    const refusal = await makeWithParents(path)
    if (refusal) return refusal
    for (const name of inside) {
      const inner = await makePrivate(join(path, name))
      if (inner) return inner
    }
    return undefined
  } catch (thrown) {
    const error = storageErrorOf(thrown, path)
    if (error instanceof StorageError) return refused(error.message, error.remedy)
    throw error
  }
}

/** A new journal would say that there were never any runs, and what is left of them would be nobody's. */
async function refusalOfJournal(folder: DataFolder): Promise<DataFolderRefusal | undefined> {
  const { path, journal } = folder
  const stat = await lstat(journal).catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw thrown
  })
  if (stat && (stat.size > 0 || !stat.isFile())) return undefined
  const left = [...(await readdir(folder.attempts)), ...(await readdir(folder.logs))]
  const runs = new Set(left.filter((name) => parseRunId(name) !== undefined)).size
  if (runs === 0) return undefined
  return refused(
    `${journal} is ${stat ? 'empty' : 'gone'}, and beside it lies what ${runs === 1 ? 'one run' : `${runs} runs`} printed`,
    `restore the file from a backup; to begin anew, and keep what is there: mv ${quoted(path)} ${quoted(`${path}.old`)}`,
  )
}

/**
 * Makes a folder and those above it, one by one. Node's own recursive `mkdir` never returns where the system
 * answers "no such folder" for a name inside a folder that is there, as /proc does.
 */
async function makeParents(path: string): Promise<DataFolderRefusal | undefined> {
  try {
    await mkdir(path, 0o700)
    return undefined
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return undefined
    if (!hasCode(thrown, 'ENOENT') || dirname(path) === path) throw thrown
  }
  const above = await makeParents(dirname(path))
  if (above) return above
  try {
    await mkdir(path, 0o700)
    return undefined
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST')) return undefined
    if (!hasCode(thrown, 'ENOENT')) throw thrown
    return refused(`no folder can be made in ${dirname(path)}`, 'keep the records in a folder on a disk')
  }
}

/** Anyone who may rename what stands in the parent could put another folder in our place. */
async function refusalOfParent(parent: string): Promise<DataFolderRefusal | undefined> {
  const { mode } = await lstat(await realpath(parent))
  const open = (mode & 0o002) !== 0 && (mode & stickyBit) === 0
  return open ? refused(`everyone may write to ${parent}`, `chmod o-w ${quoted(parent)}`) : undefined
}

const stickyBit = 0o1000

/** Makes a folder only its user may enter, or says why the one that stands there is not such a folder. */
async function makePrivate(path: string): Promise<DataFolderRefusal | undefined> {
  try {
    await mkdir(path, 0o700)
    // A hostile umask can only have taken our own rights away.
    await chmod(path, 0o700)
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST')) throw thrown
  }
  return refusalOfFolder(path, await lstat(path))
}

function refusalOfFolder(path: string, stat: Stats): DataFolderRefusal | undefined {
  const name = quoted(path)
  if (stat.isSymbolicLink())
    return refused(`${path} is a symbolic link`, `rm ${name}, or name the folder itself`)
  if (!stat.isDirectory()) return refused(`${path} is not a folder`, `move it away: mv ${name} ${name}.old`)
  if (process.getuid && stat.uid !== process.getuid()) {
    return refused(`${path} belongs to another user (uid ${stat.uid})`, 'use a folder of your own')
  }
  const mode = stat.mode & 0o777
  if ((mode & 0o077) !== 0) {
    return refused(
      `others may enter ${path} (mode ${mode.toString(8)})`,
      `look whether what is in it is yours, then: chmod 700 ${name}`,
    )
  }
  if ((mode & 0o700) !== 0o700) return refused(`${path} is read-only`, `chmod 700 ${name}`)
  return undefined
}

/** Reads the version, or writes it into an empty folder: before anything else, so that no other state can be seen. */
async function refusalOfVersion(path: string): Promise<DataFolderRefusal | undefined> {
  const file = join(path, 'version')
  const text = (await readOwn(file)) ?? (await writeVersion(path, file))
  if (text === undefined) {
    return refused(
      `${path} holds something else than Kneeboard's records`,
      'point to an empty folder, or to one that does not exist',
    )
  }
  const version = /^([0-9]{1,9})\n$/.exec(text)?.[1]
  if (version === undefined) return refused(`${file} is damaged`, 'restore the folder from a backup')
  if (Number(version) > formatVersion) {
    return refused(
      `${path} has format ${version}; this release knows ${formatVersion}`,
      'use the release that wrote it, or a newer one',
    )
  }
  return undefined
}

/** What stands in the file after writing it into an empty folder; undefined when the folder is not empty. */
async function writeVersion(path: string, file: string): Promise<string | undefined> {
  const others = (await readdir(path)).filter((name) => !name.startsWith('version'))
  if (others.length > 0) return readOwn(file)
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${formatVersion}\n`, { mode: 0o600, flag: 'wx', flush: true })
  await chmod(draft, 0o600)
  await rename(draft, file)
  return readOwn(file)
}

async function readOwn(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stat = await handle.stat()
      if (!stat.isFile() || stat.size > 64) return ''
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw thrown
  }
}

/** The path with the links of its existing part resolved; what does not exist yet is kept as written. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT') || dirname(path) === path) throw thrown
    return join(await realPathOf(dirname(path)), path.slice(dirname(path).length))
  }
}

function isWithin(outer: string, inner: string): boolean {
  const way = relative(outer, inner)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const hasCode = (thrown: unknown, code: string): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === code
