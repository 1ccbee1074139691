import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

export const frontmatterInvalid: Rule = {
  id: 'frontmatter-invalid',
  summary: 'The frontmatter is valid YAML.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'The text between the two `---` lines at the top is not YAML, so none of it can be read.',
    bad: example('---', 'owner: [payments', '---', '# Restart', '', '1. Restart it.'),
    good: example('---', 'owner: payments', '---', '# Restart', '', '1. Restart it.'),
    why: 'Owner, review date and triggers written there are not seen by anything.',
    source: 'format §1; YAML 1.2.2',
  },
  check: (context) => problemsOf(context, 'frontmatter-invalid'),
}
