import type { Runbook } from '../../document/runbook.ts'
import type { Section } from '../../document/section.ts'
import { contains, slice } from '../../text/range.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A heading says Steps or Procedure, and what stands under it yields no step. */
export const noSteps: Rule = {
  id: 'no-steps',
  summary: 'A section of steps has steps.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'A heading says Steps or Procedure, and what stands under it yields no step.',
    bad: example('# Restart', '', '## Procedure', '', '| Do | Where |', '|---|---|', '| restart | web-1 |'),
    good: example('# Restart', '', '## Steps', '', '1. Restart web-1.'),
    why: 'The runbook opens as a page to read, and nothing of it can be ticked off or run.',
    source: 'format §3',
  },
  check: ({ runbook }) =>
    runbook.sections.flatMap((section) => (hasNone(runbook, section) ? [defect(section)] : [])),
}

/** An empty section is another rule's finding. */
const hasNone = ({ source, steps }: Runbook, { role, heading, level, range, body }: Section): boolean =>
  role === 'steps' &&
  heading !== undefined &&
  level >= 2 &&
  level <= 6 &&
  slice(source.text, body).trim() !== '' &&
  !steps.some((step) => contains(range, step.range))

const defect = ({ heading, title, range }: Section): Defect => ({
  message: `No step was found under “${title}”.`,
  remedy: 'Write the steps as a numbered list.',
  range: heading ?? range,
})
