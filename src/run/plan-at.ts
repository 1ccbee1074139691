import type { StepId } from '../document/step.ts'
import type { Plan } from '../plan/plan.ts'
import { readInstanceId } from './instance-id.ts'
import type { ReadonlyRunState } from './state.ts'

/** The plans of a run: the one it follows now, and those before. */
export type Plans = Pick<ReadonlyRunState, 'plan' | 'replaced'>

/** The plan the run followed when a fact came. */
export const planAt = ({ plan, replaced }: Plans, seq: number): Plan =>
  replaced.find(({ untilSeq }) => seq < untilSeq)?.plan ?? plan

/** What a step that a fact names is called in the plan of now; undefined when it is in it no more. */
export function stepNow({ replaced }: Plans, seq: number, instance: string): StepId | undefined {
  let step: string | undefined = readInstanceId(instance).step
  for (const { untilSeq, mapping } of replaced) {
    if (seq >= untilSeq) continue
    step = mapping.find(({ from }) => from === step)?.to
  }
  return step as StepId | undefined
}
