import { findStep } from '../plan/find.ts'
import type { Plan } from '../plan/plan.ts'
import type { StepId } from '../document/step.ts'
import type { App, Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import { findRun, showRun } from '../app/show-run.ts'
import type { RunId } from '../run/id.ts'
import { positionOf } from './run/step-lines.ts'

/** The step a person names: its number as it is shown, its title, or its id. */
export function stepNamed(plan: Plan, written: string): StepId | undefined {
  const numbered = /^\d+$/.test(written)
    ? Object.values(plan.steps).find(
        (step) => step.kind === 'step' && positionOf(plan, step.id).number === Number(written),
      )
    : undefined
  return numbered?.id ?? findStep(plan, written)
}

/** A run and a step of it, both as a person names them. */
export async function findStepOfRun(
  app: App,
  run: string,
  step: string,
): Promise<{ readonly kind: 'found'; readonly run: RunId; readonly step: StepId } | Trouble> {
  const found = await findRun(app, run, 'newest')
  if (found.kind === 'trouble') return found
  const loaded = await showRun(app, found.run)
  if (loaded.kind === 'trouble') return loaded
  const id = stepNamed(loaded.fold.state.plan, step)
  return id === undefined
    ? trouble(`the run has no step ${step}`, `see \`kneeboard status ${found.run}\``)
    : { kind: 'found', run: found.run, step: id }
}
