import type { Sha256 } from '../../hash/sha256.ts'
import type { LedgerEntry, LedgerTip } from '../../ledger/ledger-entry.ts'
import type { LedgerFact } from '../../ledger/ledger-event.ts'
import type { Append, AppendResult, BlobState, HeadFilter, JournalEntry } from '../../ports/journal.ts'
import type { AccountChange, AccountChanged, Accounts } from '../../ports/accounts.ts'
import type { Lease } from '../../ports/leases.ts'
import type { RunnerChange, Runners } from '../../ports/runners.ts'
import type { DeleteResult, Ledger } from '../../ports/ledger.ts'
import type { StorageErrorCode } from '../../ports/storage-error.ts'
import type { RunHead } from '../../run/head.ts'
import type { RunId } from '../../run/id.ts'

export type AcquireResult = { readonly kind: 'held' | 'busy'; readonly lease: Lease }

type RunnersAnswer<Method extends keyof Runners> = Awaited<ReturnType<Runners[Method]>>
type AccountsAnswer<Method extends keyof Accounts> = Awaited<ReturnType<Accounts[Method]>>

/** What can be asked of whoever owns the database, and what it answers. */
export type Operations = {
  append: { ask: Append; answer: AppendResult }
  read: { ask: { run: RunId; afterSeq: number }; answer: readonly JournalEntry[] }
  head: { ask: RunId; answer: RunHead | undefined }
  heads: { ask: HeadFilter; answer: readonly RunHead[] }
  blob: { ask: Sha256; answer: Uint8Array | undefined }
  blobState: { ask: Sha256; answer: BlobState }
  note: { ask: LedgerFact; answer: LedgerTip }
  ledgerEntries: { ask: { afterSeq: number; limit: number }; answer: readonly LedgerEntry[] }
  tip: { ask: undefined; answer: LedgerTip }
  held: { ask: undefined; answer: readonly RunId[] }
  erase: { ask: { digests: readonly Sha256[]; fact: LedgerFact }; answer: undefined }
  deleteRun: { ask: Parameters<Ledger['deleteRun']>[0]; answer: DeleteResult }
  compact: { ask: undefined; answer: undefined }
  changeAccounts: {
    ask: { changes: readonly AccountChange[]; fact: LedgerFact }
    answer: AccountChanged
  }
  accounts: { ask: undefined; answer: AccountsAnswer<'accounts'> }
  account: { ask: string; answer: AccountsAnswer<'account'> }
  grants: { ask: undefined; answer: AccountsAnswer<'grants'> }
  tokens: { ask: string; answer: AccountsAnswer<'tokens'> }
  bySession: { ask: string; answer: AccountsAnswer<'bySession'> }
  byToken: { ask: string; answer: AccountsAnswer<'byToken'> }
  seenSession: { ask: { hash: string; at: number }; answer: undefined }
  changeRunners: {
    ask: { change: RunnerChange; fact: LedgerFact }
    answer: RunnersAnswer<'changeRunners'>
  }
  runners: { ask: undefined; answer: RunnersAnswer<'runners'> }
  bindings: { ask: undefined; answer: RunnersAnswer<'bindings'> }
  byRunnerToken: { ask: string; answer: RunnersAnswer<'byRunnerToken'> }
  runnerOf: { ask: RunId; answer: RunnersAnswer<'runnerOf'> }
  assignRunner: { ask: { run: RunId; name: string }; answer: string }
  acquire: { ask: { run: RunId; holder: string; nowMs: number; ttlMs: number }; answer: AcquireResult }
  renew: { ask: { lease: Lease; nowMs: number; ttlMs: number }; answer: boolean }
  release: { ask: Lease; answer: undefined }
  dataVersion: { ask: undefined; answer: number }
  close: { ask: undefined; answer: undefined }
}

export type Operation = keyof Operations

export type Request = {
  [O in Operation]: { readonly id: number; readonly op: O; readonly ask: Operations[O]['ask'] }
}[Operation]

/** A failure as it crosses the thread boundary; `bug` becomes a thrown Bug on the other side. */
export type Trouble = {
  readonly code: StorageErrorCode | 'bug'
  readonly message: string
  readonly remedy: string
}

export type Reply =
  | { readonly id: number; readonly kind: 'done'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly trouble: Trouble }

/** The first message of the thread, before any reply. */
export type Opened = { readonly kind: 'opened' } | { readonly kind: 'refused'; readonly trouble: Trouble }

/** Who owns the open database, in this thread or in one of its own. */
export type Database = {
  /** Asks; the answer comes when it is durable. Rejects with a StorageError. */
  ask<O extends Operation>(op: O, ask: Operations[O]['ask']): Promise<Operations[O]['answer']>
  /** Waits for everything asked before, then closes the file. Asking afterwards is refused. */
  close(): Promise<void>
}

export type DatabaseOptions = {
  readonly path: string
  /** How long a transaction waits for other processes, milliseconds. */
  readonly busyMs: number
  /** The database never grows beyond this many bytes. */
  readonly bytesMax: number
}
