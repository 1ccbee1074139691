import { hasSection, infoPlace, saysAny } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** The field for tools is empty, and no section lists prerequisites. */
export const missingTools: Rule = {
  id: 'missing-tools',
  summary: 'The runbook says which tools it needs.',
  severity: 'warning',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'The field for tools is empty, and no section lists prerequisites.',
    bad: templateExample(['Tools Used']),
    good: templateExample([]),
    why: 'A tool that is missing is found in the middle of the procedure.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (saysAny(runbook, 'tools') || hasSection(runbook, 'prerequisites')) return []
    return [
      {
        message: 'The tools needed are not given.',
        remedy: 'Write them in the field `Tools Used`; `none` is an answer.',
        range: infoPlace(runbook),
      },
    ]
  },
}
