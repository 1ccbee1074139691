import type { EventData, RunEvent } from './event/event.ts'
import { upwards } from './flow.ts'
import { groupOf } from './group.ts'
import type { Failure } from './question.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

type End = EventData<'run.ended'>

/** The run comes to its end; while something of it is still going, that is asked to end first. */
export const ending = (state: ReadonlyRunState, end: End): readonly RunEvent[] =>
  state.attempts.size === 0 ? [{ type: 'run.ended', ...end }] : [{ type: 'run.closing', ...end }]

/** What remains of a run that is closing: its commands are over, then it is. */
export function closeOn(state: ReadonlyRunState): readonly RunEvent[] {
  if (!state.closing || state.attempts.size > 0) return []
  return [{ type: 'run.ended', ...state.closing }]
}

/**
 * A failure nobody deals with where it is: what it stands in fails with it, up to a group that counts failures
 * and decides for itself, or else the run.
 */
export function rise(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  failure: Failure,
  why: string,
): readonly RunEvent[] {
  const group = groupAround(state, instance)
  if (!group)
    return [failed(instance, failure), ...ending(state, { status: 'failed', why, because: instance.id })]
  const events: RunEvent[] = []
  for (const at of upwards(state, instance.id)) {
    if (at === group) break
    events.push(failed(at, at === instance ? failure : { kind: 'inside', message: why }))
  }
  return events
}

/** The nearest group whose members go together, with the instance somewhere inside. */
export function groupAround(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
): Readonly<Instance> | undefined {
  for (const above of upwards(state, instance.above))
    if (groupOf(state.plan, above).kind === 'together') return above
  return undefined
}

const failed = (instance: Readonly<Instance>, failure: Failure): RunEvent => ({
  type: 'step.failed',
  instance: instance.id,
  failure,
  consequence: 'stop',
})
