import type { RunStatus } from '../../run/head.ts'
import { statusOf } from '../../run/headline.ts'
import { instanceIdOf, noTurns } from '../../run/instance-id.ts'
import type { InstanceStatus, ReadonlyRunState } from '../../run/state.ts'
import { formatDuration } from '../../text/duration.ts'
import { terminalPlain } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { warningLines } from './opening.ts'

/** How the run came out, how long it took, what became of its steps, and how to see more. */
export function endLines(state: ReadonlyRunState, now: number, view: View): string[] {
  const { styles } = view
  const status = statusOf(state)
  const { mark, words, colour } = endWords[status]
  const tookMs = (state.ended ? state.changedAt : now) - state.startedAt
  const why = status === 'succeeded' || status === 'cancelled' || !state.ended ? '' : `: ${state.ended.why}`
  const { version } = state.plan.runbook
  return [
    '',
    ...wrap(terminalPlain(`${mark} ${words} ${state.ended ? 'in' : 'for'} ${formatDuration(tookMs)}${why}`), {
      columns: view.columns,
    }).map((line) => styles.bold(styles[colour](line))),
    ...wrap(countWords(state), { columns: view.columns, first: '  ' }),
    ...warningLines(version, view),
    styles.dim(`  Report: kneeboard report ${state.run}`),
  ]
}

type Ending = { readonly mark: string; readonly words: string; readonly colour: 'red' | 'green' | 'yellow' }

const endWords = {
  succeeded: { mark: '✓', words: 'Succeeded', colour: 'green' },
  failed: { mark: '✗', words: 'Failed', colour: 'red' },
  cancelled: { mark: '■', words: 'Cancelled', colour: 'yellow' },
  'rolled-back': { mark: '↶', words: 'Rolled back', colour: 'yellow' },
  'needs-person': { mark: '?', words: 'Ended: a person is needed', colour: 'yellow' },
  running: { mark: '▸', words: 'Running', colour: 'yellow' },
  waiting: { mark: '?', words: 'Waiting', colour: 'yellow' },
  paused: { mark: '‖', words: 'Paused', colour: 'yellow' },
  'rolling-back': { mark: '↶', words: 'Rolling back', colour: 'yellow' },
} satisfies Record<RunStatus, Ending>

/** `12 steps: 9 done, 2 skipped, 1 failed`: of the procedure itself, not of what takes it back. */
export function countWords(state: ReadonlyRunState): string {
  const counts = new Map<string, number>()
  for (const step of state.counted) {
    const instance = state.instances.get(instanceIdOf(step, noTurns))
    const word = statusWord(instance?.status)
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const order = ['done', 'skipped', 'not chosen', 'failed', 'cancelled', 'unknown', 'under way', 'not begun']
  const parts = order.flatMap((word) => (counts.has(word) ? [`${counts.get(word)} ${word}`] : []))
  return `${state.stepsAll} ${state.stepsAll === 1 ? 'step' : 'steps'}: ${parts.join(', ')}`
}

/** How a step stands, for lists and counts. */
export function statusWord(status: InstanceStatus | undefined): string {
  switch (status?.kind) {
    case 'succeeded':
      return 'done'
    case 'failed':
      return 'failed'
    case 'skipped':
      return 'skipped'
    case 'not-chosen':
      return 'not chosen'
    case 'cancelled':
      return 'cancelled'
    case 'unknown':
      return 'unknown'
    case 'ready':
    case 'running':
    case 'asked':
      return 'under way'
    case 'waiting':
    case undefined:
      return 'not begun'
  }
}
