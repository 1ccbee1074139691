import type { Check, OutputRule } from '../document/label.ts'
import type { Json } from '../hash/canonical.ts'
import { compilePattern } from '../plan/pattern.ts'

/** What a command left that checks and outputs look at. */
export type Seen = {
  readonly exit: number | undefined
  readonly stdout: string
  /** What paths look at, where it is not standard output. */
  readonly json?: string
  /** An answer over HTTP. */
  readonly response?: Response
}

/** Names of headers are in small letters. */
export type Response = { readonly status: number; readonly headers: Readonly<Record<string, string>> }

export type Verdict = { readonly holds: boolean; readonly why: string }

type OutputCheck = Exclude<Check, { kind: 'command' | 'person' }>

/** Whether a check holds for what was seen, and in words why not. */
export function evaluateCheck(check: OutputCheck, seen: Seen): Verdict {
  switch (check.kind) {
    case 'exit':
      return verdict(seen.exit === check.code, `expected exit ${check.code}, got ${seen.exit ?? 'none'}`)
    case 'status':
      return statusVerdict(check.status, seen.response)
    case 'header':
      return headerVerdict(check, seen.response)
    case 'text':
      return verdict(
        seen.stdout.includes(check.text),
        `the output does not contain ${JSON.stringify(check.text)}`,
      )
    case 'pattern': {
      const pattern = compilePattern(check.pattern, check.flags)
      if (pattern.kind === 'invalid')
        return verdict(false, `/${check.pattern}/ is not usable: ${pattern.why}`)
      return verdict(
        pattern.find(seen.stdout) !== undefined,
        `nothing in the output matches /${check.pattern}/`,
      )
    }
    case 'path': {
      const found = valueAt(seen.json ?? seen.stdout, check.path)
      if (found.kind === 'not-json') return verdict(false, 'the output is not JSON')
      const written = `.${check.path.join('.')} ${check.operator} ${JSON.stringify(check.value)}`
      return verdict(
        compare(found.value, check.operator, check.value),
        `${written} does not hold: it is ${shown(found.value)}`,
      )
    }
  }
}

function statusVerdict(wanted: string, response: Response | undefined): Verdict {
  if (!response) return verdict(false, `expected status ${wanted}, and nothing answered`)
  const holds = wanted.endsWith('xx')
    ? String(response.status).startsWith(wanted.charAt(0))
    : response.status === Number(wanted)
  return verdict(holds, `expected status ${wanted}, got ${response.status}`)
}

function headerVerdict(
  { name, value }: Extract<OutputCheck, { kind: 'header' }>,
  response: Response | undefined,
): Verdict {
  const found = response && Object.hasOwn(response.headers, name) ? response.headers[name] : undefined
  if (found === undefined) return verdict(false, `the answer has no header ${name}`)
  // What a header says may be private: it is not repeated.
  if (value.kind === 'text')
    return verdict(
      found.includes(value.text),
      `the header ${name} does not contain ${JSON.stringify(value.text)}`,
    )
  const pattern = compilePattern(value.pattern, value.flags)
  if (pattern.kind === 'invalid') return verdict(false, `/${value.pattern}/ is not usable: ${pattern.why}`)
  return verdict(pattern.find(found) !== undefined, `the header ${name} does not match /${value.pattern}/`)
}

/** The value an `Output:` rule takes from standard output; undefined when it is not there. */
export function takeOutput(rule: OutputRule, { stdout, json }: Omit<Seen, 'exit'>): string | undefined {
  switch (rule.kind) {
    case 'line':
      return stdout.split('\n')[rule.line - 1]
    case 'pattern': {
      const pattern = compilePattern(rule.pattern, 'm')
      const match = pattern.kind === 'pattern' ? pattern.find(stdout) : undefined
      return match && (match[1] ?? match[0])
    }
    case 'path': {
      const found = valueAt(json ?? stdout, rule.path)
      if (found.kind === 'not-json' || found.value === undefined) return undefined
      return typeof found.value === 'string' ? found.value : JSON.stringify(found.value)
    }
  }
}

const verdict = (holds: boolean, why: string): Verdict => ({ holds, why: holds ? '' : why })

type Found = { readonly kind: 'value'; readonly value: Json | undefined } | { readonly kind: 'not-json' }

function valueAt(stdout: string, path: readonly (string | number)[]): Found {
  let value: Json | undefined
  try {
    value = JSON.parse(stdout) as Json
  } catch {
    return { kind: 'not-json' }
  }
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key))
      return { kind: 'value', value: undefined }
    value = (value as Readonly<Record<string | number, Json>>)[key]
  }
  return { kind: 'value', value }
}

function compare(
  found: Json | undefined,
  operator: string,
  wanted: string | number | boolean | null,
): boolean {
  if (operator === '==') return found === wanted
  if (operator === '!=') return found !== wanted
  if (typeof found === 'number' && typeof wanted === 'number') return ordered(found - wanted, operator)
  if (typeof found === 'string' && typeof wanted === 'string')
    return ordered(found < wanted ? -1 : found > wanted ? 1 : 0, operator)
  return false
}

function ordered(difference: number, operator: string): boolean {
  if (operator === '<') return difference < 0
  if (operator === '<=') return difference <= 0
  if (operator === '>') return difference > 0
  return difference >= 0
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? 'not there' : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
