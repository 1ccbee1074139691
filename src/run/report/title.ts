import type { StepId } from '../../document/step.ts'
import type { Plan } from '../../plan/plan.ts'

/** A step's title for people; its id where the plan does not know it. */
export const titleOf = (plan: Plan, id: string): string =>
  (Object.hasOwn(plan.steps, id) ? plan.steps[id as StepId]?.title : undefined) ?? id
