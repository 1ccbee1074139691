import type { Block } from '../../document/block.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A fence is opened and closed with nothing between. */
export const emptyBlock: Rule = {
  id: 'empty-block',
  summary: 'Every code block holds something.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A fence is opened and closed with nothing between.',
    bad: example('# Restart', '', '1. Restart it:', '', '   ```sh', '   ```'),
    good: example('# Restart', '', '1. Restart it:', '', '   ```sh', '   systemctl restart web', '   ```'),
    why: 'The command that belongs there was lost.',
    source: 'format §4',
  },
  check: ({ blocks }) =>
    blocks.flatMap(({ block }) => (block.closed && block.text.trim() === '' ? [defect(block)] : [])),
}

const defect = ({ range }: Block): Defect => ({
  message: 'This block is empty.',
  remedy: 'Write the command, or take the block out.',
  range,
})
