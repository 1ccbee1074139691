import { hash } from '../../src/hash/sha256.ts'
import type { Append, Blob, JournalEntry } from '../../src/ports/journal.ts'
import type { RunHead } from '../../src/run/head.ts'
import type { RunId } from '../../src/run/id.ts'
import { makeRunId } from '../../src/run/id.ts'

/** A run id for tests: the `number`th of the millisecond. */
export const runNumber = (number: number): RunId =>
  makeRunId(
    1_700_000_000_000 + number,
    Uint8Array.from({ length: 12 }, (_, index) => (number * 7 + index) % 256),
  )

export const headOf = (run: RunId, seq: number, change: Partial<RunHead> = {}): RunHead => ({
  run,
  seq,
  hash: hash('journal', String(seq)),
  status: 'running',
  open: true,
  attempts: 0,
  questions: 0,
  path: 'disk/full.md',
  title: 'Disk full',
  mode: 'step',
  startedBy: 'ada',
  startedAt: 1_700_000_000_000,
  changedAt: 1_700_000_000_000 + seq,
  stepsDone: seq,
  stepsAll: 9,
  ...change,
})

export const entryOf = (seq: number, text = `entry ${seq}`): JournalEntry => ({
  seq,
  bytes: new TextEncoder().encode(text),
  hash: hash('journal', text),
})

export const blobOf = (text: string): Blob => ({
  digest: hash('blob', text),
  bytes: new TextEncoder().encode(text),
})

type Extra = {
  readonly head?: Partial<RunHead>
  readonly blobs?: readonly Blob[]
  readonly ledger?: Append['ledger']
  readonly epoch?: number
}

/** An append of `count` entries after `expectedSeq`. */
export const appendOf = (run: RunId, expectedSeq: number, count: number, extra: Extra = {}): Append => ({
  run,
  expectedSeq,
  entries: Array.from({ length: count }, (_, index) => entryOf(expectedSeq + index + 1)),
  head: headOf(run, expectedSeq + count, extra.head),
  blobs: extra.blobs ?? [],
  ledger: extra.ledger ?? [],
  ...(extra.epoch === undefined ? {} : { epoch: extra.epoch }),
})
