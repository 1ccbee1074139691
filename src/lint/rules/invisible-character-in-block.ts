import type { Block } from '../../document/block.ts'
import { dialectOf } from '../../shell/dialect.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A code block holds a no-break space, a zero-width character, or one that changes the direction of text. */
export const invisibleCharacterInBlock: Rule = {
  id: 'invisible-character-in-block',
  summary: 'Code holds no invisible characters.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A code block holds a no-break space, a zero-width character, or one that changes the direction of text.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh',
      '   systemctl\u00A0restart web',
      '   ```',
    ),
    good: example('# Restart', '', '1. Restart it:', '', '   ```sh', '   systemctl restart web', '   ```'),
    why: 'What is read is not what runs. A no-break space does not separate words, and a direction mark can hide a command in plain sight.',
    source: 'Unicode TR 36 §2.3; CVE-2021-42574',
  },
  check: ({ blocks }) => blocks.flatMap(({ block }) => (block.sample ? [] : defectsIn(block))),
}

/** Marks of direction can hide code in any language; spaces of the wrong kind are certain to matter in a shell. */
const direction = /[\u202A-\u202E\u2066-\u2069]/g
const spacing = /[\u00A0\u200B-\u200D\u2007\u202F\u2060\uFEFF]/g

/** One finding for each kind of character in a block. */
function defectsIn(block: Block): readonly Defect[] {
  const found = [
    ...block.text.matchAll(direction),
    ...(dialectOf(block.language) ? block.text.matchAll(spacing) : []),
  ]
  return [...Map.groupBy(found, ([character]) => character)].map(([character, places]) => {
    const ranges = places.map(({ index }) => placeInBlock(block, { from: index, to: index + 1 }))
    const space = /[\u00A0\u2007\u202F]/.test(character)
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    return {
      message: `The block holds the invisible character ${code}${places.length > 1 ? ` ${places.length} times` : ''}.`,
      remedy: space ? 'Write an ordinary space.' : 'Take it out.',
      range: ranges[0] ?? block.range,
      fix: {
        description: space ? 'Write ordinary spaces' : 'Take the characters out',
        replacements: ranges.map((range) => ({ range, text: space ? ' ' : '' })),
        safe: true,
      },
    }
  })
}
