import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { link, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { LedgerTip } from '../../ledger/ledger-entry.ts'
import { parseSha256 } from '../../hash/sha256.ts'
import type { BackedUp, Backups } from '../../ports/backups.ts'
import { StorageError } from '../../ports/storage-error.ts'
import { storageErrorOf } from '../file-trouble.ts'
import type { Manifest } from './manifest.ts'
import { isBackupPath, manifestName } from './manifest.ts'
import type { TarFile } from './tar.ts'
import { packTar } from './tar.ts'

export type BackupOptions = {
  readonly folder: { readonly path: string; readonly journal: string; readonly logs: string }
  readonly version: string
  readonly now: () => number
}

/**
 * Backups of a data folder: the journal (entries, private values, ledger, accounts) as one moment shows it, and the
 * logs. Who is signed in, leases and folders of attempts are left out: they belong to this machine and this day.
 */
export const folderBackups = (options: BackupOptions): Backups => ({
  async write(file) {
    const draft = join(dirname(file), `.${basename(file)}.${randomUUID()}`)
    try {
      const written = await writeDraft(options, draft)
      // Unlike a rename, a link fails when something stands in its place.
      await link(draft, file)
      return { ...written, file }
    } catch (thrown) {
      const why = placeWords.get(thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '')
      if (why !== undefined) return { kind: 'refused', why: `${file} ${why}`, remedy: 'choose another name' }
      const error = storageErrorOf(thrown, file)
      if (error instanceof StorageError) return { kind: 'refused', why: error.message, remedy: error.remedy }
      throw error
    } finally {
      await rm(draft, { force: true })
    }
  },
})

const placeWords: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'is already there, and is not written over'],
  ['ENOENT', 'cannot be there: its folder is missing'],
  ['ENOTDIR', 'cannot be there: a file stands where its folder should'],
])

async function writeDraft(options: BackupOptions, draft: string): Promise<Omit<BackedUp, 'file'>> {
  // Beside the journal: as private as it, and on a disk that has room for it.
  const apart = await mkdtemp(join(options.folder.path, 'backup-'))
  try {
    const copy = join(apart, 'journal.sqlite')
    const tip = copyJournal(options.folder.journal, copy)
    const files: Manifest['files'] = []
    const archive = packTar(everything(options, { copy, tip, files }))
    // Logs are mostly text; the fastest level halves them.
    await pipeline(archive, createGzip({ level: 1 }), createWriteStream(draft, { flags: 'wx', mode: 0o600 }))
    const handle = await open(draft, 'r')
    await handle.sync()
    await handle.close()
    return { kind: 'backed-up', bytes: (await stat(draft)).size, files: files.length, tip }
  } finally {
    await rm(apart, { recursive: true, force: true })
  }
}

/** As one moment shows it, without what lets anybody in or says who drives what. Others go on writing meanwhile. */
function copyJournal(journal: string, copy: string): LedgerTip {
  const source = new DatabaseSync(journal, { timeout: 10_000 })
  try {
    source.prepare('VACUUM INTO ?').run(copy)
  } finally {
    source.close()
  }
  const db = new DatabaseSync(copy)
  try {
    db.exec('PRAGMA secure_delete = 1; DELETE FROM sessions; UPDATE leases SET holder = NULL, until_ms = 0')
    const row = db.prepare('SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1').get()
    const hash = parseSha256(String(row?.['hash']))
    if (!hash) throw new StorageError('corrupt', `${journal} has no ledger`, 'see `kneeboard audit verify`')
    return { seq: Number(row?.['seq']), hash }
  } finally {
    db.close()
  }
}

type Gathering = {
  readonly copy: string
  readonly tip: LedgerTip
  /** Filled while the files go by. */
  readonly files: Manifest['files']
}

async function* everything(
  { folder, version, now }: BackupOptions,
  { copy, tip, files }: Gathering,
): AsyncGenerator<TarFile> {
  yield* counted('version', join(folder.path, 'version'), files)
  yield* counted('journal.sqlite', copy, files)
  for (const run of (await readdir(folder.logs)).sort())
    for (const name of (await readdir(join(folder.logs, run))).sort()) {
      const path = `logs/${run}/${name}`
      if (isBackupPath(path)) yield* counted(path, join(folder.logs, run, name), files)
    }
  const manifest: Manifest = { schema: 'kneeboard.backup/1', at: now(), version, ledger: tip, files }
  const text = Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`)
  yield { path: manifestName, bytes: text.length, content: piecesOf(text) }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** A file with its hash. A log that grows meanwhile is taken as long as it was: the rest is read when it is resumed. */
async function* counted(path: string, file: string, files: Manifest['files']): AsyncGenerator<TarFile> {
  const { size } = await stat(file)
  const hash = createHash('sha256')
  const content = async function* (): AsyncGenerator<Uint8Array> {
    let read = 0
    const stream = size === 0 ? [] : createReadStream(file, { end: size - 1 })
    for await (const piece of stream) {
      const bytes = piece as Buffer
      read += bytes.length
      hash.update(bytes)
      yield bytes
    }
    if (read !== size)
      throw new StorageError('busy', `${file} was changed while it was backed up`, 'make the backup again')
    files.push({ path, bytes: size, sha256: hash.digest('hex') })
  }
  yield { path, bytes: size, content: content() }
}
