import type { Step } from '../../document/step.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** Two steps of one list, or of one section, have the same title. */
export const duplicateStepTitle: Rule = {
  id: 'duplicate-step-title',
  summary: 'Steps that follow each other have different titles.',
  severity: 'info',
  profiles: ['strict'],
  docs: {
    what: 'Two steps of one list, or of one section, have the same title.',
    bad: example('# Restart', '', '1. Restart it.', '2. Restart it.'),
    good: example('# Restart', '', '1. Restart the first host.', '2. Restart the second host.'),
    why: 'In a log, a question or a jump nobody can tell which of them is meant.',
    source: 'format §3',
  },
  check: ({ runbook }) => duplicatesIn(runbook.steps),
}

function duplicatesIn(steps: readonly Step[]): readonly Defect[] {
  const seen = new Set<string>()
  return steps.flatMap((step) => {
    const key = `${step.section}\n${step.title.toLowerCase()}`
    const again = step.title !== '' && seen.has(key)
    seen.add(key)
    return [...(again ? [defect(step)] : []), ...duplicatesIn(step.steps)]
  })
}

const defect = ({ titleRange }: Step): Defect => ({
  message: 'A step before this one has the same title.',
  remedy: 'Say what is different about this one.',
  range: titleRange,
})
