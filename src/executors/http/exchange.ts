import { request as plainRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import type { Guard } from '../egress/guard.ts'
import { EgressRefusal } from '../egress/guard.ts'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** What is sent to one origin. */
export type Sent = {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body?: Uint8Array
}

/** How it is sent. */
export type Terms = {
  readonly connectMs: number
  readonly signal: AbortSignal
  /** Certificates that are trusted instead of the system's. */
  readonly ca?: string
  /** `unchecked`: whoever answers is believed. */
  readonly certificate: 'checked' | 'unchecked'
  /** What may be connected to; without it anything. */
  readonly guard?: Guard
}

export type Answer = {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Unpacked. */
  readonly body: Readable
}

/** Why there is no answer, and whether the server may have got the request all the same. */
export class NoAnswer extends Error {
  readonly sent: 'no' | 'perhaps'
  constructor(message: string, sent: 'no' | 'perhaps', cause?: Error) {
    super(message, { cause })
    this.sent = sent
  }
}

/** One request and its answer, on a connection of its own; nothing is tried twice. */
export function exchange({ method, url, headers, body }: Sent, terms: Terms): Promise<Answer> {
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  const door = { host, port, speaks: 'web' } as const
  let connected = false
  return new Promise((resolve, reject) => {
    terms.guard?.check(door)
    const options = {
      method,
      host,
      port,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...Object.fromEntries(headers),
        host: url.host,
        ...(body ? { 'content-length': body.byteLength } : {}),
      },
      agent: false as const,
      signal: terms.signal,
      ...(terms.guard ? { lookup: terms.guard.lookup(door) } : {}),
      ...(secure
        ? {
            rejectUnauthorized: terms.certificate === 'checked',
            ...(isIP(host) === 0 ? { servername: host } : {}),
            ...(terms.ca === undefined ? {} : { ca: terms.ca }),
          }
        : {}),
    }
    const request = (secure ? secureRequest : plainRequest)(options)
    const late = setTimeout(() => {
      request.destroy(new NoAnswer(`no connection within ${terms.connectMs / 1000} s`, 'no'))
    }, terms.connectMs)
    request.once('socket', (socket) =>
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        connected = true
        clearTimeout(late)
      }),
    )
    request.once('response', (response) => resolve(answerOf(response)))
    request.once('error', (thrown) => {
      clearTimeout(late)
      reject(
        thrown instanceof NoAnswer || thrown instanceof EgressRefusal
          ? thrown
          : new NoAnswer(reasonOf(thrown), connected ? 'perhaps' : 'no', thrown),
      )
    })
    request.end(body)
  })
}

function answerOf(response: IncomingMessage): Answer {
  const headers: [string, string][] = []
  for (let at = 0; at < response.rawHeaders.length; at += 2)
    headers.push([(response.rawHeaders[at] ?? '').toLowerCase(), response.rawHeaders[at + 1] ?? ''])
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers,
    body: unpacked(response),
  }
}

function unpacked(response: IncomingMessage): Readable {
  const unpack = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  }
  const coding = response.headers['content-encoding'] ?? ''
  if (!Object.hasOwn(unpack, coding)) return response
  const unpacker = unpack[coding as keyof typeof unpack]()
  response.once('error', (thrown) => unpacker.destroy(thrown))
  return response.pipe(unpacker)
}

/** What failed, as the system says it; never the request, which may hold a secret. */
export function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown
  if (!(cause instanceof Error)) return 'the request failed'
  const said = cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : cause.name
  return /self[- ]signed|unable to (?:get|verify)|altnames|certificate/i.test(said)
    ? `${said}: name its authority with ca=/FILE`
    : said
}
