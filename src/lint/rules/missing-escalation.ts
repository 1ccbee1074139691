import { hasSection, infoPlace, saysAny } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** There is no escalation contact, and no section about escalation. */
export const missingEscalation: Rule = {
  id: 'missing-escalation',
  summary: 'The runbook says whom to call when it does not help.',
  severity: 'warning',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'There is no escalation contact, and no section about escalation.',
    bad: templateExample(['Escalation POC']),
    good: templateExample([]),
    why: 'The person on call is alone with a procedure that has just failed.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (saysAny(runbook, 'escalation') || hasSection(runbook, 'escalation')) return []
    return [
      {
        message: 'No escalation contact is given.',
        remedy: 'Write whom to call in the field `Escalation POC`.',
        range: infoPlace(runbook),
      },
    ]
  },
}
