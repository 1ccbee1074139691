import type { Parameter } from '../../document/parameter.ts'
import { parseInputs } from '../../plan/parameters.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A default is none of the allowed values, does not match the pattern, or is not of the parameter's type. */
export const parameterDefaultNotAllowed: Rule = {
  id: 'parameter-default-not-allowed',
  summary: 'The default of a parameter is a value it allows.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: "A default is none of the allowed values, does not match the pattern, or is not of the parameter's type.",
    bad: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Type | Default | Allowed |',
      '|---|---|---|---|',
      '| region | choice | west | north, south |',
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
      '| Name | Type | Default | Allowed |',
      '|---|---|---|---|',
      '| region | choice | north | north, south |',
      '',
      '## Steps',
      '',
      '1. Restart the service in {{ region }}.',
    ),
    why: 'Whoever accepts the default is refused; an unattended run stops before its first step.',
    source: 'format §6',
  },
  check: ({ runbook }) => runbook.parameters.flatMap(defectIn),
}

/** Read as it will be when a run starts, by the same function, with nothing else given. */
function defectIn(parameter: Parameter): readonly Defect[] {
  const value = parameter.default?.trim()
  // A reference or an expression is known only when a run starts.
  if (parameter.type === 'secret' || value === undefined || value === '' || value.includes('{{')) return []
  const [problem] = parseInputs([parameter], new Map()).problems
  if (!problem) return []
  return [
    {
      message: `The default of \`${parameter.name}\` is refused: ${problem.message}.`,
      remedy: 'Correct the default, or what is allowed.',
      range: parameter.range,
    },
  ]
}
