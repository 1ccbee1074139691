import type { StorageErrorCode } from '../ports/storage-error.ts'
import { StorageError } from '../ports/storage-error.ts'

/** What the file system's error codes mean for storage; undefined for one that only a bug can cause. */
export const storageCodeOf = (fileCode: string): StorageErrorCode | undefined => fileCodes.get(fileCode)

/** A StorageError for what the file system threw; anything else comes back as it is. */
export function storageErrorOf(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown)) return thrown
  const code = storageCodeOf(String(thrown.code))
  return code ? new StorageError(code, `${path}: ${thrown.message}`, remedyOf[code]) : thrown
}

const fileCodes: ReadonlyMap<string, StorageErrorCode> = new Map([
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['ENOENT', 'denied'],
  ['ENOTDIR', 'denied'],
  ['ELOOP', 'foreign'],
  ['EISDIR', 'foreign'],
  ['EROFS', 'read-only'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EFBIG', 'full'],
  ['EMFILE', 'io'],
  ['ENFILE', 'io'],
  ['EIO', 'io'],
])

/** What to do about each, when nothing better is known. */
export const remedyOf = {
  busy: 'another process is writing; try again',
  full: 'free space on the disk (or raise the limit), then try again',
  corrupt: 'move the file away and restore it from a backup; do not write to it',
  'read-only': 'make the data folder writable, or point to another one',
  denied: 'check that the folder exists and belongs to you',
  io: 'check the disk and the system log, then start again',
  newer: 'use the release that wrote it, or a newer one',
  foreign: 'move what stands there away, or point to another folder',
  'too-large': 'pass a file instead of a value',
  closed: 'open it again',
  stopped: 'open it again and read what was stored',
} as const satisfies Record<StorageErrorCode, string>

/** A path as it can be pasted into a shell. */
export const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`
