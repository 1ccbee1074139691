import { infoPlace } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { wellArchitected } from '../template.ts'

/** Nobody but its author has carried out the text as it stands. */
export const notValidated: Rule = {
  id: 'not-validated',
  summary: 'Someone who is not its author has followed the runbook and says that it works.',
  severity: 'info',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'No colleague has validated the text as it stands; a validation lapses when the steps change.',
    bad: '',
    good: '',
    why: 'Its author knows what is missing between the lines, and does not see that it is missing.',
    source: wellArchitected,
  },
  check: ({ runbook, facts }) => {
    if (facts.validation === undefined || facts.validation === 'current') return []
    const lapsed = facts.validation === 'lapsed'
    return [
      {
        message: lapsed
          ? 'The steps have changed since a colleague validated them.'
          : 'No colleague has validated this runbook.',
        remedy: 'Ask someone who is not the author to carry it out and to say whether it works.',
        range: infoPlace(runbook),
      },
    ]
  },
}
