import type { Parameter } from '../../document/parameter.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A parameter of type choice has no allowed values. */
export const choiceWithoutAllowed: Rule = {
  id: 'choice-without-allowed',
  summary: 'A choice says what can be chosen.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A parameter of type choice has no allowed values.',
    bad: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Type | Allowed |',
      '|---|---|---|',
      '| region | choice | |',
      '',
      '## Steps',
      '',
      '1. Restart the service in {{ region }}.',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Type | Allowed |',
      '|---|---|---|',
      '| region | choice | north, south |',
      '',
      '## Steps',
      '',
      '1. Restart the service in {{ region }}.',
    ),
    why: 'The form has nothing to offer, so the run cannot start.',
    source: 'format §6',
  },
  check: ({ runbook }) => runbook.parameters.flatMap(defectIn),
}

const defectIn = ({ name, type, allowed, range }: Parameter): readonly Defect[] =>
  type === 'choice' && allowed.length === 0
    ? [
        {
          message: `The choice \`${name}\` has nothing to choose from.`,
          remedy: 'Write its values under Allowed, separated by commas.',
          range,
        },
      ]
    : []
