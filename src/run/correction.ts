import type { StepMatch } from '../plan/mapping.ts'
import { isExact } from '../plan/mapping.ts'
import type { StepId } from '../document/step.ts'
import { within } from '../plan/find.ts'
import type { Plan, PlanWork } from '../plan/plan.ts'
import { rootsOf } from '../plan/shape.ts'
import type { ConfirmedMatch } from './input.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import { wantsDecision } from './replacement.ts'
import type { ReadonlyRunState } from './state.ts'

/** Only where it stands, or what it does, speaks for a match: a person says whether it is the same step. */
export const isDoubtful = ({ plan }: ReadonlyRunState, { by, from }: StepMatch): boolean =>
  by !== 'title' && plan.steps[from]?.kind === 'step'

/** The step is finished and was changed since: a person says whether it counts as done. */
export const asksWhetherDone = (state: ReadonlyRunState, { exact, from }: StepMatch): boolean =>
  !exact &&
  state.plan.steps[from]?.kind === 'step' &&
  wantsDecision(state.instances.get(instanceIdOf(from, noTurns)))

/** What becomes of a step of the corrected text. */
export type Becoming =
  | { readonly kind: 'new' | 'again' | 'changed' }
  /** It stands as the step before stood. */
  | { readonly kind: 'kept' | 'same'; readonly from: StepId }

export function becomingOf(
  state: ReadonlyRunState,
  after: Plan,
  to: StepId,
  match: ConfirmedMatch | undefined,
): Becoming {
  if (!match) return { kind: 'new' }
  const { from, finished } = match
  if (finished === 'keep') return { kind: 'kept', from }
  if (finished === 'again') return { kind: 'again' }
  return isExact(state.plan, from, after, to) ? { kind: 'same', from } : { kind: 'changed' }
}

/** The steps of a plan in which something is done, in order. */
export const worksOf = (plan: Plan): readonly PlanWork[] =>
  rootsOf(plan)
    .flatMap((root) => [...within(plan, root)])
    .flatMap((id) => {
      const step = plan.steps[id]
      return step?.kind === 'step' ? [step] : []
    })
