import type { Runbook } from '../../document/runbook.ts'
import type { Defect } from '../finding.ts'
import { example } from '../rule.ts'
import type { Rule } from '../rule.ts'

/** The name of a parameter stands nowhere in the runbook but where it is declared. */
export const unusedParameter: Rule = {
  id: 'unused-parameter',
  summary: 'Every parameter is used.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'The name of a parameter stands nowhere in the runbook but where it is declared.',
    bad: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| region | where it runs |',
      '',
      '## Steps',
      '',
      '1. Restart the service.',
    ),
    good: example(
      '# Restart',
      '',
      '## Parameters',
      '',
      '| Name | Description |',
      '|---|---|',
      '| region | where it runs |',
      '',
      '## Steps',
      '',
      '1. Restart the service in {{ region }}.',
    ),
    why: 'Whoever starts the run is asked for a value that changes nothing, and may believe that it does.',
    source: 'format §6',
  },
  check: ({ runbook }) => unusedIn(runbook),
}

function unusedIn({ source, parameters, sections }: Runbook): readonly Defect[] {
  if (parameters.length === 0) return []
  const declared = sections.filter(({ role }) => role === 'parameters').map(({ body }) => body)
  const outside = [...declared, ...parameters.map(({ range }) => range)]
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to }) => text.slice(0, from) + ' '.repeat(to - from) + text.slice(to), source.text)
  const used = fold(outside)
  return parameters
    .filter(({ name }) => !used.includes(fold(name)))
    .map(({ name, range }) => ({
      message: `Nothing uses the parameter \`${name}\`.`,
      remedy: `Write \`{{ ${name} }}\` where its value belongs, or take the parameter out.`,
      range,
    }))
}

/** Placeholders and variables are found by letters and digits alone. */
const fold = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
