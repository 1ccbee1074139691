import type { StepId } from '../document/step.ts'
import { Bug } from '../text/bug.ts'
import type { Plan, PlanStep } from './plan.ts'

/** The plan's step of an id that came out of the plan itself. */
export function stepOf(plan: Pick<Plan, 'steps'>, id: StepId): PlanStep {
  const step = plan.steps[id]
  if (!step) throw new Bug(`the plan has no step ${id}`)
  return step
}

/** The step and everything inside it, in the order it is carried out. */
export function* within(plan: Pick<Plan, 'steps'>, step: StepId): Generator<StepId> {
  yield step
  for (const child of stepOf(plan, step).children) yield* within(plan, child)
}

/** The step and everything it stands in, from the top. */
export function pathOf(plan: Pick<Plan, 'steps'>, step: StepId): readonly StepId[] {
  const path: StepId[] = []
  for (let at: StepId | undefined = step; at !== undefined; at = stepOf(plan, at).parent) path.unshift(at)
  return path
}

/** Finds the step a `go to` means: an id, else a title (case and spaces do not matter), else a slug at the end of an id. */
export function findStep(plan: Pick<Plan, 'steps'>, target: string): StepId | undefined {
  const wanted = target.replace(/^#/, '').trim()
  const steps = Object.values(plan.steps)
  const title = fold(wanted)
  return (
    steps.find((step) => step.id === wanted)?.id ??
    steps.find((step) => fold(step.title) === title)?.id ??
    steps.find((step) => step.id.endsWith(`/${wanted}`))?.id
  )
}

const fold = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim()

/** How a step is named in a reference: the slug of its title with `_`. */
export const stepName = (id: string): string => (id.split('/').at(-1) ?? id).replace(/[^\p{L}\p{N}_]/gu, '_')

/** What the loops around a step call their items, and what each is one of; `turn` is which one it is. */
export function loopNames(plan: Pick<Plan, 'steps'>, from: StepId | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (let at = from; at !== undefined; at = plan.steps[at]?.parent) {
    const over = plan.steps[at]?.loop?.over
    if (over && !names.has('turn')) names.set('turn', 'the turns')
    if (over?.kind === 'list' && !names.has(over.variable)) names.set(over.variable, over.list)
  }
  return names
}

/** Whether a plan can ever answer this reference: asked before a run, when outputs are not there yet. */
export function canAnswer(plan: Pick<Plan, 'values' | 'steps'>, name: string, from?: StepId): boolean {
  if (Object.hasOwn(plan.values, name)) return true
  if (loopNames(plan, from).has(name.replace(/^loop\./, ''))) return true
  const [first, second, third, ...rest] = name.split('.')
  if (first === 'run') return (second === 'id' || second === 'mode') && third === undefined
  if (first !== 'steps' || third === undefined || rest.length > 0) return false
  return Object.keys(plan.steps).some((id) => stepName(id) === second)
}
