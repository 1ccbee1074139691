import type { Block } from '../../document/block.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A block that is never run (`console`, `text`, no language, sample output) has an attribute such as `auto` or `timeout`. */
export const attributeOnCopiedBlock: Rule = {
  id: 'attribute-on-copied-block',
  summary: 'Only blocks that can run say how they run.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A block that is never run (`console`, `text`, no language, sample output) has an attribute such as `auto` or `timeout`.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```console {auto}',
      '   systemctl restart web',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh {auto}',
      '   systemctl restart web',
      '   ```',
    ),
    why: 'Its author expects it to run, and it never does.',
    source: 'format §4',
  },
  check: ({ blocks }) => blocks.flatMap(({ block }) => defectIn(block)),
}

const copied: ReadonlySet<string> = new Set([
  '',
  'console',
  'text',
  'txt',
  'plaintext',
  'plain',
  'output',
  'log',
  'diff',
])
const running: ReadonlySet<string> = new Set([
  'auto',
  'run',
  'timeout',
  'retry',
  'every',
  'confirm',
  'repeatable',
  'background',
  'tty',
])

function defectIn({ language, sample, attributes }: Block): readonly Defect[] {
  const attribute = attributes.find(({ name }) => running.has(name))
  if (!attribute || (!sample && !copied.has(language))) return []
  return [
    {
      message: `\`${attribute.name}\` has no effect: ${sample ? 'this is sample output' : 'a block of this language never runs'}.`,
      remedy: sample
        ? 'Take the attribute out.'
        : 'Give the block the language it is written in, such as `sh`.',
      range: attribute.range,
    },
  ]
}
