import { hasSection, infoPlace, saysAny } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** There is no description, no outcome and no section about either. */
export const missingOutcome: Rule = {
  id: 'missing-outcome',
  summary: 'The runbook says what it is for and what is true when it is done.',
  severity: 'warning',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'There is no description, no outcome and no section about either.',
    bad: templateExample(['Description']),
    good: templateExample([]),
    why: 'Without an outcome nobody can tell whether the run succeeded.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (saysAny(runbook, 'outcome', 'description') || hasSection(runbook, 'outcome')) return []
    return [
      {
        message: 'Neither a description nor an outcome is given.',
        remedy: 'Write what the runbook is for and what is true when it is done.',
        range: infoPlace(runbook),
      },
    ]
  },
}
