import type { StepId } from '../document/step.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'

/** A step's id and, in loops, the turns: `stepId`, `stepId@2`, `stepId@2.1`. Only this file knows how it is written. */
export type InstanceId = string & { readonly __brand: 'InstanceId' }

/** Which turn of each loop around an instance, outermost first, counted from 1. */
export type Turns = readonly number[]

export const noTurns: Turns = []

export const instanceIdOf = (step: StepId, turns: Turns): InstanceId =>
  (turns.length === 0 ? step : `${step}@${turns.join('.')}`) as InstanceId

/** The step and turns an id is made of. */
export function readInstanceId(id: string): { readonly step: string; readonly turns: Turns } {
  const match = /^(.*)@([1-9][0-9]{0,8}(?:\.[1-9][0-9]{0,8})*)$/s.exec(id)
  return match
    ? { step: match[1] ?? '', turns: (match[2] ?? '').split('.').map(Number) }
    : { step: id, turns: noTurns }
}

/** The plan's step of an instance; undefined when the plan has none of that name. */
export function stepAt(plan: Pick<Plan, 'steps'>, instance: string): PlanStep | undefined {
  const { step } = readInstanceId(instance)
  return Object.hasOwn(plan.steps, step) ? plan.steps[step as StepId] : undefined
}
