import type { LogChunk } from '../../ports/logs.ts'

export type WholeChunks = {
  readonly chunks: readonly LogChunk[]
  /** Bytes the chunks take; what follows is a cut tail or damage. */
  readonly length: number
  /** Offset of a line that is complete and yet not a chunk: not a crash but damage. */
  readonly damagedAt?: number
}

/** The chunks at the beginning of a log file, up to the first line that is not a whole one. */
export function wholeChunks(bytes: Uint8Array): WholeChunks {
  const decoder = new TextDecoder('utf-8')
  const chunks: LogChunk[] = []
  let length = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, length)) {
    const chunk = chunkOf(decoder.decode(bytes.subarray(length, end)))
    if (!chunk) return { chunks, length, damagedAt: length }
    chunks.push(chunk)
    length = end + 1
  }
  return { chunks, length }
}

const NEWLINE = 0x0a

function chunkOf(line: string): LogChunk | undefined {
  const value = parsed(line)
  if (typeof value !== 'object' || value === null) return undefined
  if (!('stream' in value && 'from' in value && 'to' in value && 'at' in value && 'text' in value))
    return undefined
  const { stream, from, to, at, text } = value
  if (stream !== 'stdout' && stream !== 'stderr') return undefined
  if (!isCount(from) || !isCount(to) || !isCount(at) || from > to || typeof text !== 'string')
    return undefined
  return { stream, from, to, at, text }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
