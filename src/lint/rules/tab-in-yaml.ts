import type { Block } from '../../document/block.ts'
import type { Defect } from '../finding.ts'
import { placeInBlock } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A line of the frontmatter or of a YAML block is indented with a tab. */
export const tabInYaml: Rule = {
  id: 'tab-in-yaml',
  summary: 'YAML is indented with spaces.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A line of the frontmatter or of a YAML block is indented with a tab.',
    bad: example('# Restart', '', '1. Apply it:', '', '   ```yaml', '   web:', '   	replicas: 3', '   ```'),
    good: example('# Restart', '', '1. Apply it:', '', '   ```yaml', '   web:', '     replicas: 3', '   ```'),
    why: 'YAML forbids it, and every reader refuses the text.',
    source: 'YAML 1.2.2 §6.1',
  },
  check: ({ blocks }) => blocks.flatMap(({ block }) => (isYaml(block) ? defectIn(block) : [])),
}

const isYaml = ({ language, sample }: Block): boolean =>
  !sample && (language === 'yaml' || language === 'yml')

/** One finding a block. A tab inside a block scalar is text, so lines after `|` or `>` are left alone. */
function defectIn(block: Block): readonly Defect[] {
  const found = /^ {0,40}\t+(?=[\w"'-][^\n]{0,200}(?::(?: |$)|$))/m.exec(block.text)
  if (!found || /[|>][-+0-9]{0,2}[ \t]{0,9}$/m.test(block.text.slice(0, found.index))) return []
  return [
    {
      message: 'This line is indented with a tab, which YAML does not allow.',
      remedy: 'Indent it with spaces.',
      range: placeInBlock(block, { from: found.index, to: found.index + found[0].length }),
    },
  ]
}
