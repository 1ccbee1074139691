import type { StorageErrorCode } from '../../ports/storage-error.ts'
import { StorageError } from '../../ports/storage-error.ts'
import { Bug } from '../../text/bug.ts'
import { remedyOf, storageCodeOf } from '../file-trouble.ts'
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
  const known = errcode === undefined ? storageCodeOf(code) : sqliteCodes.get(errcode & 0xff)
  if (!known) return { code: 'bug', message: `${where}: ${message}`, remedy: 'report this' }
  return { code: known, message: `${where}: ${message}`, remedy: remedyOf[known] }
}

/** The same as whoever asked is told it. */
export const errorOf = ({ code, message, remedy }: Trouble): Error =>
  code === 'bug' ? new Bug(message) : new StorageError(code, message, remedy)

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

function codesOf(thrown: unknown): { code: string; errcode: number | undefined } {
  if (typeof thrown !== 'object' || thrown === null) return { code: '', errcode: undefined }
  return {
    code: 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '',
    errcode: 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode : undefined,
  }
}
