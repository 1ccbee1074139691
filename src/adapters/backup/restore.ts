import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import * as z from 'zod/mini'
import { checkLedger } from '../../ledger/check-ledger.ts'
import type { LedgerEntry } from '../../ledger/ledger-entry.ts'
import { StorageError } from '../../ports/storage-error.ts'
import { storageErrorOf } from '../file-trouble.ts'
import type { SqliteJournal } from '../journal-sqlite/journal.ts'
import type { Manifest } from './manifest.ts'
import { isBackupPath, manifestName, manifestSchema } from './manifest.ts'
import type { TarFile } from './tar.ts'
import { NotWhole, unpackTar } from './tar.ts'

export type Restored =
  | { readonly kind: 'restored'; readonly folder: string; readonly manifest: Manifest; readonly runs: number }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

export type RestoreRequest = {
  /** Absolute. */
  readonly file: string
  /** Absolute; must be absent or empty. */
  readonly folder: string
  readonly openJournal: (path: string) => Promise<SqliteJournal>
}

const another = 'take another backup; nothing was restored'

/**
 * Puts a backup back: every hash is compared, and the chain of the ledger checked, in a folder beside; only then it
 * takes the place of the folder. Whole or not at all.
 */
export async function restoreBackup({ file, folder, openJournal }: RestoreRequest): Promise<Restored> {
  const beside = `${folder}.restoring-${randomUUID()}`
  try {
    if (!(await isFree(folder)))
      return refused(
        `${folder} holds something already`,
        'name an empty folder with --data, or move that one away',
      )
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
    await mkdir(beside, { mode: 0o700 })
    const manifest = await unpackInto(file, beside)
    const runs = await checkRecords(beside, manifest, openJournal)
    await rmdir(folder).catch(ignoreAbsent)
    await rename(beside, folder)
    await syncFolder(dirname(folder))
    return { kind: 'restored', folder, manifest, runs }
  } catch (thrown) {
    if (thrown instanceof NotWhole)
      return refused(`${file} is not a whole backup: ${thrown.message}`, another)
    if (codeOf(thrown).startsWith('Z_'))
      return refused(`${file} is not a whole backup: it is damaged`, another)
    const error = storageErrorOf(thrown, file)
    if (error instanceof StorageError) return refused(error.message, error.remedy)
    throw error
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

const refused = (why: string, remedy: string): Restored => ({ kind: 'refused', why, remedy })

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''

function ignoreAbsent(thrown: unknown): void {
  if (codeOf(thrown) !== 'ENOENT') throw thrown
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0
  } catch (thrown) {
    ignoreAbsent(thrown)
    return true
  }
}

async function unpackInto(file: string, folder: string): Promise<Manifest> {
  const found = new Map<string, { readonly bytes: number; readonly sha256: string }>()
  let manifest: Manifest | undefined
  const source = createReadStream(file)
  const unpacked = createGunzip()
  source.once('error', (error) => unpacked.destroy(error))
  for await (const entry of unpackTar(source.pipe(unpacked))) {
    if (manifest) throw new NotWhole('something follows its list')
    if (entry.path === manifestName) manifest = await readManifest(entry)
    else if (!isBackupPath(entry.path) || found.has(entry.path))
      throw new NotWhole(`${JSON.stringify(entry.path)} does not belong there`)
    else found.set(entry.path, { bytes: entry.bytes, sha256: await store(entry, join(folder, entry.path)) })
  }
  if (!manifest) throw new NotWhole('its list is missing')
  if (manifest.files.length !== found.size) throw new NotWhole('not everything of its list is there')
  for (const { path, bytes, sha256 } of manifest.files) {
    const is = found.get(path)
    if (is?.bytes !== bytes || is.sha256 !== sha256) throw new NotWhole(`${path} is not what was backed up`)
  }
  return manifest
}

/** Longer than the list of ten million logs. */
const manifestBytesMax = 2 ** 31

async function readManifest({ bytes, content }: TarFile): Promise<Manifest> {
  if (bytes > manifestBytesMax) throw new NotWhole('its list is too long')
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  try {
    const parsed = z.safeParse(manifestSchema, JSON.parse(Buffer.concat(pieces).toString()))
    if (parsed.success) return parsed.data
  } catch {
    // Said below.
  }
  throw new NotWhole('its list is not understood; a newer release may have made it')
}

async function store({ content }: TarFile, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const piece of content) {
      hash.update(piece)
      await file.write(piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(path, 0o600)
  return hash.digest('hex')
}

/** The ledger must hold together, and be the one the list names; gives how many runs there are. */
async function checkRecords(
  folder: string,
  { ledger: tip }: Manifest,
  openJournal: RestoreRequest['openJournal'],
): Promise<number> {
  const journal = await openJournal(join(folder, 'journal.sqlite'))
  try {
    const entries: LedgerEntry[] = []
    for (;;) {
      const page = await journal.entries(entries.at(-1)?.seq ?? 0, 2000)
      if (page.length === 0) break
      entries.push(...page)
    }
    const { problems, hashes, runs } = checkLedger(entries)
    const [problem] = problems
    if (problem !== undefined) throw new NotWhole(`its ledger does not hold: ${problem}`)
    if (hashes[tip.seq - 1] !== tip.hash) throw new NotWhole('its ledger is not the one its list names')
    return [...runs.values()].filter(({ deleted }) => !deleted).length
  } finally {
    await journal.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync()
  await folder.close()
}
