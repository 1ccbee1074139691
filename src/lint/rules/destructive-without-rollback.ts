import type { JudgedBlock, LintContext } from '../context.ts'
import type { Defect } from '../finding.ts'
import { placeInShell } from '../place.ts'
import { hasLabel, hasSection } from '../presence.ts'
import type { Rule } from '../rule.ts'
import { templateExample } from '../template.ts'

/** A command deletes or stops something, and nothing in the runbook says how to take it back. */
export const destructiveWithoutRollback: Rule = {
  id: 'destructive-without-rollback',
  summary: 'A runbook that destroys something says how to take it back.',
  severity: 'warning',
  profiles: ['aws-well-architected'],
  docs: {
    what: 'A command deletes or stops something, and neither a rollback section nor an `Undo:` says how to take it back. The first such command is reported.',
    bad: templateExample(
      [],
      '## Steps',
      '',
      '1. Remove it:',
      '',
      '   ```sh',
      '   kubectl delete deployment web',
      '   ```',
    ),
    good: templateExample(
      [],
      '## Steps',
      '',
      '1. Remove it:',
      '',
      '   ```sh',
      '   kubectl delete deployment web',
      '   ```',
      '',
      '## Rollback',
      '',
      '1. Apply the manifest of the last release.',
    ),
    why: 'The moment after the wrong thing was deleted is not the moment to find out how to restore it.',
    source: 'AWS Well-Architected OPS06-BP01 and OPS07-BP03',
  },
  check: (context) => firstDestructive(context).slice(0, 1),
}

function firstDestructive({ runbook, shell }: LintContext): readonly Defect[] {
  if (hasSection(runbook, 'rollback') || hasLabel(runbook, 'undo')) return []
  return shell.flatMap(defectIn)
}

function defectIn({ block, judgement }: JudgedBlock): readonly Defect[] {
  if (judgement.kind !== 'block') return []
  return judgement.dangers
    .filter(({ kind }) => kind === 'destructive')
    .map((danger) => ({
      message: `\`${danger.what}\` is not taken back anywhere.`,
      remedy: 'Add `Undo:` to the step, or a section Rollback; say so there when there is no way back.',
      range: placeInShell(block, judgement, danger.range),
    }))
}
