import { problemsOf } from '../problems.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

export const parameterTableInvalid: Rule = {
  id: 'parameter-table-invalid',
  summary: 'A table of parameters can be read.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'A table under a Parameters heading has a row or a column that cannot be read as a parameter.',
    bad: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Type |',
      '|---|---|',
      '| host | strnig |',
      '',
      '## Steps',
      '',
      '1. Restart {{ host }}.',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Type |',
      '|---|---|',
      '| host | string |',
      '',
      '## Steps',
      '',
      '1. Restart {{ host }}.',
    ),
    why: 'The parameter is not asked for, and steps that use it are refused.',
    source: 'format §6',
  },
  check: (context) => problemsOf(context, 'parameter-table-invalid'),
}
