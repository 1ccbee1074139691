import type { StepId } from '../document/step.ts'
import { stepOf } from '../plan/find.ts'
import type { InstanceId } from './id.ts'
import type { Instance, InstanceStatus, RunState, Stage } from './state.ts'
import { instanceIdOf, isSettled } from './state.ts'

/** Begins a step: a fresh instance, whose next move is the engine's. */
export function enter(state: RunState, id: StepId | undefined, visit: number): void {
  const step = id === undefined ? undefined : state.plan.steps[id]
  if (!step) return
  const instanceId = instanceIdOf(step.id)
  const parent = step.parent === undefined ? undefined : instanceIdOf(step.parent)
  if (parent) drop(state, parent)
  if (step.kind === 'phase') state.session = { ...state.session, cwd: state.startCwd }
  const earlier = state.instances.get(instanceId)
  if (earlier) setStatus(state, earlier, { kind: 'ready' })
  const stage: Stage = step.kind === 'step' ? { kind: 'precheck', at: 0 } : { kind: 'children', at: 0 }
  state.instances.set(instanceId, {
    id: instanceId,
    step: step.id,
    visit,
    stage,
    status: { kind: 'ready' },
    failure: undefined,
    tries: 0,
    granted: false,
    approvals: [],
    byHand: false,
    stale: earlier?.stale ?? false,
    attached: false,
    recorded: earlier?.recorded,
    edited: undefined,
  })
  push(state, instanceId)
}

export function ensure(state: RunState, id: InstanceId): Instance | undefined {
  if (!state.instances.has(id)) {
    const step = stepOfInstance(state, id)
    if (!step) return undefined
    const todo = [...state.todo]
    const { session } = state
    enter(state, step, 0)
    // Made only to hold a status: it is not the engine's next move.
    state.todo.splice(0, state.todo.length, ...todo)
    state.session = session
  }
  return state.instances.get(id)
}

export const stepOfInstance = (state: RunState, id: string): StepId | undefined =>
  Object.hasOwn(state.plan.steps, id) ? (id as StepId) : undefined

export const push = (state: RunState, id: InstanceId): void => {
  if (!state.todo.includes(id)) state.todo.push(id)
}

export const drop = (state: RunState, id: InstanceId): void => {
  const at = state.todo.indexOf(id)
  if (at !== -1) state.todo.splice(at, 1)
}

/** Sets the stage, going on to the next one where this one is at its end, and hands the instance to the engine. */
export function moveTo(state: RunState, instance: Instance, stage: Stage): void {
  const step = stepOf(state.plan, instance.step)
  let next = stage
  if (step.kind === 'step' && next.kind === 'main') {
    const asked = next.at === 0 && (step.commands.length === 0 ? step.children.length === 0 : true)
    if (!asked && next.at >= step.commands.length) next = { kind: 'children', at: 0 }
  }
  if (next.kind === 'children' && step.kind !== 'menu' && next.at >= step.children.length) {
    next = { kind: 'verify', at: 0 }
  }
  instance.stage = next
  push(state, instance.id)
}

/** The command (or question) at hand is over: the next one's turn. */
export function forward(state: RunState, instance: Instance): void {
  instance.tries = 0
  instance.failure = undefined
  instance.edited = undefined
  instance.status = { kind: 'ready' }
  const { stage } = instance
  moveTo(state, instance, { kind: stage.kind, at: stage.at + 1 })
}

/** Every change over the border of settled goes through here: it keeps the count that lists show. */
export function setStatus(state: RunState, instance: Instance, status: InstanceStatus): void {
  if (state.counted.has(instance.step)) {
    state.stepsDone += Number(isSettled(status)) - Number(isSettled(instance.status))
  }
  instance.status = status
}

export function settle(state: RunState, instance: Instance, status: InstanceStatus): void {
  drop(state, instance.id)
  setStatus(state, instance, status)
  instance.failure = undefined
  instance.stale = false
  const { parent } = stepOf(state.plan, instance.step)
  const above = parent === undefined ? undefined : state.instances.get(instanceIdOf(parent))
  if (!above || isSettled(above.status) || state.status === 'ended') return
  const step = stepOf(state.plan, above.step)
  if (above.stage.kind !== 'children') return
  const at = step.kind === 'menu' ? 0 : Math.max(above.stage.at, step.children.indexOf(instance.step) + 1)
  moveTo(state, above, { kind: 'children', at })
}
