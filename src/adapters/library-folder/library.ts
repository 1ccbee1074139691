import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Library, LibraryFile, LibraryRead } from '../../ports/library.ts'
import { hash } from '../../hash/sha256.ts'
import { fileVersion } from './git.ts'

/** A larger file is no runbook (format.md §12 lists up to 2 MiB; above 64 MiB nothing is even read). */
const bytesMax = 64 * 1024 * 1024

/** Folders that hold other people's text or no text at all. */
const passedBy = new Set(['node_modules', 'vendor', 'target', 'dist', 'build', '__pycache__'])

/** A folder of Markdown files as a library. Reading it runs nothing of it and follows no link out of it. */
export async function openFolderLibrary(root: string): Promise<Library> {
  const real = await realpath(root)
  return {
    root: real,
    id: hash('library', real),
    files: () => filesOf(real),
    read: (path) => readBeneath(real, path),
    version: (path) => fileVersion(real, path),
  }
}

async function filesOf(root: string): Promise<readonly LibraryFile[]> {
  const found: LibraryFile[] = []
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true })
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory() && !entry.name.startsWith('.') && !passedBy.has(entry.name)) await walk(path)
      if (!entry.isFile() || !/\.(?:md|markdown)$/i.test(entry.name)) continue
      const { size, mtimeMs } = await stat(join(root, path))
      found.push({ path, bytes: size, modifiedMs: Math.round(mtimeMs) })
    }
  }
  await walk('')
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const refused = (why: string, remedy: string): LibraryRead => ({ kind: 'refused', why, remedy })

/** `path` may be relative to the root or absolute; the file that is opened must lie beneath the root. */
async function readBeneath(root: string, path: string): Promise<LibraryRead> {
  const wanted = isAbsolute(path) ? path : resolve(root, path)
  if (path.includes('\0')) return refused('the name holds a NUL', 'name a file')
  let file: FileHandle | undefined
  try {
    const real = await realpath(wanted)
    if (real !== root && !real.startsWith(root + sep)) {
      return refused(`${path} is outside the library ${root}`, 'name a file of the library, or choose another with --library')
    }
    file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW)
    const { size } = await file.stat()
    if (!(await file.stat()).isFile()) return refused(`${path} is not a file`, 'name a Markdown file')
    if (size > bytesMax) return refused(`${path} is ${size} bytes long`, `a runbook has at most ${bytesMax}`)
    return { kind: 'file', path: relative(root, real).split(sep).join('/'), bytes: await file.readFile() }
  } catch (error) {
    return whyNot(path, error)
  } finally {
    await file?.close()
  }
}

function whyNot(path: string, error: unknown): LibraryRead {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
  if (code === 'ENOENT' || code === 'ENOTDIR') return refused(`there is no file ${path}`, `see \`kneeboard list\`; the name is ${basename(path)}`)
  if (code === 'EACCES' || code === 'EPERM') return refused(`${path} may not be read by this user`, 'change its permissions')
  if (code === 'EISDIR') return refused(`${path} is a folder`, 'name a file in it')
  return refused(`${path} cannot be read (${code})`, 'look at the file and its disk')
}
