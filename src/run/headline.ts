import type { Sha256 } from '../hash/sha256.ts'
import { isQuiet } from './flow.ts'
import type { RunHead, RunStatus } from './head.ts'
import type { ReadonlyRunState } from './state.ts'

/** The row derived from a run: computed with every commit, and from the journal whenever it is in doubt. */
export function headOf(state: ReadonlyRunState, last: Sha256): RunHead {
  const due = nextDue(state)
  const { runbook } = state.plan
  return {
    run: state.run,
    seq: state.seq,
    hash: last,
    status: statusOf(state),
    open: state.status !== 'ended',
    ...(due === undefined ? {} : { dueAt: due }),
    attempts: state.attempts.size + state.children.size,
    questions: state.questions.size,
    path: runbook.path,
    title: runbook.title,
    mode: state.mode,
    startedBy: state.startedBy,
    startedAt: state.startedAt,
    changedAt: state.changedAt,
    stepsDone: state.stepsDone,
    stepsAll: state.stepsAll,
    ...(state.parent === undefined ? {} : { parent: state.parent }),
  }
}

/** How the run stands, in one word. */
export function statusOf(state: ReadonlyRunState): RunStatus {
  if (state.ended) return state.ended.status
  if (state.paused) return 'paused'
  if (state.questions.size > 0 && isQuiet(state)) return 'waiting'
  return state.status === 'rolling-back' ? 'rolling-back' : 'running'
}

/** When time itself must be taken in next: a timer, or an attempt's limit. Milliseconds since the epoch. */
export function nextDue(state: ReadonlyRunState): number | undefined {
  let next: number | undefined
  const look = (due: number | undefined) => {
    if (due !== undefined && (next === undefined || due < next)) next = due
  }
  for (const timer of state.timers.values()) look(timer.due)
  for (const due of state.limits.values()) look(due)
  for (const attempt of state.attempts.values()) if (!attempt.cancel) look(attempt.timeoutAt)
  return next
}
