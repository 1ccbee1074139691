import type { Sha256 } from '../hash/sha256.ts'
import type { LedgerEntry, LedgerTip } from '../ledger/ledger-entry.ts'
import type { LedgerFact } from '../ledger/ledger-event.ts'
import type { RunId } from '../run/id.ts'

export type DeleteResult = 'deleted' | 'conflict' | 'held'

/**
 * The one chain of an installation: what was created, ended, erased and deleted. What belongs to a run's commit
 * comes in with `Journal.append`. Every call resolves only after it is durable.
 */
export interface Ledger {
  /** Adds an entry and gives the new tip. */
  note(fact: LedgerFact): Promise<LedgerTip>
  /** Entries after `afterSeq`, in order, at most `limit`. */
  entries(afterSeq: number, limit: number): Promise<readonly LedgerEntry[]>
  tip(): Promise<LedgerTip>
  /** Runs that are to be kept whatever retention says. */
  held(): Promise<readonly RunId[]>
  /** Removes private values' bytes, leaving tombstones, and notes it: one transaction. Nothing of them stays on the disk. */
  erase(digests: readonly Sha256[], fact: LedgerFact): Promise<void>
  /**
   * Removes a run's entries, head and these values, and notes it: one transaction. Only when nothing came after
   * `lastSeq`, and nobody holds it.
   */
  deleteRun(request: {
    readonly run: RunId
    readonly lastSeq: number
    readonly digests: readonly Sha256[]
    readonly fact: LedgerFact
  }): Promise<DeleteResult>
  /** Gives space of what was erased or deleted back to the disk. */
  compact(): Promise<void>
}
