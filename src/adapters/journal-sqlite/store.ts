import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Sha256 } from '../../hash/sha256.ts'
import { parseSha256 } from '../../hash/sha256.ts'
import type { Append, AppendResult, BlobState, HeadFilter, JournalEntry } from '../../ports/journal.ts'
import type { Lease } from '../../ports/leases.ts'
import type { RunHead } from '../../run/head.ts'
import type { RunId } from '../../run/id.ts'
import { makeAccountStore } from './account-store.ts'
import type { LedgerStore } from './ledger-store.ts'
import { makeLedgerStore } from './ledger-store.ts'
import { makeRunnerStore } from './runner-store.ts'
import type { AcquireResult, Operations } from './request.ts'
import { Refused } from './trouble.ts'

/** The statements of the journal, prepared once. Each method runs inside whatever transaction is open. */
export type Store = ReturnType<typeof makeStore>

export function makeStore(db: DatabaseSync) {
  const sql = prepare(db)
  const ledger = makeLedgerStore(db)
  const accounts = makeAccountStore(db, ledger)
  const runners = makeRunnerStore(db, ledger)
  return {
    ledger,
    accounts,
    runners,
    append: (append: Append) => appendTo(sql, ledger, append),
    read: ({ run, afterSeq }: { run: RunId; afterSeq: number }): JournalEntry[] =>
      sql.readEntries.all(run, afterSeq).map(entryOf),
    head: (run: RunId): RunHead | undefined => optional(sql.readHead.get(run), headOf),
    heads: (filter: HeadFilter): RunHead[] => headsBy(sql, filter),
    blob: (digest: Sha256): Uint8Array | undefined =>
      optional(sql.readBlob.get(digest)?.['bytes'] ?? undefined, bytesOf),
    blobState: (digest: Sha256): BlobState => {
      const row = sql.readBlob.get(digest)
      if (!row) return 'missing'
      return row['bytes'] === null ? 'erased' : 'kept'
    },
    acquire: (ask: Operations['acquire']['ask']) => acquire(sql, ask),
    renew: ({ lease, nowMs, ttlMs }: Operations['renew']['ask']): boolean =>
      sql.renewLease.run(nowMs + ttlMs, lease.run, lease.holder, lease.epoch).changes === 1,
    release: (lease: Lease): void => void sql.releaseLease.run(lease.run, lease.holder, lease.epoch),
    /** Does `work`; unless `keep` accepts what it gives, its changes (and only its) are taken back. */
    apart<T>(work: () => T, keep: (result: T) => boolean): T {
      sql.savepoint.run()
      const result = work()
      if (!keep(result)) db.exec('ROLLBACK TO request')
      sql.release.run()
      return result
    },
    dataVersion: (): number => Number(sql.dataVersion.get()?.['data_version']),
  }
}

function appendTo(sql: Statements, ledger: LedgerStore, append: Append): AppendResult {
  const { run, expectedSeq, epoch, entries, blobs, head } = append
  // Whatever is refused is refused before anything is changed.
  const before = sql.before.get(run, run, run)
  if (Number(before?.['seq'] ?? 0) !== expectedSeq) return 'conflict'
  if (epoch !== undefined && ((before?.['holder'] ?? null) === null || before?.['epoch'] !== epoch))
    return 'fenced'
  for (const { seq, bytes, hash } of entries) sql.insertEntry.run(run, seq, bytes, hash)
  for (const { digest, bytes } of blobs) sql.insertBlob.run(digest, bytes)
  writeHead(sql, head)
  for (const fact of append.ledger) ledger.note(fact)
  return 'appended'
}

/** Most heads only change in what no index looks at: then the indexes are left alone. */
function writeHead(sql: Statements, head: RunHead): void {
  const { run, path } = head
  const open = head.open ? 1 : 0
  const text = JSON.stringify(head)
  if (sql.changeHead.run(text, run, open, path).changes === 1) return
  sql.writeHead.run(run, path, open, text)
}

function headsBy(sql: Statements, { open, path, limit, ...filter }: HeadFilter): RunHead[] {
  const before: string = filter.before ?? lastRun
  const inner = filter.outermost ? 0 : 1
  if (filter.wanting) {
    const wanting = sql.wantingHeads.all(before, limit).map(headOf)
    return path === undefined ? wanting : wanting.filter((head) => head.path === path)
  }
  const rows =
    path === undefined
      ? open
        ? sql.openHeads.all(before, inner, limit)
        : sql.allHeads.all(before, inner, limit)
      : open
        ? sql.openHeadsOfPath.all(path, before, inner, limit)
        : sql.headsOfPath.all(path, before, inner, limit)
  return rows.map(headOf)
}

/** Sorts after every run id. */
const lastRun = '~'

function acquire(
  sql: Statements,
  { run, holder, nowMs, ttlMs }: Operations['acquire']['ask'],
): AcquireResult {
  const untilMs = nowMs + ttlMs
  const row = sql.readLease.get(run)
  const epoch = Number(row?.['epoch'] ?? 0)
  const live = row !== undefined && row['holder'] !== null && Number(row['until_ms']) > nowMs
  if (live && row['holder'] !== holder) {
    return {
      kind: 'busy',
      lease: { run, holder: String(row['holder']), epoch, untilMs: Number(row['until_ms']) },
    }
  }
  const lease = { run, holder, epoch: live ? epoch : epoch + 1, untilMs }
  sql.writeLease.run(run, holder, lease.epoch, untilMs)
  return { kind: 'held', lease }
}

type Row = Record<string, unknown>
type Statements = Readonly<Record<keyof typeof texts, StatementSync>>

/** Runs that are a part of another are among them, or not. */
const andPart = "AND (? OR json_extract(head, '$.parent') IS NULL)"

const texts = {
  before: `SELECT (SELECT max(seq) FROM entries WHERE run = ?) AS seq,
    (SELECT holder FROM leases WHERE run = ?) AS holder, (SELECT epoch FROM leases WHERE run = ?) AS epoch`,
  insertEntry: 'INSERT INTO entries (run, seq, bytes, hash) VALUES (?, ?, ?, ?)',
  readEntries: 'SELECT seq, bytes, hash FROM entries WHERE run = ? AND seq > ? ORDER BY seq',
  changeHead: 'UPDATE heads SET head = ? WHERE run = ? AND open = ? AND path = ?',
  writeHead: 'INSERT OR REPLACE INTO heads (run, path, open, head) VALUES (?, ?, ?, ?)',
  readHead: 'SELECT head FROM heads WHERE run = ?',
  allHeads: `SELECT head FROM heads WHERE run < ? ${andPart} ORDER BY run DESC LIMIT ?`,
  openHeads: `SELECT head FROM heads WHERE open = 1 AND run < ? ${andPart} ORDER BY run DESC LIMIT ?`,
  // As the index says it, word for word: only then is it used.
  wantingHeads: `SELECT head FROM heads WHERE open = 1 AND (json_extract(head, '$.attempts') > 0
    OR json_extract(head, '$.dueAt') IS NOT NULL OR json_extract(head, '$.questions') = 0)
    AND run < ? ORDER BY run DESC LIMIT ?`,
  headsOfPath: `SELECT head FROM heads WHERE path = ? AND run < ? ${andPart} ORDER BY run DESC LIMIT ?`,
  openHeadsOfPath: `SELECT head FROM heads WHERE path = ? AND open = 1 AND run < ? ${andPart} ORDER BY run DESC LIMIT ?`,
  // A tombstone stays: an erased value does not come back by being stored again.
  insertBlob: 'INSERT INTO blobs (digest, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING',
  readBlob: 'SELECT bytes FROM blobs WHERE digest = ?',
  readLease: 'SELECT holder, epoch, until_ms FROM leases WHERE run = ?',
  writeLease: 'INSERT OR REPLACE INTO leases (run, holder, epoch, until_ms) VALUES (?, ?, ?, ?)',
  renewLease: 'UPDATE leases SET until_ms = ? WHERE run = ? AND holder = ? AND epoch = ?',
  releaseLease: 'UPDATE leases SET holder = NULL, until_ms = 0 WHERE run = ? AND holder = ? AND epoch = ?',
  dataVersion: 'PRAGMA data_version',
  savepoint: 'SAVEPOINT request',
  release: 'RELEASE request',
} as const

function prepare(db: DatabaseSync): Statements {
  const entries = Object.entries(texts).map(([name, text]) => [name, db.prepare(text)])
  return Object.fromEntries(entries) as Statements
}

const optional = <A, B>(value: A | undefined, read: (value: A) => B): B | undefined =>
  value === undefined ? undefined : read(value)

function entryOf(row: Row): JournalEntry {
  const hash = parseSha256(String(row['hash']))
  if (!hash) throw damaged('an entry has no hash')
  return { seq: Number(row['seq']), bytes: bytesOf(row['bytes']), hash }
}

function headOf(row: Row): RunHead {
  try {
    // Written by append above from a RunHead; the database is private to the user.
    return JSON.parse(String(row['head'])) as RunHead
  } catch {
    throw damaged('a head is not JSON')
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw damaged('a value is not bytes')
}

const damaged = (what: string): Refused =>
  new Refused({
    code: 'corrupt',
    message: `the journal is damaged: ${what}`,
    remedy: 'restore it from a backup',
  })
