import { attributeOf } from '../../document/block.ts'
import type { JudgedBlock } from '../context.ts'
import type { Defect } from '../finding.ts'
import { placeInShell } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A block marked `auto` holds something its reader must replace. */
export const autoBlockWithPlaceholder: Rule = {
  id: 'auto-block-with-placeholder',
  summary: 'A block that runs unattended has no open placeholder.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A block marked `auto` holds something its reader must replace.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it:',
      '',
      '   ```sh {auto}',
      '   kubectl rollout restart deployment/<name>',
      '   ```',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| name | the deployment |',
      '',
      '## Steps',
      '',
      '1. Restart it:',
      '',
      '   ```sh {auto}',
      '   kubectl rollout restart deployment/{{ name }}',
      '   ```',
    ),
    why: 'Nobody is there to be asked: an unattended run is refused at this step.',
    source: 'format §4',
  },
  check: ({ shell }) => shell.flatMap(defectIn),
}

function defectIn({ block, judgement }: JudgedBlock): readonly Defect[] {
  if (judgement.kind !== 'block' || attributeOf(block, 'auto') === undefined) return []
  const hole = judgement.holes.find(({ kind }) => kind === 'placeholder')
  if (!hole) return []
  return [
    {
      message: `This block runs unattended, and nobody will be there to replace \`${hole.written}\`.`,
      remedy: 'Declare it under Parameters and write `{{ name }}`.',
      range: placeInShell(block, judgement, hole.range),
    },
  ]
}
