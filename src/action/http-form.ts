import { parseDuration } from '../text/duration.ts'
import type { HttpInput, HttpTerms } from './action.ts'
import type { AttributeOf } from './sql-form.ts'

export type HttpForm =
  | { readonly kind: 'request'; readonly input: HttpInput }
  | { readonly kind: 'problem'; readonly message: string; readonly remedy: string; readonly offset: number }

const requestLine = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+(\S+)(?:\s+HTTP\/[0-9.]+)?$/

/** Reads a request as `.http` files write it: `POST https://host/path`, headers, a blank line, the body. */
export function readHttp(text: string, attribute: AttributeOf): HttpForm {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.trim() !== '' && !isComment(line))
  const offset = lines.slice(0, Math.max(first, 0)).join('\n').length
  const problem = (message: string): HttpForm => ({
    kind: 'problem',
    message,
    remedy: 'write METHOD https://host/path, then headers, a blank line and the body',
    offset,
  })
  // A reference may hold spaces: `{{ id }}` is closed up before the line is read.
  const start = (lines[first] ?? '').trim().replace(/\{\{\s*([\w.-]+)\s*\}\}/g, '{{$1}}')
  const match = requestLine.exec(start) ?? requestLine.exec(`GET ${start}`)
  if (first === -1 || !match) return problem('there is no request line')
  const [, method = 'GET', url = ''] = match
  if (!/^https?:\/\//.test(url)) return problem('a request needs a whole address, with http:// or https://')
  const headers: [string, string][] = []
  let at = first + 1
  for (; at < lines.length && (lines[at] ?? '').trim() !== ''; at++) {
    const line = lines[at] ?? ''
    if (isComment(line)) continue
    const header = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):\s*(.*)$/.exec(line)
    if (!header) return problem(`this is not a header: ${line.trim().slice(0, 60)}`)
    headers.push([header[1] ?? '', (header[2] ?? '').trim()])
  }
  const body = lines
    .slice(at + 1)
    .join('\n')
    .replace(/\n+$/, '')
  const terms = readTerms(attribute)
  if (typeof terms === 'string')
    return { kind: 'problem', message: terms, remedy: 'correct the words in braces', offset: 0 }
  const input = { action: 'http', method, url, headers, terms } as const
  return { kind: 'request', input: body === '' ? input : { ...input, body } }
}

/** How the request is made, from the fence's words; a text says what is wrong with them. */
function readTerms(attribute: AttributeOf): HttpTerms | string {
  const redirect = attribute('redirect') ?? 'near'
  const how = redirects.find((word) => word === redirect)
  if (how === undefined) return 'redirect= takes follow, manual or error'
  const ca = attribute('ca')
  if (ca === true) return 'ca= takes a file'
  const timeout = attribute('timeout')
  const timeoutMs = typeof timeout === 'string' ? parseDuration(timeout) : undefined
  return {
    redirect: how,
    certificate: attribute('insecure') === undefined ? 'checked' : 'unchecked',
    ...(ca === undefined ? {} : { ca }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
}

const redirects = ['near', 'follow', 'manual', 'error'] as const

const isComment = (line: string): boolean => /^\s*(#|\/\/)/.test(line)
