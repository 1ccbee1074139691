import { attributeOf } from '../../document/block.ts'
import type { JudgedBlock } from '../context.ts'
import type { Defect } from '../finding.ts'
import { placeInShell } from '../place.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A block marked `auto` deletes or stops something, and does not say `confirm`. */
export const autoBlockThatDestroys: Rule = {
  id: 'auto-block-that-destroys',
  summary: 'A destructive block that runs unattended asks first.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A block marked `auto` deletes or stops something, and does not say `confirm`.',
    bad: example(
      '# Clean up',
      '',
      '1. Remove the volume:',
      '',
      '   ```sh {auto}',
      '   kubectl delete pvc data-web-0',
      '   ```',
    ),
    good: example(
      '# Clean up',
      '',
      '1. Remove the volume:',
      '',
      '   ```sh {auto confirm}',
      '   kubectl delete pvc data-web-0',
      '   ```',
    ),
    why: 'A wrong parameter or a trigger that fires too often does the damage before anyone sees it.',
    source: 'format §4; AWS Well-Architected OPS06-BP01',
  },
  check: ({ shell }) => shell.flatMap(defectIn),
}

function defectIn({ block, judgement }: JudgedBlock): readonly Defect[] {
  if (judgement.kind !== 'block' || attributeOf(block, 'auto') === undefined) return []
  const danger = judgement.dangers.find(({ kind }) => kind === 'destructive')
  if (!danger || attributeOf(block, 'confirm') !== undefined) return []
  return [
    {
      message: `\`${danger.what}\` runs here without anyone being asked.`,
      remedy: 'Add `confirm`, or an approval before this step.',
      range: placeInShell(block, judgement, danger.range),
    },
  ]
}
