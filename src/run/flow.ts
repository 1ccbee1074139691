import type { StepId } from '../document/step.ts'
import { pathOf, within } from '../plan/find.ts'
import type { Plan } from '../plan/plan.ts'
import type { InstanceId } from './instance-id.ts'
import type { Session } from './session.ts'
import type { Instance, OpenAttempt, OpenChild, ReadonlyRunState } from './state.ts'
import { isSettled } from './state.ts'

/** The step and its ancestors, nearest first. */
export const pathUp = (plan: Plan, step: StepId): readonly StepId[] => pathOf(plan, step).toReversed()

export const settled = (state: ReadonlyRunState, id: InstanceId): boolean => {
  const instance = state.instances.get(id)
  return instance !== undefined && isSettled(instance.status)
}

/** The instance and everything it stands in, nearest first. */
export function* upwards(state: ReadonlyRunState, id: InstanceId | undefined): Generator<Readonly<Instance>> {
  for (let at = id && state.instances.get(id); at; at = at.above && state.instances.get(at.above)) yield at
}

/** Whether an instance is this one or stands inside it. */
export function isInside(state: ReadonlyRunState, id: InstanceId, around: InstanceId): boolean {
  for (const { id: at } of upwards(state, id)) if (at === around) return true
  return false
}

/** Whatever runs: commands, and other runbooks. They end by themselves, or are asked to. */
export function* goingOn(
  state: Pick<ReadonlyRunState, 'attempts' | 'children'>,
): Generator<Readonly<OpenAttempt> | Readonly<OpenChild>> {
  yield* state.attempts.values()
  yield* state.children.values()
}

export const isQuiet = ({ attempts, children }: Pick<ReadonlyRunState, 'attempts' | 'children'>): boolean =>
  attempts.size + children.size === 0

/** The session an instance's commands work in: its branch's, else the run's own. */
export const sessionOf = (
  state: Pick<ReadonlyRunState, 'session' | 'sessions'>,
  { branch }: Pick<Instance, 'branch'>,
): Session => (branch === undefined ? undefined : state.sessions.get(branch)) ?? state.session

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
