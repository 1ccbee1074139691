import type { Sha256 } from '../hash/sha256.ts'
import type { LedgerFact } from '../ledger/ledger-event.ts'
import type { RunId } from '../run/id.ts'
import type { RunHead } from '../run/head.ts'

/** An envelope as bytes, and the hash that chains it to the one before. Bytes are never re-serialised. */
export type JournalEntry = {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly hash: Sha256
}

/** A private value kept beside the journal under its salted digest, so that it can be erased. */
export type Blob = { readonly digest: Sha256; readonly bytes: Uint8Array }

export type Append = {
  readonly run: RunId
  /** The sequence number of the last entry the writer has seen; 0 for a new run. */
  readonly expectedSeq: number
  readonly entries: readonly JournalEntry[]
  readonly head: RunHead
  readonly blobs: readonly Blob[]
  /** What the installation's ledger says of it, in the same transaction. */
  readonly ledger: readonly LedgerFact[]
  /** When given, the append succeeds only while this is the run's lease epoch. */
  readonly epoch?: number
}

/** A missing one never was here. */
export type BlobState = 'kept' | 'erased' | 'missing'

export type AppendResult = 'appended' | 'conflict' | 'fenced'

/** The append-only facts of runs, with the row derived from each. Every call resolves only after it is durable. */
export interface Journal {
  /** Entries, head, blobs and what the ledger says of them in one transaction, or nothing. */
  append(append: Append): Promise<AppendResult>
  /** Entries after `afterSeq`, in order. */
  read(run: RunId, afterSeq: number): Promise<readonly JournalEntry[]>
  head(run: RunId): Promise<RunHead | undefined>
  /** Newest first. */
  heads(filter: HeadFilter): Promise<readonly RunHead[]>
  blob(digest: Sha256): Promise<Uint8Array | undefined>
  /** What became of a private value: an erased one leaves a tombstone, so that a verifier sees a hole and not damage. */
  blobState(digest: Sha256): Promise<BlobState>
  close(): Promise<void>
}

export type HeadFilter = {
  /** Only runs that have not ended. */
  readonly open?: boolean
  /**
   * Only open runs that want something of whoever drives them: a command, a time, or a next move. One that waits for a
   * person does not.
   */
  readonly wanting?: boolean
  /** Only runs that are no part of another. */
  readonly outermost?: boolean
  /** Only runs of this document. */
  readonly path?: string
  readonly limit: number
  /** Only runs older than this one, for paging. */
  readonly before?: RunId
}
