import type { Fact } from '../evolve.ts'
import { stepAt } from '../instance-id.ts'
import type { Plans } from '../plan-at.ts'
import { planAt } from '../plan-at.ts'
import { rfc3339 } from './instant.ts'
import type { ApprovalReport, FailureReport, RunReport } from './schema.ts'
import { titleOf } from './title.ts'

/** Who approved what. */
export function approvalsOf(facts: readonly Fact[], plans: Plans): readonly ApprovalReport[] {
  const asked = new Map<string, string>()
  return facts.flatMap(({ event, seq, at }) => {
    if (event.type === 'question.asked') asked.set(`${seq}`, event.instance)
    if (event.type !== 'question.answered' || event.answer.choice !== 'approve') return []
    const { approver, asserted } = event.answer
    const step = titleOf(planAt(plans, seq), asked.get(event.effect.split('/')[1] ?? '') ?? '')
    return [{ at: rfc3339(at), step, approver, asserted }]
  })
}

/** Every failure of a step, and what followed from it. */
export const failuresOf = (facts: readonly Fact[], plans: Plans): readonly FailureReport[] =>
  facts.flatMap(({ event, seq, at }) =>
    event.type === 'step.failed' && stepAt(planAt(plans, seq), event.instance)?.kind === 'step'
      ? [
          {
            at: rfc3339(at),
            step: titleOf(planAt(plans, seq), event.instance),
            message: event.failure.message,
            consequence: event.consequence,
          },
        ]
      : [],
  )

/** What was taken back, when a rollback was begun. */
export function rollbackOf(facts: readonly Fact[], plans: Plans): Pick<RunReport, 'rollback'> {
  const begun = facts.find(({ event }) => event.type === 'run.rollback-started')
  if (begun?.event.type !== 'run.rollback-started') return {}
  const { because } = begun.event
  const steps = facts.flatMap(({ event, seq, at }) =>
    event.type === 'step.undone'
      ? [{ at: rfc3339(at), step: titleOf(planAt(plans, seq), event.instance), how: event.how }]
      : [],
  )
  return {
    rollback: {
      at: rfc3339(begun.at),
      ...(because === undefined ? {} : { because: titleOf(planAt(plans, begun.seq), because) }),
      steps,
    },
  }
}
