import { stepsWithin } from '../../document/step.ts'
import type { Step } from '../../document/step.ts'
import type { Defect } from '../finding.ts'
import { labelLines } from '../label-lines.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A line of a step begins with `Timeout:`, `Retry:` or `Takes:` and a number, and goes on in a way that is not read as a time or a count. */
export const labelNotUnderstood: Rule = {
  id: 'label-not-understood',
  summary: 'The value of a label is one that can be read.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A line of a step begins with `Timeout:`, `Retry:` or `Takes:` and a number, and goes on in a way that is not read as a time or a count.',
    bad: example('# Restart', '', '1. Restart it.', '', '   - Timeout: 30 parsecs'),
    good: example('# Restart', '', '1. Restart it.', '', '   - Timeout: 30s'),
    why: 'The line is read as prose, so the limit its author meant does not hold.',
    source: 'format §5',
  },
  check: ({ runbook }) =>
    [...stepsWithin(runbook.steps)].flatMap((step) => defectsIn(runbook.source.text, step)),
}

const forms: ReadonlyMap<string, string> = new Map([
  ['timeout', '`Timeout: 90s`'],
  ['takes', '`Takes: 10m`'],
  ['retry', '`Retry: 3 times every 30s`'],
])

/** A label that was read is no longer prose, so whatever is found here was not. */
const defectsIn = (text: string, step: Step): readonly Defect[] =>
  labelLines(text, step).flatMap(({ word, value, range }) => {
    const form = forms.get(word)
    if (!form || !/^\d/.test(value)) return []
    return [
      {
        message: `\`${value}\` is not read as a value of this label.`,
        remedy: `Write it like ${form}.`,
        range,
      },
    ]
  })
