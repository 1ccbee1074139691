import type { Metadata, MetadataValue } from '../../document/metadata.ts'
import { parseDay, parsePeriod } from '../calendar.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** The day of the last review, of the last update, or the period between reviews is no date or period. */
export const dateNotUnderstood: Rule = {
  id: 'date-not-understood',
  summary: 'Dates and periods of review are written so that they can be compared.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'The day of the last review, of the last update, or the period between reviews is no date or period.',
    bad: example(
      '---',
      'last_reviewed_on: last spring',
      'review_in: 6 months',
      '---',
      '# Restart',
      '',
      '1. Restart it.',
    ),
    good: example(
      '---',
      'last_reviewed_on: 2025-12-20',
      'review_in: 6 months',
      '---',
      '# Restart',
      '',
      '1. Restart it.',
    ),
    why: 'Nothing can tell when the runbook is due for review, so nobody is reminded.',
    source: 'format §1',
  },
  check: ({ runbook }) => defectsIn(runbook.metadata),
}

function defectsIn({ reviewed, updated, reviewIn }: Metadata): readonly Defect[] {
  const days = [reviewed, updated].flatMap((value) =>
    value && !parseDay(value.text) ? [defect(value, '`2026-01-31`')] : [],
  )
  const period = reviewIn && !parsePeriod(reviewIn.text) ? [defect(reviewIn, '`6 months`')] : []
  return [...days, ...period].filter(({ range }) => range.to > range.from)
}

const defect = ({ key, text, range }: MetadataValue, form: string): Defect => ({
  message: `\`${key}: ${text}\` cannot be read.`,
  remedy: `Write it as ${form}.`,
  range: range ?? { from: 0, to: 0 },
})
