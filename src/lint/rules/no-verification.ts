import { hasLabel, hasSection, infoPlace } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** No section is about verification, and no step has `Expect:` or `Verify:`. */
export const noVerification: Rule = {
  id: 'no-verification',
  summary: 'The runbook says how to see that it worked.',
  severity: 'info',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'No section is about verification, and no step has `Expect:` or `Verify:`.',
    bad: templateExample([], '## Steps', '', '1. Restart it.'),
    good: templateExample([], '## Steps', '', '1. Restart it.', '', '   Verify: the page loads'),
    why: 'The operator leaves when the last command returns, and the service is still down.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (hasSection(runbook, 'verification') || hasLabel(runbook, 'expect', 'verify')) return []
    return [
      {
        message: 'Nothing says how to see that it worked.',
        remedy: 'Add `Expect:` or `Verify:` to the steps, or a section Verification.',
        range: infoPlace(runbook),
      },
    ]
  },
}
