import type { Parameter } from '../../document/parameter.ts'
import { parseDay } from '../calendar.ts'
import type { Defect } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'
import { RE2JS } from 're2js'

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

function defectIn(parameter: Parameter): readonly Defect[] {
  const value = parameter.default?.trim()
  // A reference or an expression is known only when a run starts.
  if (value === undefined || value === '' || value.includes('{{')) return []
  const why = wrongType(parameter, value) ?? notAllowed(parameter, value)
  if (!why) return []
  return [
    {
      message: `The default \`${value}\` of \`${parameter.name}\` ${why}.`,
      remedy: 'Correct the default, or what is allowed.',
      range: parameter.range,
    },
  ]
}

function wrongType({ type }: Parameter, value: string): string | undefined {
  if (type === 'integer' && !/^[-+]?\d+$/.test(value)) return 'is no whole number'
  if (type === 'number' && !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value)) return 'is no number'
  if (type === 'boolean' && !/^(true|false|yes|no)$/i.test(value)) return 'is neither true nor false'
  if (type === 'date' && !parseDay(value)) return 'is no date'
  return undefined
}

function notAllowed({ type, allowed, pattern }: Parameter, value: string): string | undefined {
  const values = type === 'list' ? value.split(',').map((item) => item.trim()) : [value]
  if (allowed.length > 0 && !values.every((item) => allowed.includes(item)))
    return 'is not one of the allowed values'
  if (pattern !== undefined && !values.every((item) => matches(pattern, item)))
    return 'does not match the pattern'
  return undefined
}

/** On a linear engine; a pattern it cannot read is another finding's business. */
function matches(pattern: string, value: string): boolean {
  try {
    return RE2JS.compile(pattern).matches(value)
  } catch {
    return true
  }
}
