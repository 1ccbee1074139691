import type { RunHead } from '../run/head.ts'
import { terminalLine } from '../sink/terminal.ts'
import { formatDuration } from '../text/duration.ts'
import { tableLines } from './terminal/table.ts'
import type { View } from './terminal/view.ts'

/** Runs one a line, newest first: id, how it stands, how far it is, when it began, what it is. */
export function runTable(heads: readonly RunHead[], now: number, view: View): string[] {
  const rows = heads.map((head) => [
    head.run,
    coloured(head, view),
    `${head.stepsDone}/${head.stepsAll}`,
    `${formatDuration(Math.max(0, now - head.startedAt))} ago`,
    terminalLine(head.title),
  ])
  return tableLines(rows, view.columns)
}

function coloured({ status }: RunHead, { styles }: View): string {
  switch (status) {
    case 'succeeded':
      return styles.green(status)
    case 'failed':
      return styles.red(status)
    case 'running':
    case 'rolling-back':
      return styles.cyan(status)
    case 'waiting':
    case 'paused':
    case 'needs-person':
      return styles.yellow(status)
    case 'cancelled':
    case 'rolled-back':
      return styles.dim(status)
  }
}
