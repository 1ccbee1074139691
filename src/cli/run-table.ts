import type { RunHead } from '../run/head.ts'
import { terminalLine } from '../sink/terminal.ts'
import { formatDuration } from '../text/duration.ts'
import { tableLines } from './terminal/table.ts'
import type { View } from './terminal/view.ts'

/**
 * Runs one a line, newest first: id, how it stands, how far it is, when it began, what it is. Those inside another
 * stand below it, in the order they began.
 */
export function runTable(heads: readonly RunHead[], now: number, view: View): string[] {
  const rows = nested(heads).map(({ head, depth }) => [
    head.run,
    coloured(head, view),
    `${head.stepsDone}/${head.stepsAll}`,
    `${formatDuration(Math.max(0, now - head.startedAt))} ago`,
    `${'  '.repeat(depth)}${depth > 0 ? '↳ ' : ''}${terminalLine(head.title)}`,
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

type Nested = { readonly head: RunHead; readonly depth: number }

/** One whose parent is not among them stands as if it had none. */
function nested(heads: readonly RunHead[]): readonly Nested[] {
  const listed = new Set(heads.map(({ run }) => run))
  const inside = Map.groupBy(heads, ({ parent }) => (parent && listed.has(parent) ? parent : undefined))
  const below = (head: RunHead, depth: number): Nested[] => [
    { head, depth },
    ...(inside.get(head.run) ?? [])
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .flatMap((inner) => below(inner, depth + 1)),
  ]
  return (inside.get(undefined) ?? []).flatMap((head) => below(head, 0))
}
