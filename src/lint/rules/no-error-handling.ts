import { hasLabel, hasSection, infoPlace } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** No section is about errors, exceptions or troubleshooting, and no step says `If it fails:`. */
export const noErrorHandling: Rule = {
  id: 'no-error-handling',
  summary: 'The runbook says what to do when a step fails.',
  severity: 'info',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'No section is about errors, exceptions or troubleshooting, and no step says `If it fails:`.',
    bad: templateExample([], '## Steps', '', '1. Restart it.'),
    good: templateExample([], '## Steps', '', '1. Restart it.', '', '   If it fails: escalate'),
    why: 'A step fails and everyone improvises, each in another way.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (hasSection(runbook, 'error-handling', 'exceptions') || hasLabel(runbook, 'if-it-fails')) return []
    return [
      {
        message: 'Nothing says what to do when a step fails.',
        remedy: 'Add `If it fails:` to the steps that can, or a section Error handling.',
        range: infoPlace(runbook),
      },
    ]
  },
}
