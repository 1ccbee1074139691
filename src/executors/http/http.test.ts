import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOut, makeBench } from '../../../test/executor/bench.ts'
import type { Outcome } from '../../ports/executor.ts'
import type { ResolvedHttp } from '../../run/resolve.ts'
import { fillRequest } from './request.ts'

const bench = makeBench()
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = []
let server: Server
let other: Server
let origin = ''
let elsewhere = ''

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const piece of request) body += String(piece)
  const { method = '', url = '', headers } = request
  seen.push({ method, url, headers, body })
  if (url.startsWith('/status/')) return void response.writeHead(Number(url.slice(8))).end('said no')
  if (url === '/away') return void response.writeHead(302, { location: `${elsewhere}/landed` }).end()
  if (url === '/near') return void response.writeHead(302, { location: '/landed' }).end()
  if (url === '/file') return void response.writeHead(302, { location: 'file:///etc/passwd' }).end()
  if (url === '/circle') return void response.writeHead(302, { location: '/circle' }).end()
  if (url === '/bytes')
    return void response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(10))
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response))
  other = createServer((request, response) => void answer(request, response))
  origin = await listen(server)
  elsewhere = await listen(other)
})
afterAll(async () => {
  server.close()
  other.close()
  await bench.remove()
})

type Case = {
  readonly request: () => Partial<ResolvedHttp> & { readonly url: string }
  readonly given?: Readonly<Record<string, string>>
  readonly ends: Partial<Outcome>
  readonly stderr?: RegExp
  readonly sent?: Partial<(typeof seen)[number]>
}

const check = (title: string, { request, given = {}, ends, stderr, sent }: Case) =>
  test(title, async () => {
    seen.length = 0
    const attempt = bench.attempt(
      { action: 'http', method: 'GET', headers: [], secrets: {}, ...request() },
      { secrets: given },
    )
    expect(await carryOut(bench, attempt)).toMatchObject(ends)
    if (stderr) expect(await bench.log(attempt.effect, 'stderr')).toMatch(stderr)
    if (sent) expect(seen.at(-1)).toMatchObject(sent)
  })

const exit = (code: number): Partial<Outcome> => ({ end: { kind: 'exit', code } })

check('the body is standard output, status and headers are told beside it', {
  request: () => ({ url: `${origin}/a?b=c` }),
  ends: { ...exit(0), stdout: '{"ok":true}', outputs: { status: '200' } },
  stderr: /^HTTP 200 OK\n(?:.*\n)*content-type: application\/json\n/,
  sent: { method: 'GET', url: '/a?b=c' },
})
check('an answer of 404 fails', {
  request: () => ({ url: `${origin}/status/404` }),
  ends: { ...exit(22), stdout: 'said no', outputs: { status: '404' } },
})
check('a body and headers are sent', {
  request: () => ({ url: `${origin}/x`, method: 'post', headers: [['X-Team', 'ops']], body: 'hello' }),
  ends: exit(0),
  sent: { method: 'POST', body: 'hello' },
})
check('a secret in header, query and JSON body', {
  request: () => ({
    url: `${origin}/x?key=KB_SECRET_0`,
    method: 'PUT',
    headers: [['Authorization', 'Bearer KB_SECRET_0']],
    body: '{"password":"KB_SECRET_0","ten":"KB_SECRET_10"}',
    secrets: { KB_SECRET_0: 'env:X' },
  }),
  given: { KB_SECRET_0: 'a"b&c' },
  ends: exit(0),
  sent: {
    url: '/x?key=a%22b%26c',
    body: '{"password":"a\\"b&c","ten":"KB_SECRET_10"}',
    headers: expect.objectContaining({ authorization: 'Bearer a"b&c' }) as IncomingMessage['headers'],
  },
})
check('a near redirect is followed', {
  request: () => ({ url: `${origin}/near`, headers: [['X-Key', 'k']] }),
  ends: exit(0),
  sent: { url: '/landed', headers: expect.objectContaining({ 'x-key': 'k' }) as IncomingMessage['headers'] },
})
check('a redirect elsewhere gets none of the headers', {
  request: () => ({ url: `${origin}/away`, headers: [['X-Key', 'k']] }),
  ends: exit(0),
  sent: {
    url: '/landed',
    headers: expect.not.objectContaining({ 'x-key': 'k' }) as IncomingMessage['headers'],
  },
})
check('a redirect of a POST is not followed', {
  request: () => ({ url: `${origin}/near`, method: 'POST', body: 'x' }),
  ends: { ...exit(0), outputs: { status: '302' } },
  sent: { url: '/near' },
})
check('a redirect to a file is not followed', {
  request: () => ({ url: `${origin}/file` }),
  ends: exit(3),
  stderr: /redirected to file:/,
})
check('a circle ends', {
  request: () => ({ url: `${origin}/circle` }),
  ends: exit(3),
  stderr: /more than 10 times/,
})
check('bytes are not shown', {
  request: () => ({ url: `${origin}/bytes` }),
  ends: { ...exit(0), stdout: '' },
  stderr: /\(10 bytes of image\/png are not shown\)/,
})
check('a file is not a URL to ask', {
  request: () => ({ url: 'file:///etc/passwd' }),
  ends: exit(3),
  stderr: /file: is not http or https/,
})
check('a port where nobody listens is an error', {
  request: () => ({ url: 'http://127.0.0.1:1/' }),
  ends: {
    end: {
      kind: 'error',
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 did not answer: /) as string,
    },
  },
})

const base = {
  method: 'GET',
  url: 'http://a.example/',
  headers: [],
  secrets: ['KB_SECRET_0'],
  timeoutMs: 1,
} as const

test('a secret never becomes scheme, host or port', () => {
  const filled = fillRequest(
    { ...base, url: 'http://KB_SECRET_0.example/KB_SECRET_0' },
    { KB_SECRET_0: 'evil.com/' },
  )
  expect(filled.kind === 'request' && filled.url.href).toBe('http://kb_secret_0.example/evil.com%2F')
})

test('a secret with a line break cannot make a second header, and is not repeated', () => {
  const request = { ...base, headers: [['X-A', 'KB_SECRET_0']] as const }
  const filled = fillRequest(request, { KB_SECRET_0: 'one\r\nX-B: two' })
  expect(filled).toEqual({ kind: 'refused', message: 'the header "X-A" is not one HTTP can carry' })
})

test('what a secret holds is not looked at again', () => {
  const request = { ...base, method: 'POST', body: 'KB_SECRET_0', secrets: ['KB_SECRET_0', 'KB_SECRET_1'] }
  const filled = fillRequest(request, { KB_SECRET_0: 'KB_SECRET_1', KB_SECRET_1: 'x' })
  expect(filled.kind === 'request' && filled.body).toBe('KB_SECRET_1')
})
