import type { Range } from '../../text/range.ts'
import type { Parameter, ParameterType } from '../parameter.ts'
import type { FrontmatterEntry, Plain } from './frontmatter.ts'
import { isPlainList, isPlainMap } from './frontmatter.ts'
import { cellText } from './metadata-tables.ts'
import { normalKey } from './metadata-keys.ts'
import type { Reader } from './reader.ts'
import { addProblem } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import type { NodeOf } from './tree.ts'

/** The inputs of a runbook: a table under *Parameters*, and `parameters:` in the frontmatter. The table comes first. */
export function readParameters(
  reader: Reader,
  entries: readonly FrontmatterEntry[],
  drafts: readonly SectionDraft[],
): readonly Parameter[] {
  const found: Parameter[] = []
  const written = [
    ...drafts
      .filter(({ section }) => section.role === 'parameters')
      .flatMap((draft) => tablesOf(reader, draft)),
    ...entries
      .filter(({ key }) => normalKey(key) === 'parameters')
      .flatMap((entry) => frontmatterFields(entry)),
  ]
  for (const fields of written) {
    const parameter = parameterOf(reader, fields)
    if (!parameter) continue
    if (found.some(({ name }) => name === parameter.name))
      addProblem(reader, 'duplicate-parameter', parameter.range, {
        message: `The parameter \`${parameter.name}\` is declared twice; the first declaration holds.`,
        remedy: 'Take one of them out, or give it another name.',
      })
    else found.push(parameter)
  }
  return found
}

/** One parameter as written, whatever the notation: fields are texts. */
type Fields = {
  readonly name: string
  readonly description: string
  readonly type: string
  readonly default: string | undefined
  readonly allowed: readonly string[]
  readonly pattern: string | undefined
  readonly required: string | undefined
  readonly range: Range
}

function parameterOf(reader: Reader, fields: Fields): Parameter | undefined {
  if (!/^[A-Za-z_][\w.-]{0,63}$/.test(fields.name)) {
    invalid(
      reader,
      fields.range,
      `${JSON.stringify(fields.name.slice(0, 60))} cannot be the name of a parameter.`,
    )
    return undefined
  }
  const type = typeOf(fields)
  if (!type)
    invalid(
      reader,
      fields.range,
      `The type ${JSON.stringify(fields.type)} of ${fields.name} is not known; it is read as a string.`,
    )
  const known = type ?? 'string'
  const hasDefault = fields.default !== undefined && known !== 'secret'
  return {
    name: fields.name,
    description: fields.description,
    type: known,
    ...(hasDefault ? { default: fields.default } : {}),
    allowed: fields.allowed,
    ...(fields.pattern === undefined ? {} : { pattern: fields.pattern }),
    required: fields.required === undefined ? fields.default === undefined : isYes(fields.required),
    range: fields.range,
  }
}

const isYes = (text: string): boolean => /^(?:yes|y|true|required|✓|✔|x)/i.test(text)

const types: Readonly<Record<string, ParameterType>> = {
  string: 'string',
  str: 'string',
  text: 'text',
  integer: 'integer',
  int: 'integer',
  number: 'number',
  float: 'number',
  boolean: 'boolean',
  bool: 'boolean',
  choice: 'choice',
  enum: 'choice',
  list: 'list',
  array: 'list',
  stringlist: 'list',
  map: 'map',
  object: 'map',
  stringmap: 'map',
  date: 'date',
  secret: 'secret',
  password: 'secret',
}

function typeOf({ type, allowed }: Fields): ParameterType | undefined {
  if (type === '') return allowed.length > 0 ? 'choice' : 'string'
  const aws = /^(List<)?AWS::[A-Za-z0-9:]+(>)?$/.exec(type)
  if (aws && (aws[1] === undefined) === (aws[2] === undefined)) return type as ParameterType
  return Object.hasOwn(types, type.toLowerCase()) ? types[type.toLowerCase()] : undefined
}

function tablesOf(reader: Reader, draft: SectionDraft): readonly Fields[] {
  return draft.nodes.filter((node) => node.kind === 'table').flatMap((table) => rowsOf(reader, table))
}

const columns: Readonly<Record<string, string>> = {
  name: 'name|parameter|parameters|input|variable|argument|parameter name',
  description: 'description|meaning|what|details',
  type: 'type',
  default: 'default|default value',
  allowed: 'allowed|allowed values|values|options|choices|pattern',
  required: 'required|mandatory|required?',
}

function rowsOf(reader: Reader, { header, rows }: NodeOf<'table'>): readonly Fields[] {
  const names = header.map((cell) => normalKey(cellText(reader, cell)))
  const columnOf = (field: string) => names.findIndex((name) => columns[field]?.split('|').includes(name))
  const first = header[0]
  if (columnOf('name') === -1) {
    if (first) invalid(reader, first, 'The table of parameters has no column Name.')
    return []
  }
  return rows.map((row) => {
    const cell = (field: string): string => {
      const range = row[columnOf(field)]
      return range && columnOf(field) !== -1 ? cellText(reader, range) : ''
    }
    const allowed = cell('allowed')
    const pattern = /^\/(.+)\/$/.exec(allowed)?.[1]
    const required = cell('required')
    const choices = pattern === undefined && noneIfDash(allowed) !== undefined ? splitList(allowed) : []
    return {
      name: cell('name').replace(/^\{\{ *| *\}\}$/g, ''),
      description: cell('description'),
      type: cell('type').replace(/\s+/g, ''),
      default: choices.includes(cell('default')) ? cell('default') : noneIfDash(cell('default')),
      allowed: choices,
      pattern,
      required: required === '' ? undefined : required,
      range: { from: row[0]?.from ?? 0, to: row.at(-1)?.to ?? 0 },
    }
  })
}

/** An empty cell, and one with a dash, says that there is nothing. */
const noneIfDash = (text: string): string | undefined =>
  /^(?:[-–—]?|none|n\/a)$/i.test(text) ? undefined : text

const splitList = (text: string): string[] =>
  text
    .split(/\s*[,|]\s*|\s+or\s+/)
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** `parameters:` as a list of maps with `name`, or as a map from name to a map (or to the default). */
function frontmatterFields({ value, range }: FrontmatterEntry): readonly Fields[] {
  if (isPlainList(value))
    return value.map((item) =>
      isPlainMap(item)
        ? fieldsOf(textOf(item['name']) ?? '', item, range)
        : fieldsOf(textOf(item) ?? '', {}, range),
    )
  if (!isPlainMap(value)) return []
  return Object.entries(value).map(([name, item]) =>
    fieldsOf(name, isPlainMap(item) ? item : { default: item }, range),
  )
}

function fieldsOf(name: string, map: { readonly [key: string]: Plain }, range: Range): Fields {
  const text = (key: string) => textOf(map[key])
  const allowed = map['allowed'] ?? map['allowedValues'] ?? map['options'] ?? map['values']
  return {
    name,
    description: text('description') ?? '',
    type: text('type') ?? '',
    default: text('default'),
    allowed: isPlainList(allowed)
      ? allowed.flatMap((item) => textOf(item) ?? [])
      : typeof allowed === 'string'
        ? splitList(allowed)
        : [],
    pattern: text('pattern') ?? text('allowedPattern'),
    required: text('required'),
    range,
  }
}

function textOf(value: Plain | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function invalid(reader: Reader, range: Range, message: string) {
  addProblem(reader, 'parameter-table-invalid', range, {
    message,
    remedy: 'Columns are Name, Description, Type, Default, Allowed, Required.',
  })
}
