import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'

export const tooManySteps: Rule = {
  id: 'too-many-steps',
  summary: 'A runbook has no more than 10,000 steps.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'The file has more steps than what is read.',
    bad: '',
    good: '',
    why: 'The steps after the last one read are not part of a run. Split the runbook.',
    source: 'format §12',
  },
  check: (context) => problemsOf(context, 'too-many-steps'),
}
