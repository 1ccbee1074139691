import type { Range } from '../../text/range.ts'
import type { Defect } from '../finding.ts'
import { titlePlace } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** Nothing in the file is a step: it is a reference document. */
export const noStepsInRunbook: Rule = {
  id: 'no-steps-in-runbook',
  summary: 'A runbook has steps.',
  severity: 'info',
  profiles: ['strict'],
  docs: {
    what: 'Nothing in the file is a step: it is a reference document.',
    bad: example('# The service', '', 'Web serves pages.'),
    good: example('# Restart', '', '1. Restart it.'),
    why: 'It can be read and searched, but not followed or run.',
    source: 'format §3',
  },
  check: ({ runbook }) => (runbook.steps.length === 0 ? [defect(titlePlace(runbook))] : []),
}

const defect = (range: Range): Defect => ({
  message: 'This file has no steps.',
  remedy: 'Write what to do as a numbered list, if it is a procedure.',
  range,
})
