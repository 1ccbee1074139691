import type { StepId } from '../document/step.ts'
import { stepOf, within } from '../plan/find.ts'
import type { Plan } from '../plan/plan.ts'
import type { Instance, ReadonlyRunState } from './state.ts'
import { instanceIdOf, isSettled } from './state.ts'

/** The step and its ancestors, nearest first. */
export function pathUp(plan: Plan, step: StepId): readonly StepId[] {
  const path: StepId[] = []
  for (let at: StepId | undefined = step; at !== undefined; at = stepOf(plan, at).parent) path.push(at)
  return path
}

export const instanceOf = (state: ReadonlyRunState, step: StepId): Readonly<Instance> | undefined =>
  state.instances.get(instanceIdOf(step))

export const settled = (state: ReadonlyRunState, step: StepId): boolean => {
  const instance = instanceOf(state, step)
  return instance !== undefined && isSettled(instance.status)
}

/** Steps in the tree of `root` that come before `target` and are not its ancestors, in order. */
export function before(plan: Plan, root: StepId, target: StepId): readonly StepId[] {
  const above = new Set(pathUp(plan, target))
  const steps: StepId[] = []
  for (const step of within(plan, root)) {
    if (step === target) break
    if (!above.has(step)) steps.push(step)
  }
  return steps
}
