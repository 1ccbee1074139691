import type { BodyForm } from '../../action/http-body.ts'
import { bodyForm, isPathPart } from '../../action/http-body.ts'
import type { EgressPolicy } from '../../ports/egress.ts'
import { xmlText } from '../../sink/xml.ts'

/** What the program that makes HTTP requests reads from its file. Secrets come by its environment. */
export type HttpRequest = {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  /** Environment names that stand in url, headers and body for their values. */
  readonly secrets: readonly string[]
  readonly timeoutMs: number
  readonly redirect: 'near' | 'follow' | 'manual' | 'error'
  /** A file, absolute. */
  readonly ca?: string
  readonly certificate: 'checked' | 'unchecked'
  /** What the server that runs it lets it reach. */
  readonly egress?: EgressPolicy
}

/** A request with its secrets in place, or why it must not be sent. */
export type Filled =
  | {
      readonly kind: 'request'
      readonly method: string
      readonly url: URL
      readonly headers: Headers
      readonly secretHeaders: readonly string[]
      readonly body?: string
    }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * Puts secrets where their names stand: encoded in a URL, as a scalar of a JSON body, encoded in a form, as they
 * are in headers and other text. One pass: what a secret holds is never looked at again.
 */
export function fillRequest(
  request: HttpRequest,
  environment: Readonly<Record<string, string | undefined>>,
): Filled {
  const place = (text: string, encode: (value: string) => string): string =>
    text.replace(/KB_SECRET_[0-9]+/g, (name) => {
      const value = request.secrets.includes(name) ? environment[name] : undefined
      return value === undefined ? name : encode(value)
    })
  const plain = (value: string): string => value
  const origin = /^[^/]*\/\/[^/?#]*/.exec(request.url)?.[0] ?? request.url
  const whole = origin + place(request.url.slice(origin.length), encodeURIComponent)
  const parts = (url: string): readonly string[] =>
    (/^[^?#]*/.exec(url.slice(origin.length))?.[0] ?? '').split('/')
  const before = parts(request.url)
  if (parts(whole).some((part, at) => part !== before[at] && !isPathPart(part)))
    return refused('a secret is no part of a path: it would ask for something else')
  if (!URL.canParse(whole)) return refused(`${request.url} is not an absolute URL`)
  const url = new URL(whole)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refused(`${url.protocol} is not http or https`)
  if (url.username !== '' || url.password !== '')
    return refused('a URL must not hold a password: use a header and a secret')
  const headers = new Headers()
  const secretHeaders: string[] = []
  for (const [name, value] of request.headers) {
    const filled = place(value, plain)
    if (filled !== value) secretHeaders.push(name)
    // The value is not repeated in the message: it may be a secret.
    if (!addHeader(headers, name, filled))
      return refused(`the header ${JSON.stringify(name)} is not one HTTP can carry`)
  }
  const base = { kind: 'request', method: request.method.toUpperCase(), url, headers, secretHeaders } as const
  return request.body === undefined ? base : { ...base, body: fillBody(request.body, request, place) }
}

function addHeader(headers: Headers, name: string, value: string): boolean {
  if (/^(?:host|content-length|transfer-encoding|connection)$/i.test(name)) return false
  try {
    headers.append(name, value)
    return true
  } catch {
    return false
  }
}

type Place = (text: string, encode: (value: string) => string) => string

function fillBody(body: string, { headers }: HttpRequest, place: Place): string {
  return place(body, encoders[bodyForm(body, headers)])
}

const encoders: Readonly<Record<BodyForm, (value: string) => string>> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  form: encodeURIComponent,
  xml: xmlText,
  text: (value) => value,
}

const refused = (message: string): Filled => ({ kind: 'refused', message })
