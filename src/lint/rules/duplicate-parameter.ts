import { problemsOf } from '../problems.ts'
import type { Parameter } from '../../document/parameter.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** Two parameters have names that differ only in case, spaces, `-` or `_`, or not at all. */
export const duplicateParameter: Rule = {
  id: 'duplicate-parameter',
  summary: 'No parameter is declared twice.',
  severity: 'error',
  profiles: ['default'],
  docs: {
    what: 'Two parameters have names that differ only in case, spaces, `-` or `_`, or not at all.',
    bad: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| node_name | where it runs |',
      '| Node-Name | where it is restarted |',
      '',
      '## Steps',
      '',
      '1. Restart {{ node_name }}.',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| node_name | where it runs |',
      '',
      '## Steps',
      '',
      '1. Restart {{ node_name }}.',
    ),
    why: 'Only one of them is asked for, and which one nobody can tell.',
    source: 'format §4, §6',
  },
  check: (context) => [
    ...problemsOf(context, 'duplicate-parameter'),
    ...duplicatesIn(context.runbook.parameters),
  ],
}

function duplicatesIn(parameters: readonly Parameter[]): readonly Defect[] {
  const groups = Map.groupBy(parameters, ({ name }) => name.toLowerCase().replace(/[ _-]/g, ''))
  return [...groups.values()].flatMap(([first, ...others]) =>
    others.map(({ range }) => ({
      message: `This is the parameter \`${first?.name ?? ''}\` again.`,
      remedy: 'Take one of them out, or give it another name.',
      range,
    })),
  )
}
