import type { StepId } from '../document/step.ts'
import type { EventData, RunEvent } from './event/event.ts'
import { isQuiet, settled, upwards } from './flow.ts'
import { groupOf } from './group.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import type { Failure } from './question.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

type End = EventData<'run.ended'>

/**
 * The run comes to its end. What of it is still going is asked to end first, and then comes what is done whenever
 * a run is over; only then it is.
 */
export function ending(state: ReadonlyRunState, end: End): readonly RunEvent[] {
  if (state.closing) return endingNow(state)
  const { final, onCancel } = state.plan
  const last = final !== undefined || (end.status === 'cancelled' && onCancel !== undefined)
  return isQuiet(state) && !last ? [{ type: 'run.ended', ...end }] : [{ type: 'run.closing', ...end }]
}

/** It is ending already: the part that is being done is broken off, and one that was not begun still is. */
function endingNow(state: ReadonlyRunState): readonly RunEvent[] {
  const end = outcome(state)
  const owed = lastRoots(state).some((root) => !state.instances.get(instanceIdOf(root, noTurns))?.visit)
  const goesOn = !isQuiet(state) || (owed && state.status !== 'cancelling')
  return [{ type: goesOn ? 'run.closing' : 'run.ended', ...end }]
}

/** A run that is cancelled; when that comes while it is closing, the rest of that is left out. */
export const cancelled = (state: ReadonlyRunState): readonly RunEvent[] =>
  ending(state, { status: 'cancelled', why: 'cancelled' })

/** What a closing run still has to do, in order: the last is its end. */
export function closeOn(
  state: ReadonlyRunState,
  enter: (id: InstanceId) => readonly RunEvent[],
): readonly RunEvent[] {
  for (const root of lastRoots(state)) {
    const id = instanceIdOf(root, noTurns)
    if (!settled(state, id)) return state.instances.get(id)?.visit ? [] : enter(id)
  }
  return [{ type: 'run.ended', ...outcome(state) }]
}

const lastRoots = ({ plan, closing }: ReadonlyRunState): readonly StepId[] =>
  [closing?.status === 'cancelled' ? plan.onCancel : undefined, plan.final].filter(
    (root) => root !== undefined,
  )

/** How it was decided to end; when that was well and something went wrong after it, it was not. */
function outcome({ closing, plan, status }: ReadonlyRunState): End {
  const { troubles = [], ...end } = closing ?? { status: 'failed', why: 'it ended without a reason' }
  const [first] = troubles
  const broken = status === 'cancelling'
  if (first === undefined && !broken) return end
  const title = first && (plan.steps[first.step]?.title ?? first.step)
  const what = broken
    ? 'cancelled before its last steps were done'
    : `"${title}" failed at last: ${first?.message}`
  if (end.status === 'succeeded') return { ...end, status: broken ? 'cancelled' : 'failed', why: what }
  return { ...end, why: `${end.why}; ${what}` }
}

/**
 * A failure nobody deals with where it is: what it stands in fails with it, up to a group that counts failures
 * and decides for itself, or else the run. While a run is closing it ends nothing any more.
 */
export function rise(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  failure: Failure,
  why: string,
): readonly RunEvent[] {
  if (!groupAround(state, instance)) {
    if (state.closing) return [{ ...failed(instance, failure), consequence: 'continue' }]
    return [failed(instance, failure), ...ending(state, { status: 'failed', why, because: instance.id })]
  }
  const events: RunEvent[] = []
  for (const at of upwards(state, instance.id)) {
    events.push(failed(at, at === instance ? failure : { kind: 'inside', message: why }))
    const above = at.above === undefined ? undefined : state.instances.get(at.above)
    if (above && groupOf(state.plan, above).kind === 'together') break
  }
  return events
}

/** The nearest group whose members go together, with the instance somewhere inside. */
function groupAround(state: ReadonlyRunState, instance: Readonly<Instance>): Readonly<Instance> | undefined {
  for (const above of upwards(state, instance.above))
    if (groupOf(state.plan, above).kind === 'together') return above
  return undefined
}

const failed = (
  instance: Readonly<Instance>,
  failure: Failure,
): Extract<RunEvent, { type: 'step.failed' }> => ({
  type: 'step.failed',
  instance: instance.id,
  failure,
  consequence: 'stop',
})
