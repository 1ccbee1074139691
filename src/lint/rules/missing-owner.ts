import { infoPlace, saysAny } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** Neither an owner nor an author is given. */
export const missingOwner: Rule = {
  id: 'missing-owner',
  summary: 'The runbook names who answers for it.',
  severity: 'warning',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'Neither an owner nor an author is given.',
    bad: templateExample(['Runbook Author']),
    good: templateExample([]),
    why: 'Nobody is told when the text turns out to be wrong.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (saysAny(runbook, 'owner', 'author')) return []
    return [
      {
        message: 'Nobody is named as owner or author.',
        remedy: 'Write the owning team, or the author.',
        range: infoPlace(runbook),
      },
    ]
  },
}
