import { refusalsOf } from '../refusals.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A shell block has lines that may be a prompt or a comment, a command or output. */
export const promptNotDecidable: Rule = {
  id: 'prompt-not-decidable',
  summary: 'In a shell block it is certain what is command and what is output.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'A shell block has lines that may be a prompt or a comment, a command or output.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   web# systemctl restart web',
      '   # systemctl status web',
      '   active (running)',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   systemctl restart web',
      '   systemctl status web',
      '   ```',
    ),
    why: 'What cannot be told apart is shown for copying and never offered to run.',
    source: 'format §4',
  },
  check: (context) => refusalsOf(context, 'undecidable-prompt'),
}
