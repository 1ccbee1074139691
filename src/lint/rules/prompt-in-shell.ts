import type { Block } from '../../document/block.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** The commands of a shell block stand after a `$` prompt. */
export const promptInShell: Rule = {
  id: 'prompt-in-shell',
  summary: 'Shell blocks hold commands without a prompt.',
  severity: 'info',
  profiles: ['strict'],
  docs: {
    what: 'The commands of a shell block stand after a `$` prompt.',
    bad: example('# Restart', '', '1. Restart it:', '', '   ```sh', '   $ systemctl restart web', '   ```'),
    good: example('# Restart', '', '1. Restart it:', '', '   ```sh', '   systemctl restart web', '   ```'),
    why: 'People who copy the block copy the prompt. The prompt is taken off before anything runs, and what looks like output is not run.',
    source: 'format §4',
  },
  check: ({ shell }) => shell.flatMap(({ block }) => defectIn(block)),
}

function defectIn(block: Block): readonly Defect[] {
  const found = /^[ \t]{0,20}\$ (?=\S)/m.exec(block.text)
  if (!found) return []
  return [
    {
      message: 'The commands of this block stand after a prompt.',
      remedy: 'Take the prompts out, or mark the block as `console` if it shows a session.',
      range: placeInBlock(block, { from: found.index, to: found.index + found[0].length }),
    },
  ]
}
