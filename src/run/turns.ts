import { stepOf, within } from '../plan/find.ts'
import type { EventData } from './event/event.ts'
import { goingOn, isInside, upwards } from './flow.ts'
import { groupOf } from './group.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf } from './instance-id.ts'
import { drop, ensure, placeOf, push, setStatus } from './moves.ts'
import type { Instance, ReadonlyRunState, RunState } from './state.ts'

/** Turns the run round: the failed step's undo comes first, then those of finished steps, last one first. */
export function startRollback(state: RunState, because: InstanceId | undefined): void {
  state.status = 'rolling-back'
  state.todo.clear()
  state.limits.clear()
  awaitLeft(state)
  const order = [...(because ? [because] : []), ...state.finished.toReversed()]
  state.undoing = [...new Set(order)].filter((id) => {
    const instance = state.instances.get(id)
    const step = instance && stepOf(state.plan, instance.step)
    return instance?.kind === 'step' && step?.kind === 'step' && step.undo !== undefined
  })
  prepareUndo(state)
}

export function nextUndo(state: RunState): void {
  const done = state.undoing.shift()
  if (done) drop(state, done)
  prepareUndo(state)
}

function prepareUndo(state: RunState): void {
  const instance = state.undoing[0] && state.instances.get(state.undoing[0])
  if (!instance) return
  instance.stage = { kind: 'undo', at: 0 }
  instance.failure = undefined
  instance.tries = 0
  instance.granted = false
  push(state, instance.id)
}

/** Nothing begins before the commands of what was left are over. */
function awaitLeft(state: RunState): void {
  for (const { effect, instance } of goingOn(state))
    if (state.instances.get(instance)?.leaving) state.awaited.add(effect)
}

/** The member of a group (a branch, a turn) that an instance stands in, itself perhaps; else the root. */
export function memberAround(state: ReadonlyRunState, instance: Readonly<Instance>): Readonly<Instance> {
  let member = instance
  for (const above of upwards(state, instance.above)) {
    if (groupOf(state.plan, above).kind === 'together') return member
    member = above
  }
  return member
}

/**
 * Opens the way to an instance: what it stands in is under way, it and everything after it is still to come. Where
 * the operator went back, what was done after it is marked: it may still hold.
 */
export function goTo(state: RunState, id: string, why: EventData<'run.went-to'>['why']): void {
  const target = ensure(state, id)
  if (!target) return
  awaitLeft(state)
  const member = memberAround(state, target)
  for (const each of state.todo) if (isInside(state, each, member.id)) drop(state, each)
  const above = [...upwards(state, target.above)]
  const around = new Set(above.map((each) => each.step))
  const again = new Set(within(state.plan, target.step))
  let reached = false
  for (const step of within(state.plan, member.step)) {
    reached ||= step === target.step
    const instance = state.instances.get(instanceIdOf(step, member.turns))
    if (!reached || !instance || (around.has(step) && instance !== target)) continue
    if (why === 'operator')
      instance.stale = !again.has(step) && (instance.stale || instance.status.kind === 'succeeded')
    setStatus(state, instance, { kind: 'waiting' })
    instance.failure = undefined
  }
  let child = target
  for (const each of above) {
    const instance = state.instances.get(each.id)
    if (!instance) break
    reopen(state, instance, child)
    if (groupOf(state.plan, instance).kind === 'together') break
    child = instance
  }
  if (target.above) push(state, target.above)
}

/** A group of members that go together begins the one that is gone to; a sequence goes on from there. */
function reopen(state: RunState, instance: Instance, child: Instance): void {
  setStatus(state, instance, { kind: 'ready' })
  instance.failure = undefined
  const place = placeOf(state, child)
  const together = groupOf(state.plan, instance).kind === 'together'
  instance.stage = { kind: 'children', at: together ? Math.min(instance.stage.at, place) : place }
}
