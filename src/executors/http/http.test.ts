import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOut, makeBench } from '../../../test/executor/bench.ts'
import { until } from '../../../test/executor/until.ts'
import { makeCertificate } from '../../../test/servers/process.ts'
import type { Outcome } from '../../ports/executor.ts'
import type { HttpTerms } from '../../action/action.ts'
import type { ResolvedHttp } from '../../run/resolve.ts'
import { fillRequest } from './request.ts'

const bench = makeBench()
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = []
let server: Server
let other: Server
let origin = ''
let elsewhere = ''

const listen = async (server: Pick<Server, 'listen' | 'address'>): Promise<string> => {
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
  if (url === '/packed')
    return void response
      .writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
      .end(gzipSync('unpacked'))
  if (url === '/never') return
  if (url === '/half') {
    response.writeHead(200, { 'content-length': '100', 'content-type': 'text/plain' }).write('half')
    return void setTimeout(() => response.destroy(), 50)
  }
  response.setHeader('set-cookie', ['a=secret-a', 'b=2'])
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end('{"ok":true,"big":12345678901234567890}')
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

const terms = (change: Partial<HttpTerms>): HttpTerms => ({
  redirect: 'near',
  certificate: 'checked',
  ...change,
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
      {
        action: 'http',
        method: 'GET',
        headers: [],
        secrets: {},
        terms: { redirect: 'near', certificate: 'checked' },
        ...request(),
      },
      { secrets: given },
    )
    expect(await carryOut(bench, attempt)).toMatchObject(ends)
    if (stderr) expect(await bench.log(attempt.effect, 'stderr')).toMatch(stderr)
    if (sent) expect(seen.at(-1)).toMatchObject(sent)
  })

const exit = (code: number): Partial<Outcome> => ({ end: { kind: 'exit', code } })

check('the body is standard output, status and headers are told beside it', {
  request: () => ({ url: `${origin}/a?b=c` }),
  ends: {
    ...exit(0),
    stdout: '{\n  "ok": true,\n  "big": 12345678901234567890\n}\n',
    outputs: { status: '200' },
    response: {
      status: 200,
      headers: expect.objectContaining({ 'set-cookie': 'a=secret-a, b=2' }) as Record<string, string>,
    },
  },
  stderr: /^HTTP 200 OK\ncontent-type: application\/json\ndate: .*\n$/,
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
check('a redirect elsewhere is not followed', {
  request: () => ({ url: `${origin}/away` }),
  ends: exit(3),
  stderr: /redirected to http:\/\/127\.0\.0\.1:\d+: not followed to another host/,
})
check('followed when that is asked for, it gets none of the headers', {
  request: () => ({ url: `${origin}/away`, headers: [['X-Key', 'k']], terms: terms({ redirect: 'follow' }) }),
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
check('redirect=manual shows the answer', {
  request: () => ({ url: `${origin}/near`, terms: terms({ redirect: 'manual' }) }),
  ends: { ...exit(0), outputs: { status: '302' } },
  stderr: /location: \/landed/,
  sent: { url: '/near' },
})
check('redirect=error takes none', {
  request: () => ({ url: `${origin}/near`, terms: terms({ redirect: 'error' }) }),
  ends: exit(3),
  stderr: /not followed, as redirect=error says/,
})
check('what is packed is unpacked', {
  request: () => ({ url: `${origin}/packed` }),
  ends: { ...exit(0), stdout: 'unpacked' },
})
check('an answer that breaks off fails, and its status is known', {
  request: () => ({ url: `${origin}/half`, method: 'POST', body: 'x' }),
  ends: { ...exit(56), stdout: 'half', outputs: { status: '200' } },
  stderr: /the answer broke off/,
})
check('a GET that nobody answers in time fails', {
  request: () => ({ url: `${origin}/never`, terms: terms({ timeoutMs: 700 }) }),
  ends: exit(28),
  stderr: /no answer from 127\.0\.0\.1:\d+ within 0\.7 s/,
})
check('a POST that nobody answers is a question, not a failure that could be tried again', {
  request: () => ({ url: `${origin}/never`, method: 'POST', body: 'x', terms: terms({ timeoutMs: 700 }) }),
  ends: {
    end: {
      kind: 'unknown',
      why: expect.stringMatching(/whether the POST took effect is not known/) as string,
    },
  },
})
check('a POST to a port where nobody listens was not sent', {
  request: () => ({ url: 'http://127.0.0.1:1/', method: 'POST', body: 'x' }),
  ends: { end: { kind: 'error', message: expect.stringMatching(/ECONNREFUSED/) as string } },
})
check('a redirect to a file is not followed', {
  request: () => ({ url: `${origin}/file` }),
  ends: exit(3),
  stderr: /redirected to file:/,
})
check('a circle ends', {
  request: () => ({ url: `${origin}/circle` }),
  ends: exit(3),
  stderr: /more than 5 times/,
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
  redirect: 'near',
  certificate: 'checked',
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

test('a request that changes something and is ended in the middle is a question', async () => {
  const made = bench.attempt({
    action: 'http',
    method: 'POST',
    url: `${origin}/never`,
    headers: [],
    body: 'x',
    terms: terms({}),
    secrets: {},
  })
  await bench.executor.prepare(made)
  const running = bench.executor.run(made)
  seen.length = 0
  await until('it arrived', () => seen.length > 0)
  await bench.executor.cancel(made.effect, 20_000)
  expect((await running).end).toMatchObject({ kind: 'unknown' })
})

test('a certificate is checked, against an authority that is named, or not at all when that is said', async ({
  skip,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'kb-http-'))
  const made = makeCertificate(folder, {})
  if (!made) return skip('openssl is not installed')
  const secure = createSecureServer(
    { key: readFileSync(made.key), cert: readFileSync(made.certificate) },
    (_, response) => {
      response.end('safe')
    },
  )
  const port = new URL(await listen(secure)).port
  const ends = async (terms: HttpTerms) =>
    (
      await carryOut(
        bench,
        bench.attempt({
          action: 'http',
          method: 'GET',
          url: `https://localhost:${port}/`,
          headers: [],
          terms,
          secrets: {},
        }),
      )
    ).end
  expect(await ends(terms({}))).toMatchObject({
    kind: 'error',
    message: expect.stringMatching(/self-signed.*ca=/) as string,
  })
  expect(await ends(terms({ ca: made.certificate }))).toEqual({ kind: 'exit', code: 0 })
  expect(await ends(terms({ certificate: 'unchecked' }))).toEqual({ kind: 'exit', code: 0 })
  secure.close()
  rmSync(folder, { recursive: true, force: true })
})
