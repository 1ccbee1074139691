import { actionWords } from '../../action/action-block.ts'
import type { Block } from '../../document/block.ts'
import type { Defect } from '../finding.ts'
import { nearMiss } from '../near-miss.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** The word after `yaml` or `json` on a fence is one letter away from the name of an action. */
export const unknownActionWord: Rule = {
  id: 'unknown-action-word',
  summary: 'The action of a YAML block is one there is.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'The word after `yaml` or `json` on a fence is one letter away from the name of an action.',
    bad: example(
      '# Restart',
      '',
      '1. Ask first:',
      '',
      '   ```yaml approv',
      '   message: Restart the service now?',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Ask first:',
      '',
      '   ```yaml approve',
      '   message: Restart the service now?',
      '   ```',
    ),
    why: 'The block is shown as text, and the approval or the wait that its author meant does not happen.',
    source: 'format §4',
  },
  check: ({ blocks }) => blocks.flatMap(({ block }) => defectIn(block)),
}

/** Other tools put words of their own here, so only a slip of one letter is certain. */
function defectIn({ actionWord, info }: Block): readonly Defect[] {
  const meant = actionWord && nearMiss(actionWord, actionWords)
  if (!meant) return []
  return [
    {
      message: `\`${actionWord}\` is no action, so this block is only shown.`,
      remedy: `Write \`${meant}\`, if that is meant.`,
      range: info,
    },
  ]
}
