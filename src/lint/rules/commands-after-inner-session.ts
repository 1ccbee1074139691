import { refusalsOf } from '../refusals.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A shell block opens a session (`ssh`, `kubectl exec -it`, `psql` …) and goes on with commands after it. */
export const commandsAfterInnerSession: Rule = {
  id: 'commands-after-inner-session',
  summary: 'No command follows one that opens a session of its own.',
  severity: 'info',
  profiles: ['default'],
  docs: {
    what: 'A shell block opens a session (`ssh`, `kubectl exec -it`, `psql` …) and goes on with commands after it.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it there:',
      '',
      '   ```sh',
      '   ssh web-1',
      '   sudo systemctl restart web',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it there:',
      '',
      '   ```sh',
      '   ssh web-1 sudo systemctl restart web',
      '   ```',
    ),
    why: 'The commands after it are meant for the inner session, but a shell would run them here, afterwards. The block is shown for copying and never offered to run.',
    source: 'format §4',
  },
  check: (context) => refusalsOf(context, 'inner-session'),
}
