import type { HttpInput } from '../../action/action.ts'
import type { BodyForm } from '../../action/http-body.ts'
import { bodyForm, isPathPart } from '../../action/http-body.ts'
import type { ParameterValue } from '../../plan/plan.ts'
import type { Reference } from '../../plan/reference.ts'
import { referencesIn, replaceReferences } from '../../plan/reference.ts'
import { xmlText } from '../../sink/xml.ts'
import { lookUp, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'

/**
 * Values in a request: an encoded path segment or query value, a header, a value of a JSON body, a form value, text of
 * XML; never scheme, host or port. Secrets stand as `KB_SECRET_<n>` until the request is made.
 */
export function resolveHttp(context: ResolveContext, input: HttpInput): PartialResolution {
  const secrets: Record<string, string> = {}
  const problems: string[] = []
  const value = (name: string): ParameterValue => {
    const found = lookUp(context, name)
    if (found.kind === 'value') return found.value
    if (found.kind === 'missing') {
      problems.push(`{{ ${name} }} has no value`)
      return ''
    }
    const stand = `KB_SECRET_${Object.keys(secrets).length}`
    secrets[stand] = found.reference
    return stand
  }
  const text = (name: string): string => valueText(value(name))
  const url = fillUrl(input.url, text, problems)
  const headers = input.headers.map(([name, written]): [string, string] => {
    const filled = replaceReferences(written, (reference) => text(reference.name))
    if (/[\r\n\0]/.test(filled)) problems.push(`the value of the header ${name} has a line break`)
    return [name, filled]
  })
  const body =
    input.body === undefined
      ? undefined
      : fillBody(input.body, bodyForm(input.body, headers), value, problems)
  if (problems[0] !== undefined) {
    return { kind: 'refused', message: problems[0], remedy: 'correct the request or the value' }
  }
  const action = { action: 'http', method: input.method, url, headers, terms: input.terms, secrets } as const
  return { kind: 'action', action: body === undefined ? action : { ...action, body } }
}

type Text = (name: string) => string

function fillUrl(written: string, text: Text, problems: string[]): string {
  const [origin = ''] = /^[^/]*\/\/[^/?#]*/.exec(written) ?? [written]
  if (referencesIn(origin).length > 0) problems.push('a reference cannot name the scheme, host or port')
  const encode = (part: string): string =>
    replaceReferences(part, (reference) => encodeURIComponent(text(reference.name)))
  const [path = ''] = /^[^?#]*/.exec(written.slice(origin.length)) ?? []
  const parts = path.split('/').map((part) => {
    const [reference] = referencesIn(part)
    const filled = encode(part)
    if (reference && !isPathPart(filled))
      problems.push(
        `the value of {{ ${reference.name} }} is no part of a path: it would ask for something else`,
      )
    return filled
  })
  const url = origin + parts.join('/') + encode(written.slice(origin.length + path.length))
  if (!URL.canParse(url)) problems.push(`${written} is not an absolute URL`)
  return url
}

function fillBody(
  body: string,
  form: BodyForm,
  value: (name: string) => ParameterValue,
  problems: string[],
): string {
  if (referencesIn(body).length === 0) return body
  const text: Text = (name) => valueText(value(name))
  switch (form) {
    case 'json':
      return fillJson(body, value, problems)
    case 'form':
      return replaceReferences(body, ({ name }) => encodeURIComponent(text(name)))
    case 'xml':
      return replaceReferences(body, ({ name }) => xmlText(text(name)))
    case 'text':
      return replaceReferences(body, ({ name }) => text(name))
  }
}

/**
 * A reference in a string becomes a part of it, one that stands alone a value of its kind: the document is read before,
 * so that no value changes its shape, and what the author wrote stays as it is.
 */
function fillJson(body: string, value: (name: string) => ParameterValue, problems: string[]): string {
  const strings = [...body.matchAll(/"(?:[^"\\]|\\.)*"/gs)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }))
  const around = ({ range }: Reference) => strings.find(({ from, to }) => from < range.from && range.to < to)
  const template = replaceReferences(body, (reference) => (around(reference) ? '' : 'null'))
  if (!isJson(template)) problems.push('the body is not JSON: values are only put into what can be read')
  return replaceReferences(body, (reference) => {
    const string = around(reference)
    if (!string) return JSON.stringify(value(reference.name))
    if (/^\s*:/.test(body.slice(string.to)))
      problems.push(`{{ ${reference.name} }} cannot be a part of a name in JSON`)
    return JSON.stringify(valueText(value(reference.name))).slice(1, -1)
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
