import { labelsOf, stepsWithin } from '../../document/step.ts'
import type { Step } from '../../document/step.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A step has an `Expect:` about output, and no block above it that could print any. */
export const expectWithoutBlock: Rule = {
  id: 'expect-without-block',
  summary: 'Every `Expect:` stands below the block it checks.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A step has an `Expect:` about output, and no block above it that could print any.',
    bad: example('# Restart', '', '1. Restart it.', '', '   Expect: `active`'),
    good: example(
      '# Restart',
      '',
      '1. Restart it.',
      '',
      '   ```sh',
      '   systemctl restart web; systemctl is-active web',
      '   ```',
      '',
      '   Expect: `active`',
    ),
    why: 'There is nothing to compare with, so the check is never made.',
    source: 'format §5',
  },
  check: ({ runbook }) => [...stepsWithin(runbook.steps)].flatMap(defectsIn),
}

function defectsIn(step: Step): readonly Defect[] {
  const first = step.body.findIndex((part) => part.kind === 'block')
  return labelsOf(step).flatMap((label) => {
    if (label.kind !== 'expect' || label.check.kind === 'person') return []
    const index = step.body.findIndex((part) => part.kind === 'label' && part.label === label)
    if (first !== -1 && first < index) return []
    return [
      {
        message: 'No block stands above this in the step.',
        remedy: 'Put it below the block it checks, or write `Verify:` for something a person looks at.',
        range: label.range,
      },
    ]
  })
}
