import { hasSection, infoPlace, saysAny } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample, wellArchitected } from '../template.ts'

/** The field for special permissions is empty, and no section lists prerequisites. */
export const missingPermissions: Rule = {
  id: 'missing-permissions',
  summary: 'The runbook says which permissions it needs.',
  severity: 'warning',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'The field for special permissions is empty, and no section lists prerequisites.',
    bad: templateExample(['Special Permissions']),
    good: templateExample([]),
    why: 'It is found out at the third step, at night, when whoever grants access is asleep.',
    source: wellArchitected,
  },
  check: ({ runbook }) => {
    if (saysAny(runbook, 'permissions') || hasSection(runbook, 'prerequisites')) return []
    return [
      {
        message: 'The permissions needed are not given.',
        remedy: 'Write them in the field `Special Permissions`; `none` is an answer.',
        range: infoPlace(runbook),
      },
    ]
  },
}
