import { goingOn, isInside, sessionOf, upwards } from './flow.ts'
import { groupOf } from './group.ts'
import type { InstanceId } from './instance-id.ts'
import { drop, push, putAway } from './moves.ts'
import type { Failure } from './question.ts'
import type { Instance, RunState } from './state.ts'
import { isSettled } from './state.ts'

/**
 * Ends everything under way inside an instance. What only waits is over at once; a command that runs is asked to
 * end, and when the last of them has, the instance is cancelled, or has failed when it is said why.
 */
export function stopBranch(state: RunState, branch: InstanceId, failure?: Failure): void {
  const root = state.instances.get(branch)
  if (root) root.failure = failure
  const inside = (id: InstanceId) => isInside(state, id, branch)
  for (const id of state.todo) if (inside(id)) cancelUpTo(state, id, branch)
  for (const [effect, { instance }] of state.questions) {
    if (!inside(instance)) continue
    state.questions.delete(effect)
    cancelUpTo(state, instance, branch)
  }
  for (const [effect, { instance }] of state.timers) {
    if (!inside(instance)) continue
    state.timers.delete(effect)
    cancelUpTo(state, instance, branch)
  }
  for (const going of [...state.attempts.values(), ...state.children.values()]) {
    const instance = inside(going.instance) ? state.instances.get(going.instance) : undefined
    if (!instance) continue
    going.cancel ??= 'not-needed'
    instance.leaving = branch
  }
  settleWhenOver(state, branch)
}

/** A command of a branch that was left is over: whatever came of it, the step counts as cancelled. */
export function leftOver(state: RunState, instance: Instance): void {
  const { leaving: branch } = instance
  instance.leaving = undefined
  // It may have done its work: a rollback takes it back like one that succeeded.
  if (instance.stage.kind === 'main') {
    instance.recorded = { session: sessionOf(state, instance), outputs: state.outputs.get(instance.id) ?? {} }
    state.finished.push(instance.id)
  }
  if (!branch) return
  cancelUpTo(state, instance.id, branch)
  settleWhenOver(state, branch)
}

/** Cancels an instance and what it stands in, up to (and without) the branch. */
function cancelUpTo(state: RunState, id: InstanceId, branch: InstanceId): void {
  drop(state, id)
  for (const { id: at } of upwards(state, id)) {
    if (at === branch) return
    const instance = state.instances.get(at)
    if (instance?.tally === 'open') putAway(state, instance, { kind: 'cancelled' })
  }
}

function settleWhenOver(state: RunState, branch: InstanceId): void {
  const instance = state.instances.get(branch)
  drop(state, branch)
  if (!instance) return
  const going = [...goingOn(state)].some((each) => isInside(state, each.instance, branch))
  instance.leaving = going ? branch : undefined
  // It may be still to come by now: a jump led to before it.
  if (going || instance.tally !== 'open') return
  if (instance.failure) return failAsWhole(state, instance)
  putAway(state, instance, { kind: 'cancelled' })
  // A group goes on without it; a sequence that was left by a jump is somewhere else by now.
  const above = instance.above && state.instances.get(instance.above)
  if (above && !isSettled(above.status) && groupOf(state.plan, above).kind === 'together')
    push(state, above.id)
}

/** Nothing goes on inside any more; what its failure leads to is the engine's next move. */
function failAsWhole(state: RunState, instance: Instance): void {
  instance.status = { kind: 'ready' }
  push(state, instance.id)
}
