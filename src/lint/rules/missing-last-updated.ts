import { infoPlace, saysAny } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** There is neither a day of the last update nor one of the last review. */
export const missingLastUpdated: Rule = {
  id: 'missing-last-updated',
  summary: 'The runbook says when it was last looked at.',
  severity: 'warning',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'There is neither a day of the last update nor one of the last review.',
    bad: templateExample(['Last Updated']),
    good: templateExample([]),
    why: 'The reader cannot judge whether the text is still true.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (saysAny(runbook, 'updated', 'reviewed')) return []
    return [
      {
        message: 'No day of the last update or review is given.',
        remedy: 'Write it in the field `Last Updated`, as `2026-01-31`.',
        range: infoPlace(runbook),
      },
    ]
  },
}
