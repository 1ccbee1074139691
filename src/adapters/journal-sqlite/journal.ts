import type { Accounts } from '../../ports/accounts.ts'
import type { Append, Journal } from '../../ports/journal.ts'
import type { Leases } from '../../ports/leases.ts'
import type { Ledger } from '../../ports/ledger.ts'
import type { Runners } from '../../ports/runners.ts'
import { Bug } from '../../text/bug.ts'
import { DatabaseHere } from './here.ts'
import type { Database, DatabaseOptions } from './request.ts'
import { DatabaseThread } from './thread.ts'

/** The journal, its ledger, leases, accounts and runners in one SQLite file; any number of processes may have it open. */
export type SqliteJournal = Journal &
  Leases &
  Ledger &
  Accounts &
  Runners & {
    /** Changes when another process has committed something: cheap enough to ask several times a second. */
    dataVersion(): Promise<number>
  }

export type SqliteJournalOptions = {
  /** Milliseconds since the epoch; leases are measured with it. */
  readonly now?: () => number
  /** The file never grows beyond this. 64 GiB unless told. */
  readonly bytesMax?: number
  /** How long a write waits for other processes before it is refused as busy. 10 s unless told. */
  readonly busyMs?: number
}

/**
 * Opens the journal, making it when there is none, with a thread of its own that blocks on the disk so that nothing
 * else has to. Rejects with a StorageError.
 */
export async function openSqliteJournal(
  path: string,
  options: SqliteJournalOptions & {
    /** The thread's entry, where it is not the file beside this one. */
    readonly workerUrl?: URL
  } = {},
): Promise<SqliteJournal> {
  const { workerUrl = new URL('./worker.ts', import.meta.url) } = options
  return journalOn(await DatabaseThread.open(workerUrl, databaseOptions(path, options)), options)
}

/** The same without a thread, for a process that has nothing else to do while the disk is written (decision 0016). */
export async function openSqliteJournalHere(
  path: string,
  options: SqliteJournalOptions = {},
): Promise<SqliteJournal> {
  return journalOn(DatabaseHere.open(databaseOptions(path, options)), options)
}

const databaseOptions = (
  path: string,
  { bytesMax = 2 ** 36, busyMs = 10_000 }: SqliteJournalOptions,
): DatabaseOptions => ({ path, bytesMax, busyMs })

function journalOn(database: Database, { now = Date.now }: SqliteJournalOptions): SqliteJournal {
  return {
    async append(append) {
      refuseGaps(append)
      return database.ask('append', append)
    },
    read: (run, afterSeq) => database.ask('read', { run, afterSeq }),
    head: (run) => database.ask('head', run),
    heads: (filter) => database.ask('heads', filter),
    blob: (digest) => database.ask('blob', digest),
    blobState: (digest) => database.ask('blobState', digest),
    note: (fact) => database.ask('note', fact),
    entries: (afterSeq, limit) => database.ask('ledgerEntries', { afterSeq, limit }),
    tip: () => database.ask('tip', undefined),
    held: () => database.ask('held', undefined),
    erase: (digests, fact) => database.ask('erase', { digests, fact }),
    deleteRun: (request) => database.ask('deleteRun', request),
    compact: () => database.ask('compact', undefined),
    acquire: (run, holder, ttlMs) => database.ask('acquire', { run, holder, nowMs: now(), ttlMs }),
    renew: (lease, ttlMs) => database.ask('renew', { lease, nowMs: now(), ttlMs }),
    release: (lease) => database.ask('release', lease),
    change: (changes, fact) => database.ask('changeAccounts', { changes, fact }),
    accounts: () => database.ask('accounts', undefined),
    account: (name) => database.ask('account', name),
    grants: () => database.ask('grants', undefined),
    tokens: (account) => database.ask('tokens', account),
    bySession: (hash) => database.ask('bySession', hash),
    byToken: (hash) => database.ask('byToken', hash),
    seen: (hash, at) => database.ask('seenSession', { hash, at }),
    dataVersion: () => database.ask('dataVersion', undefined),
    close: () => database.close(),
    changeRunners: (change, fact) => database.ask('changeRunners', { change, fact }),
    runners: () => database.ask('runners', undefined),
    bindings: () => database.ask('bindings', undefined),
    byRunnerToken: (hash) => database.ask('byRunnerToken', hash),
    runnerOf: (run) => database.ask('runnerOf', run),
    assignRunner: (run, name) => database.ask('assignRunner', { run, name }),
  }
}

function refuseGaps({ run, expectedSeq, entries, head }: Append): void {
  const whole = entries.every(({ seq }, index) => seq === expectedSeq + index + 1)
  if (!whole) throw new Bug(`entries of ${run} do not follow ${expectedSeq}`)
  if (head.run !== run || head.seq !== expectedSeq + entries.length)
    throw new Bug(`the head of ${run} does not fit`)
}
