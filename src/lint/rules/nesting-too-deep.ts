import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'

export const nestingTooDeep: Rule = {
  id: 'nesting-too-deep',
  summary: 'Lists and quotes are nested no deeper than 100 levels.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'Lists or quotes stand inside each other deeper than what is read.',
    bad: '',
    good: '',
    why: 'What stands deeper is shown as text and never becomes a step.',
    source: 'format §12',
  },
  check: (context) => problemsOf(context, 'nesting-too-deep'),
}
