import type { HttpInput } from '../../action/action.ts'
import type { Json } from '../../hash/canonical.ts'
import { referencesIn, replaceReferences } from '../../plan/reference.ts'
import { lookUp, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'

/**
 * Values in a request: an encoded path segment or query value, a header, a scalar of a JSON body, a form
 * value; never scheme, host or port. Secrets stand as `KB_SECRET_<n>` until the request is made.
 */
export function resolveHttp(context: ResolveContext, input: HttpInput): PartialResolution {
  const secrets: Record<string, string> = {}
  const problems: string[] = []
  const value = (name: string): string => {
    const found = lookUp(context, name)
    if (found.kind === 'value') return valueText(found.value)
    if (found.kind === 'missing') {
      problems.push(`{{ ${name} }} has no value`)
      return ''
    }
    const stand = `KB_SECRET_${Object.keys(secrets).length}`
    secrets[stand] = found.reference
    return stand
  }
  if (referencesIn(origin(input.url)).length > 0)
    problems.push('a reference cannot name the scheme, host or port')
  const url = replaceReferences(input.url, (reference) => encodeURIComponent(value(reference.name)))
  if (!URL.canParse(url)) problems.push(`${input.url} is not an absolute URL`)
  const headers = input.headers.map(([name, text]): [string, string] => {
    const filled = replaceReferences(text, (reference) => value(reference.name))
    if (/[\r\n\0]/.test(filled)) problems.push(`the value of the header ${name} has a line break`)
    return [name, filled]
  })
  const body = input.body === undefined ? undefined : fillBody(input.body, value)
  if (problems[0] !== undefined) {
    return { kind: 'refused', message: problems[0], remedy: 'correct the request or the value' }
  }
  const action = { action: 'http', method: input.method, url, headers, terms: input.terms, secrets } as const
  return { kind: 'action', action: body === undefined ? action : { ...action, body } }
}

/** Everything before the path: where no value may stand. */
const origin = (url: string): string => /^[^/]*\/\/[^/?#]*/.exec(url)?.[0] ?? url

function fillBody(body: string, value: (name: string) => string): string {
  if (referencesIn(body).length === 0) return body
  const json = parseJson(body)
  if (json !== undefined) return JSON.stringify(fillJson(json, value))
  const isForm = /^[^\s=&]+=[^\s]*$/.test(body.trim())
  return replaceReferences(body, (reference) =>
    isForm ? encodeURIComponent(value(reference.name)) : value(reference.name),
  )
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Scalars only, after parsing: a value can never change the shape of the document. */
function fillJson(json: Json, value: (name: string) => string): Json {
  if (typeof json === 'string') return replaceReferences(json, (reference) => value(reference.name))
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json)) return (json as readonly Json[]).map((item) => fillJson(item, value))
  return Object.fromEntries(
    Object.entries(json).map(([key, item]) => [key, item === undefined ? null : fillJson(item, value)]),
  )
}
