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
  const places = [...all, ...sections.filter(({ heading }) => heading)]
  return all.flatMap(labelsOf).flatMap((label) => {
    if (label.kind !== 'if-it-fails' || label.policy.kind !== 'go-to') return []
    const wanted = label.policy.target.replace(/^#/, '').trim()
    if (places.some((place) => isMeant(place, wanted))) return []
    return [
      {
        message: `No step or heading is called \`${wanted}\`.`,
        remedy: 'Write the title of the step as it stands there.',
        range: label.valueRange,
      },
    ]
  })
}

/** As a run finds it: by its id, the end of its id, or its title whatever the case. */
const isMeant = ({ id, title }: { id: string; title: string }, wanted: string): boolean =>
  id === wanted || id.endsWith(`/${wanted}`) || fold(title) === fold(wanted)

const fold = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim()
