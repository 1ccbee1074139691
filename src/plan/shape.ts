import type { StepId } from '../document/step.ts'
import { stepName } from './find.ts'
import type { Plan } from './plan.ts'

/** Where a step stands in its plan. */
export type Standing = {
  readonly root: StepId
  readonly parent: StepId | undefined
  /** Among its parent's children. */
  readonly index: number
  /** The loops around it, outermost first; the step itself last when it is one. */
  readonly loops: readonly StepId[]
}

/** What is asked of a plan at every move, looked up once: where each step stands, and which steps a name means. */
export type Shape = {
  readonly standing: ReadonlyMap<StepId, Standing>
  readonly named: ReadonlyMap<string, readonly StepId[]>
}

/** Walks the plan once. */
export function shapeOf(plan: Plan): Shape {
  const standing = new Map<StepId, Standing>()
  const named = new Map<string, StepId[]>()
  const visit = (id: StepId, place: Omit<Standing, 'loops'>, around: readonly StepId[]): void => {
    const step = plan.steps[id]
    if (!step || standing.has(id)) return
    const loops = step.loop ? [...around, id] : around
    standing.set(id, { ...place, loops })
    const name = stepName(id)
    const same = named.get(name)
    if (same) same.push(id)
    else named.set(name, [id])
    for (const [index, child] of step.children.entries())
      visit(child, { root: place.root, parent: id, index }, loops)
  }
  for (const root of rootsOf(plan)) visit(root, { root, parent: undefined, index: 0 }, [])
  return { standing, named }
}

/** The trees of a plan: what it does, and what it does when that is over or goes wrong. */
export const rootsOf = (plan: Pick<Plan, 'root' | 'rollback' | 'onCancel' | 'final'>): readonly StepId[] => [
  plan.root,
  ...[plan.rollback, plan.onCancel, plan.final].filter((root) => root !== undefined),
]
