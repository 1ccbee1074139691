import type { Sha256 } from '../hash/sha256.ts'
import { hash } from '../hash/sha256.ts'

type Chunk = {
  readonly stream: 'stdout' | 'stderr'
  readonly from: number
  readonly to: number
  readonly at: number
  readonly text: string
}

/** A chunk of a log as one line: in a log's file, and in an export. */
export const logLine = ({ stream, from, to, at, text }: Chunk): string =>
  `${JSON.stringify({ stream, from, to, at, text })}\n`

/** Of all lines of a log: what the ledger notes when something is erased from it. */
export const logHash = (chunks: readonly Chunk[]): Sha256 => hash('log', chunks.map(logLine).join(''))
