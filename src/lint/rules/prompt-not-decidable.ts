import { refusalsOf } from '../refusals.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A shell block has lines that may be a prompt or a comment, a command or output, or that read like no command at all. */
export const promptNotDecidable: Rule = {
  id: 'prompt-not-decidable',
  summary: 'In a shell block it is certain what is command and what is output.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'A shell block has lines that may be a prompt or a comment, a command or output, or that read like no command at all.',
    bad: example(
      '# Restart',
      '',
      '1. Look:',
      '',
      '   ```sh',
      '   kubectl get pods',
      '   NAME    READY   STATUS',
      '   web-0   0/1     Pending',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Look:',
      '',
      '   ```sh',
      '   $ kubectl get pods',
      '   NAME    READY   STATUS',
      '   web-0   0/1     Pending',
      '   ```',
    ),
    why: 'What cannot be told apart is shown for copying and never offered to run.',
    source: 'format §4',
  },
  check: (context) => refusalsOf(context, 'undecidable-prompt'),
}
