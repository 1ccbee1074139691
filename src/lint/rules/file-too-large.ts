import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'

export const fileTooLarge: Rule = {
  id: 'file-too-large',
  summary: 'The file is no larger than 2 MiB.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'The file is larger than what is read as a runbook; it is listed as plain text.',
    bad: '',
    good: '',
    why: 'Nobody follows a procedure of that length, and reading it would slow everyone down. Split it.',
    source: 'format §12',
  },
  check: (context) => problemsOf(context, 'file-too-large'),
}
