import type { AnsiLook, AnsiPart } from './ansi.ts'
import { ansiLine, lastWritten } from './ansi.ts'
import type { Log } from './use-log.ts'

export type LogLine = {
  readonly number: number
  readonly stream: 'stdout' | 'stderr'
  readonly parts: readonly AnsiPart[]
  /** What is seen of it, without colours. */
  readonly text: string
}

/** Output as lines. The streams are put together as they came; colours go on from line to line of one stream. */
export function logLines(chunks: Log['chunks']): readonly LogLine[] {
  const lines: LogLine[] = []
  const open = { stdout: '', stderr: '' }
  const looks: Record<'stdout' | 'stderr', AnsiLook> = { stdout: {}, stderr: {} }
  const add = (stream: 'stdout' | 'stderr', line: string): void => {
    const { parts, look } = ansiLine(lastWritten(line), looks[stream])
    looks[stream] = look
    lines.push({ number: lines.length + 1, stream, parts, text: parts.map(({ text }) => text).join('') })
  }
  for (const { stream, text } of chunks) {
    const whole = (open[stream] + text).split('\n')
    open[stream] = whole.pop() ?? ''
    for (const line of whole) add(stream, line)
  }
  for (const stream of ['stdout', 'stderr'] as const) if (open[stream] !== '') add(stream, open[stream])
  return lines
}

export const logText = (lines: readonly LogLine[]): string => lines.map(({ text }) => `${text}\n`).join('')
