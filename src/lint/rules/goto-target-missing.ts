import type { Runbook } from '../../document/runbook.ts'
import { labelsOf, stepsWithin } from '../../document/step.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** `If it fails: go to …` names no step title and no heading of this runbook. */
export const gotoTargetMissing: Rule = {
  id: 'goto-target-missing',
  summary: 'A jump leads to a step or a section that exists.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: '`If it fails: go to …` names no step title and no heading of this runbook.',
    bad: example(
      '# Restart',
      '',
      '1. Restart it.',
      '',
      '   If it fails: go to "Call for help"',
      '',
      '2. Look at the log.',
    ),
    good: example(
      '# Restart',
      '',
      '1. Restart it.',
      '',
      '   If it fails: go to "Look at the log"',
      '',
      '2. Look at the log.',
    ),
    why: 'At the failure, when it matters, there is nowhere to go.',
    source: 'format §5',
  },
  check: ({ runbook }) => missingIn(runbook),
}

function missingIn({ steps, sections }: Runbook): readonly Defect[] {
  const all = [...stepsWithin(steps)]
  const targets = new Set([...all.map(({ title }) => title), ...sections.map(({ title }) => title)].map(bare))
  for (const { id } of [...all, ...sections]) targets.add(bare(id)).add(bare(id.split('/').at(-1) ?? ''))
  return all.flatMap(labelsOf).flatMap((label) => {
    if (
      label.kind !== 'if-it-fails' ||
      label.policy.kind !== 'go-to' ||
      targets.has(bare(label.policy.target))
    )
      return []
    return [
      {
        message: `No step or heading is called \`${label.policy.target}\`.`,
        remedy: 'Write the title of the step as it stands there.',
        range: label.valueRange,
      },
    ]
  })
}

/** A fragment and a title agree in their letters and digits. */
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
