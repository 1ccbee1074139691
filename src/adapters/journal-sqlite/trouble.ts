import type { StorageErrorCode } from '../../ports/storage-error.ts'
import type { Trouble } from './request.ts'

/** Thrown inside the database thread for trouble that SQLite itself does not report. */
export class Refused extends Error {
  readonly trouble: Trouble

  constructor(trouble: Trouble) {
    super(trouble.message)
    this.trouble = trouble
  }
}

/** Names what SQLite (or the file system) threw by what must happen next. `where` is the database's path. */
export function troubleOf(thrown: unknown, where: string): Trouble {
  if (thrown instanceof Refused) return thrown.trouble
  const { code, errcode } = codesOf(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const known = errcode === undefined ? fileCodes.get(code) : sqliteCodes.get(errcode & 0xff)
  if (!known) return { code: 'bug', message: `${where}: ${message}`, remedy: 'report this' }
  return { code: known, message: `${where}: ${message}`, remedy: remedies[known] }
}

/** After these the whole transaction is lost, whichever statement met them. */
export const endsTransaction = (trouble: Trouble): boolean =>
  trouble.code === 'full' ||
  trouble.code === 'io' ||
  trouble.code === 'corrupt' ||
  trouble.code === 'read-only'

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const sqliteCodes: ReadonlyMap<number, StorageErrorCode> = new Map([
  [3, 'denied'],
  [5, 'busy'],
  [6, 'busy'],
  [7, 'io'],
  [8, 'read-only'],
  [10, 'io'],
  [11, 'corrupt'],
  [13, 'full'],
  [14, 'denied'],
  [15, 'busy'],
  [18, 'too-large'],
  [23, 'denied'],
  [26, 'corrupt'],
])

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

const remedies = {
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

function codesOf(thrown: unknown): { code: string; errcode: number | undefined } {
  if (typeof thrown !== 'object' || thrown === null) return { code: '', errcode: undefined }
  return {
    code: 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '',
    errcode: 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode : undefined,
  }
}
