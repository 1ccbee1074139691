import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, join, sep } from 'node:path'
import { documentHash } from '../../document/executable.ts'
import { isWritablePath } from '../../library/files.ts'
import type { LibraryWrite, LibraryWritten } from '../../ports/library.ts'

/**
 * Writes a file beneath the root: whole or not at all, through no link, and only over what the writer has seen.
 * Folders on the way are made, one by one, each looked at after it was opened.
 */
export function writeBeneath(
  root: string,
  { path, bytes, replaces }: Omit<LibraryWrite, 'by'>,
): LibraryWritten {
  const parts = path.split('/')
  if (!isWritablePath(path))
    return refused(`${path} is no name for a file of the library`, 'use letters, digits, - and _')
  const draft = `.kneeboard-${randomBytes(6).toString('hex')}.tmp`
  let folder: string | undefined
  try {
    folder = makeFolder(root, parts.slice(0, -1))
    if (folder === undefined) return refused(`${path} leads out of the library`, 'write it elsewhere')
    const target = join(folder, basename(path))
    const there = hashOf(target)
    if (there !== (replaces === 'nothing' ? undefined : replaces)) return { kind: 'conflict', there }
    writeWhole(join(folder, draft), bytes, modeOf(target))
    // A link fails when something has appeared in its place meanwhile; a rename would write over it.
    if (replaces === 'nothing') linkSync(join(folder, draft), target)
    else renameSync(join(folder, draft), target)
    return { kind: 'written', hash: documentHash(bytes) }
  } catch (error) {
    return whyNot(path, error)
  } finally {
    if (folder !== undefined) rmSync(join(folder, draft), { force: true })
  }
}

const refused = (why: string, remedy: string): LibraryWritten => ({ kind: 'refused', why, remedy })

/** The folder's real path, made where it is missing; undefined when a link on the way leads out. */
function makeFolder(root: string, parts: readonly string[]): string | undefined {
  let at = root
  for (const part of parts) {
    const next = join(at, part)
    try {
      mkdirSync(next)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    at = realpathSync.native(next)
    if (!at.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined
  }
  return at
}

/** Of the file that stands there; undefined when nothing does. A link is not followed. */
function hashOf(target: string): ReturnType<typeof documentHash> | undefined {
  const file = opened(target)
  if (file === undefined) return undefined
  try {
    return documentHash(readFileSync(file))
  } finally {
    closeSync(file)
  }
}

function modeOf(target: string): number {
  const file = opened(target)
  if (file === undefined) return 0o644
  try {
    return fstatSync(file).mode & 0o777
  } finally {
    closeSync(file)
  }
}

function opened(target: string): number | undefined {
  try {
    return openSync(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function writeWhole(draft: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(draft, 'wx', mode)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

function whyNot(path: string, error: unknown): LibraryWritten {
  switch (codeOf(error)) {
    case 'EEXIST':
      return { kind: 'conflict', there: undefined }
    case 'ELOOP':
      return refused(`${path} is a link`, 'write the file it leads to')
    case 'EACCES':
    case 'EPERM':
      return refused(`${path} may not be written by this user`, 'change its permissions')
    case 'EROFS':
      return refused(`${path} is on a read-only disk`, 'make it writable')
    case 'ENOSPC':
      return refused(`${path} does not fit: the disk is full`, 'make room and try again')
    case 'ENOTDIR':
    case 'EISDIR':
      return refused(
        `${path} cannot be there: a file stands where its folder should, or the other way`,
        'choose another name',
      )
    default:
      return refused(`${path} cannot be written (${codeOf(error)})`, 'look at the folder and its disk')
  }
}
