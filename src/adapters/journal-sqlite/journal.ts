import type { Accounts } from '../../ports/accounts.ts'
import type { Append, Journal } from '../../ports/journal.ts'
import type { Leases } from '../../ports/leases.ts'
import type { Ledger } from '../../ports/ledger.ts'
import { Bug } from '../../text/bug.ts'
import { DatabaseThread } from './thread.ts'

/** The journal, its ledger, leases and accounts in one SQLite file; any number of processes may have it open. */
export type SqliteJournal = Journal &
  Leases &
  Ledger &
  Accounts & {
    /** Changes when another process has committed something: cheap enough to ask several times a second. */
    dataVersion(): Promise<number>
  }

export type SqliteJournalOptions = {
  /** Milliseconds since the epoch; leases are measured with it. */
  readonly now?: () => number
  /** The thread's entry, where it is not the file beside this one. */
  readonly workerUrl?: URL
  /** The file never grows beyond this. 64 GiB unless told. */
  readonly bytesMax?: number
  /** How long a write waits for other processes before it is refused as busy. 10 s unless told. */
  readonly busyMs?: number
}

/** Opens the journal, making it when there is none. Rejects with a StorageError. */
export async function openSqliteJournal(
  path: string,
  options: SqliteJournalOptions = {},
): Promise<SqliteJournal> {
  const { now = Date.now, workerUrl = new URL('./worker.ts', import.meta.url) } = options
  const { bytesMax = 2 ** 36, busyMs = 10_000 } = options
  const thread = await DatabaseThread.open(workerUrl, { path, bytesMax, busyMs })
  return {
    async append(append) {
      refuseGaps(append)
      return thread.ask('append', append)
    },
    read: (run, afterSeq) => thread.ask('read', { run, afterSeq }),
    head: (run) => thread.ask('head', run),
    heads: (filter) => thread.ask('heads', filter),
    blob: (digest) => thread.ask('blob', digest),
    blobState: (digest) => thread.ask('blobState', digest),
    note: (fact) => thread.ask('note', fact),
    entries: (afterSeq, limit) => thread.ask('ledgerEntries', { afterSeq, limit }),
    tip: () => thread.ask('tip', undefined),
    held: () => thread.ask('held', undefined),
    erase: (digests, fact) => thread.ask('erase', { digests, fact }),
    deleteRun: (request) => thread.ask('deleteRun', request),
    compact: () => thread.ask('compact', undefined),
    acquire: (run, holder, ttlMs) => thread.ask('acquire', { run, holder, nowMs: now(), ttlMs }),
    renew: (lease, ttlMs) => thread.ask('renew', { lease, nowMs: now(), ttlMs }),
    release: (lease) => thread.ask('release', lease),
    change: (changes, fact) => thread.ask('changeAccounts', { changes, fact }),
    accounts: () => thread.ask('accounts', undefined),
    account: (name) => thread.ask('account', name),
    grants: () => thread.ask('grants', undefined),
    tokens: (account) => thread.ask('tokens', account),
    bySession: (hash) => thread.ask('bySession', hash),
    byToken: (hash) => thread.ask('byToken', hash),
    seen: (hash, at) => thread.ask('seenSession', { hash, at }),
    dataVersion: () => thread.ask('dataVersion', undefined),
    close: () => thread.close(),
  }
}

function refuseGaps({ run, expectedSeq, entries, head }: Append): void {
  const whole = entries.every(({ seq }, index) => seq === expectedSeq + index + 1)
  if (!whole) throw new Bug(`entries of ${run} do not follow ${expectedSeq}`)
  if (head.run !== run || head.seq !== expectedSeq + entries.length)
    throw new Bug(`the head of ${run} does not fit`)
}
