import type { Sha256 } from '../../hash/sha256.ts'
import type { Append, Blob } from '../../ports/journal.ts'
import type { LedgerFact } from '../../ledger/ledger-event.ts'
import type { RunId } from '../../run/id.ts'

/** An append as it crosses to the thread: few values, because each costs on both sides. */
export type PackedAppend = {
  readonly run: RunId
  readonly expectedSeq: number
  readonly epoch: number | undefined
  /** All entries' bytes, one after the other, and where each ends. */
  readonly bytes: Uint8Array
  readonly ends: readonly number[]
  readonly hashes: readonly Sha256[]
  /** The head as it is stored, and what it is looked up by. */
  readonly head: string
  readonly open: boolean
  readonly path: string
  readonly blobs: readonly Blob[]
  readonly ledger: readonly LedgerFact[]
}

export function packAppend({ run, expectedSeq, epoch, entries, head, blobs, ledger }: Append): PackedAppend {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + entry.bytes.length, 0))
  const ends: number[] = []
  let end = 0
  for (const entry of entries) {
    bytes.set(entry.bytes, end)
    end += entry.bytes.length
    ends.push(end)
  }
  return {
    run,
    expectedSeq,
    epoch,
    bytes,
    ends,
    hashes: entries.map(({ hash }) => hash),
    head: JSON.stringify(head),
    open: head.open,
    path: head.path,
    blobs,
    ledger,
  }
}

/** The bytes of each entry. */
export const entriesOf = ({ bytes, ends }: PackedAppend): readonly Uint8Array[] =>
  ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
