import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'

export const inlineTooLong: Rule = {
  id: 'inline-too-long',
  summary: 'No paragraph is longer than 32 KiB.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'One paragraph, cell or heading is longer than what is read for emphasis and links.',
    bad: '',
    good: '',
    why: 'It is shown as plain text. Data of this size belongs in a file of its own.',
    source: 'format §12',
  },
  check: (context) => problemsOf(context, 'inline-too-long'),
}
