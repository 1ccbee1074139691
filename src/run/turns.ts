import type { StepId } from '../document/step.ts'
import { stepOf, within } from '../plan/find.ts'
import type { EventData } from './event/event.ts'
import { pathUp } from './flow.ts'
import type { InstanceId } from './id.ts'
import { drop, ensure, push, setStatus } from './moves.ts'
import type { RunState } from './state.ts'
import { instanceIdOf } from './state.ts'

/** Turns the run round: the failed step's undo comes first, then those of finished steps, last one first. */
export function startRollback(state: RunState, because: InstanceId | undefined): void {
  state.status = 'rolling-back'
  state.todo.length = 0
  const order = [...(because ? [because] : []), ...state.finished.toReversed()]
  state.undoing = [...new Set(order)].filter((id) => {
    const instance = state.instances.get(id)
    const step = instance && stepOf(state.plan, instance.step)
    return step?.kind === 'step' && step.undo !== undefined
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

/**
 * Opens the way to a step: its ancestors are under way, it and everything after it is still to come. Where the
 * operator went back, what was done after it is marked: it may still hold.
 */
export function goTo(state: RunState, target: StepId, why: EventData<'run.went-to'>['why']): void {
  if (!Object.hasOwn(state.plan.steps, target)) return
  state.todo.length = 0
  const [, ...above] = pathUp(state.plan, target)
  const ancestors = new Set(above)
  const again = new Set(within(state.plan, target))
  let reached = false
  for (const id of within(state.plan, state.plan.root)) {
    reached ||= id === target
    const instance = state.instances.get(instanceIdOf(id))
    if (!reached || ancestors.has(id) || !instance) continue
    if (why === 'operator')
      instance.stale = !again.has(id) && (instance.stale || instance.status.kind === 'succeeded')
    setStatus(state, instance, { kind: 'waiting' })
    instance.failure = undefined
  }
  let child = target
  for (const id of above) {
    const instance = ensure(state, instanceIdOf(id))
    if (instance) {
      setStatus(state, instance, { kind: 'ready' })
      instance.failure = undefined
      instance.stage = { kind: 'children', at: Math.max(0, stepOf(state.plan, id).children.indexOf(child)) }
    }
    child = id
  }
  if (above[0]) push(state, instanceIdOf(above[0]))
}
