import { closeSync, constants, fchmodSync, fstatSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { DatabaseOptions } from './request.ts'
import { quoted } from '../file-trouble.ts'
import { migrate, migrations } from './schema.ts'
import { Refused, troubleOf } from './trouble.ts'
import { damageOfLog } from './write-ahead-log.ts'

/** Opens (and makes, mode 0600) the database so that every commit is on the disk when it returns. */
export function openDatabase(options: DatabaseOptions): DatabaseSync {
  makePrivateFile(options.path)
  refuseDamagedLog(options.path)
  const db = new DatabaseSync(options.path, { timeout: options.busyMs })
  try {
    useWal(db, options)
    // FULL: a commit is synced. fullfsync: macOS's fsync alone does not reach the platter; no effect elsewhere.
    // secure_delete: an erased value is overwritten, not only unlinked from its page.
    db.exec(
      'PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA secure_delete = 1; PRAGMA trusted_schema = 0',
    )
    // 4,000 pages (16 MB) before the log is written back: the default of 1,000 costs a sixth of the speed.
    db.exec('PRAGMA wal_autocheckpoint = 4000')
    migrate(db, options.path, migrations)
    const pageSize = Number(db.prepare('PRAGMA page_size').get()?.['page_size'] ?? 4096)
    db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(options.bytesMax / pageSize))}`)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

function makePrivateFile(path: string): void {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  try {
    const stat = fstatSync(file)
    if (!stat.isFile() || (process.getuid && stat.uid !== process.getuid())) {
      throw new Refused({
        code: 'foreign',
        message: `${path} is not a file of yours`,
        remedy: 'move it away, or point to another folder',
      })
    }
    // SQLite gives its -wal and -shm files the mode of the database.
    if ((stat.mode & 0o777) !== 0o600) fchmodSync(file, 0o600)
  } finally {
    closeSync(file)
  }
}

function refuseDamagedLog(path: string): void {
  const damage = damageOfLog(path)
  if (damage === undefined) return
  throw new Refused({
    code: 'corrupt',
    message: `${path}-wal is damaged: ${damage}. What was recorded last is in it, and nothing is written until it is whole`,
    remedy: `keep a copy of the folder and restore it from a backup. To go on without what was recorded last (look first what the last commands did, they would run again): mv ${quoted(`${path}-wal`)} ${quoted(`${path}-wal.damaged`)}; rm -f ${quoted(`${path}-shm`)}`,
  })
}

/** The change to WAL does not wait for other processes by itself, so several first openers would fail. */
function useWal(db: DatabaseSync, { path, busyMs }: DatabaseOptions): void {
  const pauseMs = 5
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
      if (mode === 'wal') return
      throw new Refused({
        code: 'io',
        message: `${path}: the file system does not allow a write-ahead log`,
        remedy: 'put the data folder on a local disk',
      })
    } catch (thrown) {
      if (troubleOf(thrown, path).code !== 'busy' || waitedMs >= busyMs) throw thrown
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
}
