import type { LogChunk } from '../../ports/logs.ts'
import { terminalPlain, terminalText } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'

/** What was read of one command's output: how many chunks, and what has not come to the end of its line yet. */
export type OutputState = { readonly chunks: number; readonly open: Readonly<Record<Stream, string>> }

type Stream = LogChunk['stream']

export const noOutput: OutputState = { chunks: 0, open: { stdout: '', stderr: '' } }

export type OutputStep = { readonly lines: readonly string[]; readonly state: OutputState }

/** Takes new chunks in: whole lines to print, each with a bar that tells output from what Kneeboard says. */
export function takeChunks(state: OutputState, chunks: readonly LogChunk[], view: View): OutputStep {
  const lines: string[] = []
  const open = { ...state.open }
  for (const { stream, text } of chunks) {
    const pieces = (open[stream] + text).split('\n')
    open[stream] = (pieces.pop() ?? '').slice(-openMax)
    lines.push(...pieces.map((line) => outputLine(stream, line, view)))
  }
  return { lines, state: { chunks: state.chunks + chunks.length, open } }
}

/** What is left when the command has ended. */
export const lastLines = ({ open }: OutputState, view: View): readonly string[] =>
  (['stdout', 'stderr'] as const)
    .filter((stream) => open[stream] !== '')
    .map((stream) => outputLine(stream, open[stream], view))

/** A line nobody ends is kept to this length: it is shown whole by `kneeboard log`. */
const openMax = 64 * 1024

/** One line of output. Where it was drawn over (progress bars), what a terminal would have shown last. */
export function outputLine(stream: Stream, line: string, { styles }: View): string {
  const last = line.split('\r').findLast((part) => part !== '') ?? ''
  const bar = stream === 'stdout' ? styles.dim('│') : styles.yellow('┆')
  return `    ${bar} ${styles.coloured ? terminalText(last) : terminalPlain(last)}`
}

/** The line a command is in the middle of, for a footer. */
export const openLine = ({ open }: OutputState, view: View): string | undefined =>
  open.stdout !== ''
    ? outputLine('stdout', open.stdout, view)
    : open.stderr !== ''
      ? outputLine('stderr', open.stderr, view)
      : undefined

/** The last lines of a command's whole output: what is looked at first when it failed. */
export function tailLines(chunks: readonly LogChunk[], count: number, view: View): readonly string[] {
  const { lines, state } = takeChunks(noOutput, chunks, view)
  const all = [...lines, ...lastLines(state, view)]
  return all.length <= count ? all : [view.styles.dim('    …'), ...all.slice(-count)]
}
