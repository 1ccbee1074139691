import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { attemptFiles } from '../../executors/attempt-files.ts'
import type { LaunchFile } from '../../executors/launch.ts'
import { Bug } from '../../text/bug.ts'
import type { AttemptRecord } from './folder.ts'
import { codeOf, removedAtOnceMax, takeClaim } from './folder.ts'
import type { SpoolFiles } from './spool.ts'
import { closeSpool, openSpool } from './spool.ts'

/** A folder (0700) with the files (0600) every attempt has, all of them empty. It is no attempt's yet. */
export type Spare = { readonly folder: string; readonly record: number; readonly files: SpoolFiles }

/** Makes a spare folder beside the attempts of a run. */
function makeSpare(runFolder: string): Spare {
  mkdirSync(runFolder, { recursive: true, mode: 0o700 })
  const folder = join(runFolder, spareName())
  mkdirSync(folder, { mode: 0o700 })
  try {
    const record = openSync(join(folder, attemptFiles.attempt), 'wx', 0o600)
    try {
      return { folder, record, files: openSpool(folder, 'make') }
    } catch (thrown) {
      closeSync(record)
      throw thrown
    }
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
}

/**
 * Makes the folder of an attempt that is over, and whose outcome is in the journal, one for the run's next attempt.
 * Making and removing folders was measured at a third of a step: this is done while the next command runs, and keeps
 * the folder, which is dear to make. Its files are new: what the command left running may have the old ones open, and
 * the record can hold secrets. Undefined where anything else lies in the folder: then it is to be removed.
 */
export function reuseFolder(folder: string): Spare | undefined {
  const spare = join(dirname(folder), spareName())
  let record: number | undefined
  try {
    const names = readdirSync(folder)
    if (names.length !== everyAttempts.length || !everyAttempts.every((name) => names.includes(name)))
      return undefined
    if (spoolNames.some((name) => lstatSync(join(folder, name)).size > removedAtOnceMax)) return undefined
    renameSync(folder, spare)
    // A new record costs less than emptying the old one: on ext4, a tenth of it to a third.
    for (const name of everyAttempts) unlinkSync(join(spare, name))
    record = openSync(join(spare, attemptFiles.attempt), 'wx', 0o600)
    return { folder: spare, record, files: openSpool(spare, 'make') }
  } catch {
    if (record !== undefined) closeSync(record)
    rmSync(spare, { recursive: true, force: true })
    return undefined
  }
}

const spoolNames = [attemptFiles.stdout, attemptFiles.stderr]
const everyAttempts = [attemptFiles.attempt, attemptFiles.claim, ...spoolNames]

const spareName = (): string => `spare-${randomBytes(6).toString('hex')}`

export function removeSpare({ folder, record, files }: Spare): void {
  closeSync(record)
  closeSpool(files)
  rmSync(folder, { recursive: true, force: true })
}

/**
 * Makes a spare folder an attempt's: it has all its files when it appears under the attempt's name. One that is left
 * from a start that was never committed is claimed, so that nothing can run in it any more, and makes room. Throws
 * when it was claimed by someone else. Synchronous throughout: small files of ours, each quicker than a turn through
 * the thread pool.
 */
export function makeFolder(
  folder: string,
  record: AttemptRecord,
  files: readonly LaunchFile[],
  spare: Spare = makeSpare(dirname(folder)),
): SpoolFiles {
  try {
    writeFileSync(spare.record, JSON.stringify(record))
    for (const { name, text } of files)
      writeFileSync(join(spare.folder, name), text, { mode: 0o600, flag: 'wx' })
    place(spare.folder, folder)
  } catch (thrown) {
    removeSpare(spare)
    throw thrown
  }
  closeSync(spare.record)
  return spare.files
}

function place(spare: string, folder: string): void {
  try {
    renameSync(spare, folder)
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw thrown
    if (!lstatSync(folder).isDirectory() || takeClaim(folder) === 'lost')
      throw new Bug(`${folder} belongs to an attempt that was already started`)
    rmSync(folder, { recursive: true, force: true })
    renameSync(spare, folder)
  }
}
