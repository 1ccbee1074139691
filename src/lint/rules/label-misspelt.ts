import { stepsWithin } from '../../document/step.ts'
import type { Step } from '../../document/step.ts'
import type { Defect } from '../finding.ts'
import { labelLines } from '../label-lines.ts'
import { nearMiss } from '../near-miss.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A line of a step begins with a word that is one letter away from a label, such as `Expct:` or `Timeot:`. */
export const labelMisspelt: Rule = {
  id: 'label-misspelt',
  summary: 'Labels are spelt as they are read.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A line of a step begins with a word that is one letter away from a label, such as `Expct:` or `Timeot:`.',
    bad: example('# Restart', '', '1. Restart it.', '', '   - Timeot: 30s'),
    good: example('# Restart', '', '1. Restart it.', '', '   - Timeout: 30s'),
    why: 'The line is read as prose: the check is not made, the limit does not hold.',
    source: 'format §5',
  },
  check: ({ runbook }) =>
    [...stepsWithin(runbook.steps)].flatMap((step) => misspeltIn(runbook.source.text, step)),
}

const words = [
  'expect',
  'verify',
  'already done if',
  'if it fails',
  'timeout',
  'only if',
  'for each',
  'output',
  'evidence',
]

/** One letter from a label, and words of their own. */
const others: ReadonlySet<string> = new Set([
  'expects',
  'expert',
  'outputs',
  'timeouts',
  'evidences',
  'if it fail',
])

function misspeltIn(text: string, step: Step): readonly Defect[] {
  return labelLines(text, step).flatMap(({ word, range }) => {
    const meant = others.has(word) ? undefined : nearMiss(word, words)
    if (!meant) return []
    return [
      {
        message: 'This line is one letter away from a label, and is read as prose.',
        remedy: `Write \`${meant.charAt(0).toUpperCase()}${meant.slice(1)}:\`, if that is meant.`,
        range,
      },
    ]
  })
}
