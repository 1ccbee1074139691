import type { Runbook } from '../../document/runbook.ts'
import type { Section, SectionRole } from '../../document/section.ts'
import { slice } from '../../text/range.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A section that is part of the procedure (steps, diagnosis, mitigation, verification, rollback, escalation) is empty. */
export const emptySection: Rule = {
  id: 'empty-section',
  summary: 'Every heading of a procedure has something under it.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'A section that is part of the procedure (steps, diagnosis, mitigation, verification, rollback, escalation) is empty.',
    bad: example('# Restart', '', '## Steps', '', '1. Restart it.', '', '## Rollback'),
    good: example(
      '# Restart',
      '',
      '## Steps',
      '',
      '1. Restart it.',
      '',
      '## Rollback',
      '',
      '1. Start the old version.',
    ),
    why: 'It promises help, and the reader finds out that there is none when it is needed.',
    source: 'format §2',
  },
  check: ({ runbook }) => {
    const parents = new Set(runbook.sections.map(({ parent }) => parent))
    return runbook.sections.flatMap((section, index) =>
      !parents.has(index) && isEmpty(runbook, section) ? [defect(section)] : [],
    )
  },
}

const roles: ReadonlySet<SectionRole> = new Set([
  'steps',
  'diagnosis',
  'mitigation',
  'verification',
  'rollback',
  'error-handling',
  'escalation',
])

function isEmpty({ source }: Runbook, section: Section): boolean {
  // A first-level heading is the file's title, whatever comes after it.
  if (!section.heading || section.level < 2 || section.level > 6 || !roles.has(section.role)) return false
  return slice(source.text, section.body).trim() === ''
}

const defect = ({ heading, title, range }: Section): Defect => ({
  message: `Nothing stands under “${title}”.`,
  remedy: 'Write it, or take the heading out.',
  range: heading ?? range,
})
