import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

export const attributeUnknown: Rule = {
  id: 'attribute-unknown',
  summary: 'Every attribute of a code block is one that means something.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A word in the braces after the language is no attribute, or its value cannot be read.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh {timeot=30s}',
      '   systemctl restart web',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh {timeout=30s}',
      '   systemctl restart web',
      '   ```',
    ),
    why: 'Unknown words are ignored, so the limit its author meant does not hold.',
    source: 'format §4',
  },
  check: (context) => problemsOf(context, 'attribute-unknown'),
}
