import type { LedgerTip } from '../ledger/ledger-entry.ts'

export type BackedUp = {
  readonly kind: 'backed-up'
  /** Absolute. */
  readonly file: string
  readonly bytes: number
  readonly files: number
  /** Where the ledger was: keep it elsewhere. */
  readonly tip: LedgerTip
}

/** Writes everything that the records are into one file, while others go on with them. */
export interface Backups {
  /** Whole or not at all, never over another file; only its owner can read it. */
  write(
    file: string,
  ): Promise<BackedUp | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }>
}
