import { refusalsOf } from '../refusals.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A block marked as shell does not parse, even after placeholders are replaced: it is not shell, output is mixed in, or there is a slip. */
export const shellSyntax: Rule = {
  id: 'shell-syntax',
  summary: 'Every shell block is valid shell.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A block marked as shell does not parse, even after placeholders are replaced: it is not shell, output is mixed in, or there is a slip.',
    bad: example(
      '# Restart',
      '',
      '1. Restart every one:',
      '',
      '   ```sh',
      '   for pod in a b; do',
      '     kubectl delete pod "$pod"',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart every one:',
      '',
      '   ```sh',
      '   for pod in a b; do',
      '     kubectl delete pod "$pod"',
      '   done',
      '   ```',
    ),
    why: 'Such a block is shown for copying and never offered to run.',
    source: 'format §4; POSIX.1-2017 Shell Command Language',
  },
  check: (context) => refusalsOf(context, 'syntax'),
}
