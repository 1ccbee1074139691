import type { Dirent } from 'node:fs'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Library, LibraryFile, LibraryRead } from '../../ports/library.ts'
import { hash } from '../../hash/sha256.ts'
import { absentFile } from '../../library/absent.ts'
import { isEntered, isRunbookName } from '../../library/files.ts'
import { validationFolder, validationPath } from '../../library/validation.ts'
import { fileAuthors, fileVersion } from './git.ts'
import { watchFolders } from './watch.ts'
import { writeBeneath } from './write.ts'

/** A larger file is no runbook (format.md §12 lists up to 2 MiB; above 64 MiB nothing is even read). */
const bytesMax = 64 * 1024 * 1024

/**
 * A folder of Markdown files as a library. Reading it runs nothing of it and follows no link out of it. Each file
 * is looked at with synchronous calls: asynchronous ones cost ten times the call, and a library has thousands.
 */
export async function openFolderLibrary(root: string): Promise<Library> {
  const real = await realpath(root)
  return {
    root: real,
    name: basename(real),
    id: hash('library', real),
    files: () => filesOf(real),
    read: (path) => Promise.resolve(readBeneath(real, path)),
    write: (write) => Promise.resolve(writeBeneath(real, write)),
    authors: (path) => fileAuthors(real, path),
    version: (path) => fileVersion(real, path),
    watch: (changed) => watchFolders(real, changed),
  }
}

async function filesOf(root: string): Promise<readonly LibraryFile[]> {
  const found: LibraryFile[] = []
  const stated = existsSync(join(root, validationFolder))
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory() && isEntered(entry.name)) await walk(path)
      if (!entry.isFile() || !isRunbookName(entry.name)) continue
      const stat = lstatSync(join(root, path), { throwIfNoEntry: false })
      if (!stat) continue
      const stamp = `${stat.size} ${Math.round(stat.mtimeMs)}${stated ? statedOf(root, path) : ''}`
      found.push({ path, bytes: stat.size, stamp })
    }
  }
  await walk('')
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function statedOf(root: string, path: string): string {
  const stat = lstatSync(join(root, validationPath(path)), { throwIfNoEntry: false })
  return stat ? ` ${Math.round(stat.mtimeMs)}` : ''
}

/** A folder that is gone, or that this user may not enter, has nothing for this user. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EACCES' || code === 'EPERM' || code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

const refused = (why: string, remedy: string): LibraryRead => ({ kind: 'refused', why, remedy })

const outside = (root: string, path: string): LibraryRead =>
  refused(
    `${path} is outside the library ${root}`,
    'name a file of the library, or choose another with --library',
  )

/** `path` may be relative to the root or absolute; the file that is opened must lie beneath the root. */
function readBeneath(root: string, path: string): LibraryRead {
  if (path.includes('\0')) return refused('the name holds a NUL', 'name a file')
  const wanted = isAbsolute(path) ? path : resolve(root, path)
  let file: number | undefined
  try {
    const real = realpathSync.native(wanted)
    if (!isBeneath(root, real)) return outside(root, path)
    // A named pipe would keep an open that waits for a writer for ever.
    file = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stat = fstatSync(file)
    if (!stat.isFile()) return refused(`${path} is not a file`, 'name a Markdown file')
    if (!isBeneath(root, placeOf(file, real, stat))) return outside(root, path)
    if (stat.size > bytesMax)
      return refused(`${path} is ${stat.size} bytes long`, `a runbook has at most ${bytesMax}`)
    return { kind: 'file', path: relative(root, real).split(sep).join('/'), bytes: readFileSync(file) }
  } catch (error) {
    return whyNot(path, error)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/**
 * Where the file that was opened really stands: between the look at its path and the opening, a folder on the way
 * may have become a link. Linux says it outright; elsewhere the path is looked at once more and must lead to the
 * same file.
 */
function placeOf(file: number, path: string, opened: { dev: number; ino: number }): string {
  if (process.platform === 'linux') return readlinkSync(`/proc/self/fd/${file}`)
  const again = realpathSync.native(path)
  const { dev, ino } = lstatSync(again)
  return dev === opened.dev && ino === opened.ino ? again : ''
}

const isBeneath = (root: string, real: string): boolean =>
  real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

function whyNot(path: string, error: unknown): LibraryRead {
  const code = codeOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'refused', ...absentFile(path) }
  if (code === 'EACCES' || code === 'EPERM')
    return refused(`${path} may not be read by this user`, 'change its permissions')
  if (code === 'EISDIR') return refused(`${path} is a folder`, 'name a file in it')
  return refused(`${path} cannot be read (${code})`, 'look at the file and its disk')
}
