import type { Block } from '../../document/block.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A command ends a line with a backslash and spaces, and goes on in the next line. */
export const spaceAfterBackslash: Rule = {
  id: 'space-after-backslash',
  summary: 'A backslash that continues a line is its last character.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A command ends a line with a backslash and spaces, and goes on in the next line.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   kubectl rollout restart \\ ',
      '     deployment/web',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   kubectl rollout restart \\',
      '     deployment/web',
      '   ```',
    ),
    why: "The backslash escapes the space instead of the line's end: the command is run without the rest, and the rest is run as a command of its own.",
    source: 'POSIX.1-2017 Shell Command Language §2.2.1',
  },
  check: ({ shell }) => shell.flatMap(({ block }) => defectsIn(block)),
}

function defectsIn(block: Block): readonly Defect[] {
  return [...block.text.matchAll(/(?<![ \t\\])([ \t]{0,200}\\)([ \t]{1,200})\n(?=[ \t]{0,200}\S)/g)].map(
    (found) => {
      const from = found.index + (found[1] ?? '').length
      const range = placeInBlock(block, { from, to: from + (found[2] ?? '').length })
      return {
        message: 'Spaces after the backslash: the command ends here.',
        remedy: 'Take the spaces at the end of the line out.',
        range,
        fix: { description: 'Take the spaces out', replacements: [{ range, text: '' }], safe: true },
      }
    },
  )
}
