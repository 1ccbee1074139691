import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

export const unclosedFence: Rule = {
  id: 'unclosed-fence',
  summary: 'Every code fence is closed.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A fence is opened and never closed, so everything after it, to the end of the file, is read as code.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '```sh',
      'systemctl restart web',
      '',
      '2. Look at the log.',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   systemctl restart web',
      '   ```',
      '',
      '2. Look at the log.',
    ),
    why: 'The steps below the fence are no longer steps: nobody is shown them, and nothing runs them.',
    source: 'format §4; CommonMark 0.31 §4.5',
  },
  check: (context) => problemsOf(context, 'unclosed-fence'),
}
