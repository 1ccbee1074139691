import type { Range } from '../../text/range.ts'
import { slice } from '../../text/range.ts'
import type { Replacement } from '../../text/replacement.ts'
import { normalKey } from '../markdown/metadata-keys.ts'
import { cellText } from '../markdown/metadata-tables.ts'
import type { NodeOf } from '../markdown/tree.ts'
import type { Section } from '../section.ts'
import { adapt } from './adapt.ts'
import type { Drafts, IntentOf, NewParameter, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import type { Layout } from './layout.ts'
import { lineEnd, lineStart, prefixAt, withoutBlankEnd } from './layout.ts'

/** Adds a parameter: a row of the table, an entry of the frontmatter, or the first table of the document. */
export function planAddParameter(layout: Layout, { parameter }: IntentOf<'add-parameter'>): Drafts | Refusal {
  if (!/^[A-Za-z_][\w.-]{0,63}$/.test(parameter.name))
    return refused(
      `${JSON.stringify(parameter.name)} cannot be the name of a parameter.`,
      'Use letters, digits and _.',
    )
  if (layout.runbook.parameters.some(({ name }) => name === parameter.name))
    return refused(`There is a parameter ${parameter.name} already.`, 'Choose another name.')
  const { text, drafts, frontmatter } = layout
  const section = drafts.find((draft) => draft.section.role === 'parameters')
  const table = section?.nodes.findLast((node) => node.kind === 'table')
  if (table) return rowDraft(layout, table, parameter)
  const entry = frontmatter?.entries.find(({ key }) => normalKey(key) === 'parameters')
  if (entry) return entryDraft(text, entry.range, entry.valueRange, parameter)
  const inFrontmatter = newEntry(layout, parameter)
  if (frontmatter && !section) return inFrontmatter
  const inTable = section ? firstTable(layout, section.section, parameter) : newSection(layout, parameter)
  if (inFrontmatter.kind === 'refused' || inTable.kind === 'refused') return inTable
  // Near the top of a file a table might be taken for its metadata.
  return draftsOf(...inTable.drafts, ...inFrontmatter.drafts)
}

/** Below the words of a section that has no table yet. */
function firstTable({ text }: Layout, { heading, body }: Section, parameter: NewParameter): Drafts | Refusal {
  const at = withoutBlankEnd(text, { from: heading?.to ?? body.from, to: body.to }).to
  return tableDraft(parameter, (table) => [{ range: { from: at, to: at }, text: `\n\n${table}` }])
}

/** The first parameter of the frontmatter, which may be new itself. */
function newEntry({ text, frontmatter }: Layout, parameter: NewParameter): Drafts | Refusal {
  const lines = yamlOf(parameter, '  ', 'list')
  if (typeof lines !== 'string') return lines
  const at = frontmatter?.place.body.to ?? 0
  const entry = `parameters:\n${lines}\n`
  const gap = text === '' || text.startsWith('\n') ? '' : '\n'
  return draftsOf([{ range: { from: at, to: at }, text: frontmatter ? entry : `---\n${entry}---\n${gap}` }])
}

/** Before the section with the first step, at its level; or at the end. */
function newSection({ text, runbook }: Layout, parameter: NewParameter): Drafts | Refusal {
  const { sections, steps } = runbook
  const first = sections.findIndex(({ id }) => id === steps[0]?.section)
  const at = topOf(runbook.sections, first)
  const section = at === undefined ? undefined : sections[at]
  if (section?.heading && section.level >= 2 && section.level <= 6) {
    const { from } = section.range
    const marks = '#'.repeat(section.level)
    return tableDraft(parameter, (table) => [
      { range: { from, to: from }, text: `${marks} Parameters\n\n${table}\n\n` },
    ])
  }
  const end = withoutBlankEnd(text, { from: 0, to: text.length }).to
  const gap = end === 0 ? '' : '\n\n'
  return tableDraft(parameter, (table) => [
    { range: { from: end, to: end }, text: `${gap}## Parameters\n\n${table}` },
  ])
}

/** The section directly below the document's title that holds the given one. */
function topOf(sections: Layout['runbook']['sections'], index: number): number | undefined {
  let at: number | undefined = index < 1 ? undefined : index
  for (let parent = sections[index]?.parent; parent !== undefined; parent = sections[parent]?.parent) {
    if ((sections[parent]?.level ?? 0) < 2) break
    at = parent
  }
  return at
}

const columns = ['Name', 'Description', 'Type', 'Default', 'Allowed', 'Required'] as const

function tableDraft(
  parameter: NewParameter,
  place: (table: string) => readonly Replacement[],
): Drafts | Refusal {
  const cells: string[] = []
  for (const column of columns) {
    const cell = cellOf(parameter, column)
    if (typeof cell !== 'string') return cell
    cells.push(cell)
  }
  const table = [
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => '---|').join('')}`,
    `| ${cells.join(' | ')} |`,
  ]
  return draftsOf(place(table.join('\n')))
}

/** The names of columns, as the reader knows them. */
const columnNames: Readonly<Record<string, (typeof columns)[number]>> = Object.fromEntries(
  (
    [
      ['Name', 'name|parameter|parameters|input|variable|argument|parameter name'],
      ['Description', 'description|meaning|what|details'],
      ['Type', 'type'],
      ['Default', 'default|default value'],
      ['Allowed', 'allowed|allowed values|values|options|choices|pattern'],
      ['Required', 'required|mandatory|required?'],
    ] as const
  ).flatMap(([column, names]) => names.split('|').map((name) => [name, column])),
)

function rowDraft(layout: Layout, table: NodeOf<'table'>, parameter: NewParameter): Drafts | Refusal {
  const { text, reader } = layout
  const cells: string[] = []
  for (const cell of table.header) {
    const name = normalKey(cellText(reader, cell))
    const column = Object.hasOwn(columnNames, name) ? columnNames[name] : undefined
    const written = column ? cellOf(parameter, column) : ''
    if (typeof written !== 'string') return written
    cells.push(written)
  }
  const header = lineEnd(text, table.range.from)
  const last = table.rows.at(-1)?.[0]?.from
  const at = last === undefined ? lineEnd(text, Math.min(header + 1, text.length)) : lineEnd(text, last)
  const line = text.slice(table.range.from, header).trim()
  const row = cells.map((cell) => ` ${cell} `.replace(/^ {2}$/, ' ')).join('|')
  const open = line.startsWith('|') ? '|' : ''
  const close = line.endsWith('|') ? '|' : ''
  const inserted = `\n${prefixAt(text, table.range.from)}${open}${open ? row : row.trimStart()}${close}`
  return draftsOf([{ range: { from: at, to: at }, text: close ? inserted : inserted.trimEnd() }])
}

function cellOf(parameter: NewParameter, column: (typeof columns)[number]): string | Refusal {
  const value = valueOf(parameter, column)
  if (value === '') return ''
  const cell = adapt(value, { kind: 'cell' })
  return cell.kind === 'refused' ? cell : cell.text
}

function valueOf(parameter: NewParameter, column: (typeof columns)[number]): string {
  switch (column) {
    case 'Name':
      return parameter.name
    case 'Description':
      return parameter.description
    case 'Type':
      return parameter.type
    case 'Default':
      return parameter.default ?? ''
    case 'Allowed':
      return parameter.pattern === undefined ? parameter.allowed.join(', ') : `/${parameter.pattern}/`
    case 'Required':
      return parameter.required ? 'yes' : 'no'
  }
}

/** After the last parameter of the frontmatter, as a list or a map as that one is. */
function entryDraft(text: string, entry: Range, value: Range, parameter: NewParameter): Drafts | Refusal {
  const inside = slice(text, value).trimEnd()
  const lead = text.slice(lineStart(text, value.from), value.from)
  if (inside === '' || lead.trim() !== '')
    return refused(
      'The parameters stand on one line of the frontmatter.',
      'Write them one below the other first.',
    )
  const lines = yamlOf(parameter, lead, inside.startsWith('-') ? 'list' : 'map')
  const at = Math.max(entry.from, value.from) + inside.length
  return typeof lines === 'string' ? draftsOf([{ range: { from: at, to: at }, text: `\n${lines}` }]) : lines
}

function yamlOf(parameter: NewParameter, indent: string, form: 'list' | 'map'): string | Refusal {
  const fields = [
    ['description', parameter.description],
    ['type', parameter.type],
    ['default', parameter.default ?? ''],
    ['pattern', parameter.pattern ?? ''],
  ] as const
  const lines = [form === 'list' ? `${indent}- name: ${parameter.name}` : `${indent}${parameter.name}:`]
  for (const [key, value] of fields) {
    if (value === '') continue
    const scalar = adapt(value, { kind: 'yaml', quote: '' })
    if (scalar.kind === 'refused') return scalar
    lines.push(`${indent}  ${key}: ${scalar.text}`)
  }
  const allowed: string[] = []
  for (const value of parameter.allowed) {
    const scalar = adapt(value, { kind: 'yaml', quote: '' })
    if (scalar.kind === 'refused') return scalar
    allowed.push(scalar.text)
  }
  if (allowed.length > 0) lines.push(`${indent}  allowed: [${allowed.join(', ')}]`)
  lines.push(`${indent}  required: ${parameter.required}`)
  return lines.join('\n')
}
