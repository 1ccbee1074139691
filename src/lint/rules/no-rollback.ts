import { hasLabel, hasSection, infoPlace } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** No section is about rollback, and no step has `Undo:`. */
export const noRollback: Rule = {
  id: 'no-rollback',
  summary: 'The runbook says how to go back.',
  severity: 'info',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'No section is about rollback, and no step has `Undo:`.',
    bad: templateExample([], '## Steps', '', '1. Restart it.'),
    good: templateExample(
      [],
      '## Steps',
      '',
      '1. Restart it.',
      '',
      '## Rollback',
      '',
      '1. Start the old version.',
    ),
    why: 'When the change makes things worse, the way back is invented under pressure.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (hasSection(runbook, 'rollback') || hasLabel(runbook, 'undo')) return []
    return [
      {
        message: 'Nothing says how to go back.',
        remedy:
          'Add `Undo:` to the steps that change something, or a section Rollback; say so there when there is no way back.',
        range: infoPlace(runbook),
      },
    ]
  },
}
