import type { Metadata } from '../../document/metadata.ts'
import { addPeriod, formatDay, parseDay, parsePeriod } from '../calendar.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** The day of the last review plus the period between reviews lies before today. A date or period that cannot be read says nothing here. */
export const reviewOverdue: Rule = {
  id: 'review-overdue',
  summary: 'The runbook was reviewed within the time it promises.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'The day of the last review plus the period between reviews lies before today. A date or period that cannot be read says nothing here.',
    bad: example(
      '---',
      'last_reviewed_on: 2024-02-10',
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
    why: 'The text may no longer be true, and someone will follow it when there is no time to check.',
    source: 'format §1',
  },
  check: ({ runbook, facts }) => overdue(runbook.metadata, facts.today),
}

function overdue({ reviewed, reviewIn }: Metadata, today: string): readonly Defect[] {
  const day = reviewed && parseDay(reviewed.text)
  const period = reviewIn && parsePeriod(reviewIn.text)
  if (!day || !period) return []
  const due = formatDay(addPeriod(day, period))
  if (due >= today) return []
  return [
    {
      message: `The review was due on ${due}.`,
      remedy: 'Read the runbook again, correct it, and write the day of the review.',
      range: reviewed.range ?? { from: 0, to: 0 },
    },
  ]
}
