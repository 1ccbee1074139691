import type { Answered } from '../../src/contract/api.ts'
import { lastWritten } from '../../src/run/output-lines.ts'
import type { AnsiPart } from './ansi.ts'
import { ansiLine } from './ansi.ts'

export type WireLine = Answered<'readLog'>['lines'][number]

export type LogLine = {
  /** From 1. */
  readonly number: number
  readonly stream: 'stdout' | 'stderr'
  readonly parts: readonly AnsiPart[]
}

/** A line as it is seen: in the colours that hold where it begins, and as it was written over last. */
export function shownLine({ stream, text, look }: WireLine, number: number): LogLine {
  const from = look === undefined ? {} : ansiLine(look, {}).look
  return { number, stream, parts: ansiLine(lastWritten(text), from).parts }
}
