import type { Parameter } from '../../document/parameter.ts'
import type { Defect } from '../finding.ts'
import type { TextLine } from '../lines.ts'
import type { Range } from '../../text/range.ts'
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
  check: ({ runbook, lines }) =>
    runbook.parameters.flatMap((parameter) => (hasDefault(parameter, lines) ? [defect(parameter)] : [])),
}

/** The reader drops the default of a secret, so that nothing can use it: it is looked for in the text. */
function hasDefault({ type, range, default: value }: Parameter, lines: readonly TextLine[]): boolean {
  if (type !== 'secret') return false
  if (value !== undefined && value !== '') return true
  const first = lines.findIndex((line) => line.range.to >= range.from)
  const row = lines[first]
  if (!row) return false
  if (row.place === 'frontmatter') return lines.slice(first).some((line) => isDefaultEntry(line, range))
  let header = first
  while (isRow(lines[header - 1])) header--
  const column = cellsOf(lines[header]).findIndex((cell) => /^default/i.test(cell))
  return column !== -1 && /[\p{L}\p{N}]/u.test(cellsOf(row)[column] ?? '')
}

const isDefaultEntry = ({ range, text }: TextLine, parameter: Range): boolean =>
  range.from < parameter.to && /(?:^|[\s,{])default["']?:\s*["']?[\p{L}\p{N}]/u.test(text)

const isRow = (line: TextLine | undefined): boolean => line?.text.includes('|') ?? false

const cellsOf = (line: TextLine | undefined): readonly string[] =>
  (line?.text ?? '')
    .trim()
    .replace(/^\|/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())

const defect = ({ name, range }: Parameter): Defect => ({
  message: `The secret \`${name}\` has its value in the text.`,
  remedy: 'Take it out, change the secret, and let it be read from a store when the run starts.',
  range,
})
