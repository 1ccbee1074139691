import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

export const frontmatterDuplicateKey: Rule = {
  id: 'frontmatter-duplicate-key',
  summary: 'No key of the frontmatter is written twice.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A key stands twice in the frontmatter. Some readers take the first value, some the last, some refuse the file.',
    bad: example('---', 'owner: payments', 'owner: platform', '---', '# Restart', '', '1. Restart it.'),
    good: example('---', 'owner: platform', '---', '# Restart', '', '1. Restart it.'),
    why: 'Which value is in force depends on the program that reads it; strict YAML readers refuse the whole file.',
    source: 'format §1; YAML 1.2.2 §3.2.1.1',
  },
  check: (context) => problemsOf(context, 'frontmatter-duplicate-key'),
}
