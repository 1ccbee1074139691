import type { Sha256 } from '../../hash/sha256.ts'
import type { LedgerFact } from '../../ledger/ledger-event.ts'
import type { Append, Blob, JournalEntry } from '../../ports/journal.ts'
import type { RunId } from '../../run/id.ts'
import type { Request } from './request.ts'

/**
 * Requests as they cross to the thread. Every object and property that is cloned costs on both sides, and a commit is
 * full of them: so appends go together as one text and the bytes it speaks of, and only what is rare goes as it is.
 */
export type Packed = {
  /** JSON: a list of `PackedAppend`. */
  readonly appends: string
  readonly bytes: Uint8Array
  readonly others: readonly Request[]
}

/** Lengths are of the pieces of `bytes`, in order. */
type PackedAppend = readonly [
  id: number,
  run: RunId,
  expectedSeq: number,
  epoch: number | null,
  lengths: readonly number[],
  hashes: readonly Sha256[],
  head: Append['head'],
  blobLengths: readonly number[],
  digests: readonly Sha256[],
  ledger: readonly LedgerFact[],
]

export function pack(requests: readonly Request[]): Packed {
  const appends: PackedAppend[] = []
  const others: Request[] = []
  const pieces: Uint8Array[] = []
  for (const request of requests) {
    if (request.op === 'append') appends.push(packAppend(request.id, request.ask, pieces))
    else others.push(request)
  }
  return { appends: appends.length === 0 ? '' : JSON.stringify(appends), bytes: joined(pieces), others }
}

function packAppend(id: number, append: Append, pieces: Uint8Array[]): PackedAppend {
  const { run, expectedSeq, epoch, entries, head, blobs, ledger } = append
  const lengthOf = ({ bytes }: { readonly bytes: Uint8Array }): number => {
    pieces.push(bytes)
    return bytes.length
  }
  return [
    id,
    run,
    expectedSeq,
    epoch ?? null,
    entries.map(lengthOf),
    entries.map(({ hash }) => hash),
    head,
    blobs.map(lengthOf),
    blobs.map(({ digest }) => digest),
    ledger,
  ]
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** The same requests, in the order they were asked in. */
export function unpack({ appends, bytes, others }: Packed): Request[] {
  if (appends === '') return [...others]
  let at = 0
  const next = (length: number): Uint8Array => bytes.subarray(at, (at += length))
  const requests = (JSON.parse(appends) as readonly PackedAppend[]).map((packed) =>
    unpackAppend(packed, next),
  )
  return others.length === 0 ? requests : [...requests, ...others].sort((one, other) => one.id - other.id)
}

function unpackAppend(packed: PackedAppend, next: (length: number) => Uint8Array): Request {
  const [id, run, expectedSeq, epoch, lengths, hashes, head, blobLengths, digests, ledger] = packed
  const entries = hashes.map((hash, index): JournalEntry => ({
    seq: expectedSeq + 1 + index,
    bytes: next(lengths[index] ?? 0),
    hash,
  }))
  const blobs = digests.map((digest, index): Blob => ({ digest, bytes: next(blobLengths[index] ?? 0) }))
  const append = { run, expectedSeq, entries, head, blobs, ledger }
  return { id, op: 'append', ask: epoch === null ? append : { ...append, epoch } }
}
