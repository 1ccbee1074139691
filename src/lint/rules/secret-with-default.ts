import type { Parameter } from '../../document/parameter.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** A parameter of type secret is given a default in the text. */
export const secretWithDefault: Rule = {
  id: 'secret-with-default',
  summary: 'A secret has no default.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A parameter of type secret is given a default in the text.',
    bad: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Type | Default |',
      '|---|---|---|',
      '| token | secret | hunter2 |',
      '',
      '## Steps',
      '',
      '1. Restart the service with {{ token }}.',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Type | Default |',
      '|---|---|---|',
      '| token | secret | |',
      '',
      '## Steps',
      '',
      '1. Restart the service with {{ token }}.',
    ),
    why: 'The text is read by everyone who can read the repository, and stays in its history.',
    source: 'format §6',
  },
  check: ({ runbook }) => runbook.parameters.flatMap(defectIn),
}

const defectIn = ({ name, type, default: value, range }: Parameter): readonly Defect[] =>
  type === 'secret' && value !== undefined && value !== ''
    ? [
        {
          message: `The secret \`${name}\` has its value in the text.`,
          remedy: 'Take it out, change the secret, and let it be read from a store when the run starts.',
          range,
        },
      ]
    : []
