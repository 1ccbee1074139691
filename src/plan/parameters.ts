import type { Parameter } from '../document/parameter.ts'
import { compilePattern } from './pattern.ts'
import type { ParameterValue, PlanValue } from './plan.ts'
import { parseSecretReference, secretForms } from './secret-reference.ts'

/** What was given for one parameter, and by whom. */
export type Given = { readonly text: string; readonly origin: 'person' | 'signal' }

export type InputProblem = { readonly parameter: string; readonly message: string; readonly remedy: string }

export type ParsedInputs = {
  readonly values: Readonly<Record<string, PlanValue>>
  readonly problems: readonly InputProblem[]
}

/** Checks everything given against the runbook's parameters; every problem at once, not the first. */
export function parseInputs(
  parameters: readonly Parameter[],
  given: ReadonlyMap<string, Given>,
): ParsedInputs {
  const values: Record<string, PlanValue> = {}
  const problems: InputProblem[] = []
  const known = new Set(parameters.map(({ name }) => name))
  for (const name of given.keys()) {
    if (!known.has(name))
      problems.push({
        parameter: name,
        message: `there is no parameter ${name}`,
        remedy: unknownRemedy(name, parameters),
      })
  }
  for (const parameter of parameters) {
    const parsed = parseOne(parameter, given.get(parameter.name))
    if (parsed.kind === 'value') values[parameter.name] = parsed.value
    if (parsed.kind === 'problem')
      problems.push({ parameter: parameter.name, message: parsed.message, remedy: parsed.remedy })
  }
  return { values, problems }
}

type Parsed =
  | { readonly kind: 'value'; readonly value: PlanValue }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly message: string; readonly remedy: string }

function parseOne(parameter: Parameter, given: Given | undefined): Parsed {
  if (parameter.type === 'secret') return parseSecret(parameter, given)
  const text = given?.text ?? parameter.default
  if (text === undefined) return parameter.required ? missing(parameter) : absentValue(parameter)
  const problem = outsideOf(parameter, text)
  if (problem) return problem
  const value = typed(parameter, text)
  if (value.kind === 'problem') return value
  const constrained = parameter.allowed.length > 0 || parameter.pattern !== undefined
  return {
    kind: 'value',
    value: { type: parameter.type, origin: given?.origin ?? 'default', constrained, value: value.value },
  }
}

/** A secret is named by where it is read; its text on a command line would be in the process list and the history. */
function parseSecret(parameter: Parameter, given: Given | undefined): Parsed {
  const place = given?.text ?? `prompt:${parameter.name}`
  if (given?.origin === 'signal') {
    return {
      kind: 'problem',
      message: `${parameter.name} is a secret: a signal cannot say where it is read`,
      remedy: 'take it out of the mapping',
    }
  }
  if (!parseSecretReference(place)) {
    return {
      kind: 'problem',
      message: `${parameter.name} is a secret: its value cannot be given here`,
      remedy: `say where it is read: ${secretForms}`,
    }
  }
  return {
    kind: 'value',
    value: { type: 'secret', origin: given?.origin ?? 'default', constrained: false, secret: place },
  }
}

const missing = (parameter: Parameter): Parsed => ({
  kind: 'problem',
  message: `${parameter.name} is required${parameter.description ? `: ${parameter.description}` : ''}`,
  remedy: `give it: --param ${parameter.name}=…`,
})

const absentValue = (parameter: Parameter): Parsed => ({
  kind: 'value',
  value: {
    type: parameter.type,
    origin: 'default',
    constrained: true,
    value: parameter.type === 'list' ? [] : '',
  },
})

function outsideOf(parameter: Parameter, text: string): Extract<Parsed, { kind: 'problem' }> | undefined {
  if (parameter.allowed.length > 0) {
    const items = parameter.type === 'list' ? splitList(text) : [text]
    const wrong = items.find((item) => !parameter.allowed.includes(item))
    if (wrong !== undefined) {
      return {
        kind: 'problem',
        message: `${parameter.name} cannot be ${JSON.stringify(wrong)}`,
        remedy: `it is one of: ${parameter.allowed.join(', ')}`,
      }
    }
  }
  if (parameter.pattern === undefined) return undefined
  const pattern = compilePattern(parameter.pattern, '')
  if (pattern.kind === 'invalid') {
    return {
      kind: 'problem',
      message: `the pattern of ${parameter.name} cannot be used: ${pattern.why}`,
      remedy: 'correct the pattern in the runbook',
    }
  }
  if (pattern.whole(text)) return undefined
  return {
    kind: 'problem',
    message: `${parameter.name} does not match /${parameter.pattern}/: ${JSON.stringify(text)}`,
    remedy: parameter.description || 'give a value that matches',
  }
}

type Typed = { readonly kind: 'typed'; readonly value: ParameterValue } | Extract<Parsed, { kind: 'problem' }>

function typed(parameter: Parameter, text: string): Typed {
  const { type } = parameter
  const not = (what: string): Typed => ({
    kind: 'problem',
    message: `${parameter.name} is not ${what}: ${JSON.stringify(text)}`,
    remedy: `give ${what}`,
  })
  switch (type) {
    case 'integer': {
      const value = Number(text.trim())
      return /^[+-]?\d{1,16}$/.test(text.trim()) && Number.isSafeInteger(value)
        ? { kind: 'typed', value }
        : not('a whole number')
    }
    case 'number': {
      const value = Number(text.trim())
      return text.trim() !== '' && Number.isFinite(value) ? { kind: 'typed', value } : not('a number')
    }
    case 'boolean':
      return /^(true|yes|on|1)$/i.test(text)
        ? { kind: 'typed', value: true }
        : /^(false|no|off|0)$/i.test(text)
          ? { kind: 'typed', value: false }
          : not('true or false')
    case 'date':
      return isDate(text) ? { kind: 'typed', value: text } : not('a date like 2026-03-31')
    case 'list':
      return { kind: 'typed', value: splitList(text) }
    case 'map':
      return typedMap(text) ?? not('pairs like a=1, b=2')
    case 'string':
    case 'choice':
      return text.includes('\0') || text.includes('\n')
        ? not('one line of text')
        : { kind: 'typed', value: text }
    case 'text':
    case 'secret':
      return { kind: 'typed', value: text }
    default:
      return typedAws(type, text, not)
  }
}

const isDate = (text: string): boolean => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

const splitList = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')

function typedMap(text: string): Typed | undefined {
  const pairs = splitList(text).map((pair) => /^([^=\s]+)\s*=\s*(.*)$/.exec(pair))
  if (pairs.some((pair) => !pair)) return undefined
  return { kind: 'typed', value: Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])) }
}

/** The forms AWS itself checks such parameters by. */
const awsForms = new Map([
  ['AWS::EC2::Instance::Id', /^m?i-(?:[a-z0-9]{8}|[a-z0-9]{17})$/],
  ['AWS::S3::Bucket::Name', /^[0-9a-z][a-z0-9\-.]{2,62}$/],
  ['AWS::IAM::Role::Arn', /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/.+$/],
])

function typedAws(type: string, text: string, not: (what: string) => Typed): Typed {
  const list = /^List<(.+)>$/.exec(type)?.[1]
  const form = awsForms.get(list ?? type)
  const items = list === undefined ? [text] : splitList(text)
  if (form && items.some((item) => !form.test(item)))
    return not(`${list === undefined ? 'a' : 'a list of'} ${list ?? type}`)
  return { kind: 'typed', value: list === undefined ? text : items }
}

function unknownRemedy(name: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return 'this runbook takes none'
  const near = parameters.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase())
  return near
    ? `did you mean ${near.name}?`
    : `it takes: ${parameters.map((parameter) => parameter.name).join(', ')}`
}
