import { readFileSync } from 'node:fs'
import type { Sha256 } from '../../src/hash/sha256.ts'
import type { Journal } from '../../src/ports/journal.ts'
import type { RunHead } from '../../src/run/head.ts'
import type { RunId } from '../../src/run/id.ts'

/** A run as it was once written, line by line: what it came to, its private values, its entries' very bytes. */
export type HistoryLine =
  | {
      readonly kind: 'run'
      readonly run: RunId
      readonly ended: string
      readonly stepsDone: number
      readonly seq: number
      /** The row that was derived from it; absent in the first histories. */
      readonly head?: RunHead
    }
  | { readonly kind: 'blob'; readonly digest: Sha256; readonly base64: string }
  | { readonly kind: 'entry'; readonly seq: number; readonly hash: Sha256; readonly text: string }

/** Reads a history file as the journal it was taken from; nothing can be written to it. */
export function readHistory(file: string): {
  journal: Pick<Journal, 'read' | 'blob'>
  run: Extract<HistoryLine, { kind: 'run' }>
} {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryLine)
  const run = lines.find((line) => line.kind === 'run')
  if (!run) throw new Error(`${file} names no run`)
  const entries = lines.flatMap((line) =>
    line.kind === 'entry'
      ? [{ seq: line.seq, hash: line.hash, bytes: new TextEncoder().encode(line.text) }]
      : [],
  )
  const blobs = new Map(
    lines.flatMap((line) =>
      line.kind === 'blob' ? [[line.digest, new Uint8Array(Buffer.from(line.base64, 'base64'))]] : [],
    ),
  )
  return {
    run,
    journal: {
      read: (_run, afterSeq) => Promise.resolve(entries.slice(afterSeq)),
      blob: (digest) => Promise.resolve(blobs.get(digest)),
    },
  }
}
