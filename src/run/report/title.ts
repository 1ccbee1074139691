import type { Plan } from '../../plan/plan.ts'
import { stepAt } from '../instance-id.ts'

/** A step's title for people; its id where the plan does not know it. */
export const titleOf = (plan: Plan, instance: string): string => stepAt(plan, instance)?.title ?? instance
