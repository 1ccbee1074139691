import type { StepId } from '../../document/step.ts'
import { within } from '../../plan/find.ts'
import type { Plan, PlanWork } from '../../plan/plan.ts'
import { rootsOf } from '../../plan/shape.ts'
import type { Fact } from '../evolve.ts'
import type { EffectId } from '../id.ts'
import { planAt } from '../plan-at.ts'
import type { ReadonlyRunState } from '../state.ts'
import { attemptReports, gatherAttempts, goneKey } from './attempts.ts'
import { rfc3339 } from './instant.ts'
import type { CorrectionReport } from './schema.ts'
import { titleOf } from './title.ts'

type CorrectionFacts = {
  readonly state: ReadonlyRunState
  readonly facts: readonly Fact[]
  readonly outputs: ReadonlyMap<EffectId, string>
}

/** Every corrected text a run went on with, in order. */
export function correctionsOf({ state, facts, outputs }: CorrectionFacts): readonly CorrectionReport[] {
  const attempts = gatherAttempts(facts, state)
  return facts.flatMap(({ event, seq, at, by }) => {
    if (event.type !== 'plan.replaced') return []
    const [before, after] = [planAt(state, seq - 1), planAt(state, seq)]
    const { mapping, documentHash, replacedHash, version } = event
    const mapped = new Set(mapping.map(({ from }) => from))
    const works = worksOf(before)
    const isWork = new Set<string>(works.map(({ id }) => id))
    return [
      {
        at: rfc3339(at),
        by: by.id,
        documentHash,
        replacedHash,
        version,
        replacedVersion: before.runbook.version,
        steps: mapping
          .filter(({ from }) => isWork.has(from))
          .map(({ from, to, ...match }) => ({
            ...match,
            before: titleOf(before, from),
            after: titleOf(after, to),
          })),
        gone: works
          .filter(({ id }) => !mapped.has(id))
          .map(({ id, title, line }) => ({
            title,
            line,
            attempts: attemptReports(state, goneKey(state, seq - 1, id), attempts, outputs),
          })),
      },
    ]
  })
}

const worksOf = (plan: Plan): readonly PlanWork[] =>
  rootsOf(plan)
    .flatMap((root): readonly StepId[] => [...within(plan, root)])
    .flatMap((id) => {
      const step = plan.steps[id]
      return step?.kind === 'step' ? [step] : []
    })
