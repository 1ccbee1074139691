import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

export const metadataDisagreement: Rule = {
  id: 'metadata-disagreement',
  summary: 'What the frontmatter, the info table and the lines at the top say agrees.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'The same field is given twice with different values, for instance an owner in the frontmatter and another in the table.',
    bad: example(
      '---',
      'owner: payments',
      '---',
      '# Restart',
      '',
      '**Owner:** platform',
      '',
      '1. Restart it.',
    ),
    good: example(
      '---',
      'owner: platform',
      '---',
      '# Restart',
      '',
      '**Owner:** platform',
      '',
      '1. Restart it.',
    ),
    why: 'At night someone calls the wrong team.',
    source: 'format §1',
  },
  check: (context) => problemsOf(context, 'metadata-disagreement'),
}
