import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { celEvaluate } from '../../src/adapters/cel/evaluate.ts'
import { readActionBlock } from '../../src/action/action-block.ts'
import { readHttp } from '../../src/action/http-form.ts'
import type { ParameterValue, PlanValue } from '../../src/plan/plan.ts'
import { makeRunId } from '../../src/run/id.ts'
import { resolveHttp } from '../../src/run/resolve/http.ts'
import { initialState } from '../../src/run/state.ts'
import { carryOut, makeBench } from '../executor/bench.ts'
import { planOf } from '../plan-builder.ts'
import { injections } from '../servers/injections.ts'

/**
 * Values from outside in requests, YAML and conditions: same host, same parts of the path, same tree, whatever a value
 * says. Statements are looked at beside the engines that carry them out: `src/executors/sql`.
 */
const bench = makeBench()
let origin = ''
const seen: { url: string; headers: IncomingMessage['headers']; body: string }[] = []
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (piece: Buffer) => (body += piece.toString()))
  request.on('end', () => {
    seen.push({ url: request.url ?? '', headers: request.headers, body })
    response.end()
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await bench.remove()
})

const value = (given: ParameterValue): PlanValue => ({
  type: 'string',
  origin: 'person',
  constrained: false,
  value: given,
})

function resolve(text: string, given: ParameterValue) {
  const read = readHttp(text.replaceAll('ORIGIN', origin), () => undefined)
  if (read.kind === 'problem') throw new Error(read.message)
  return resolveHttp(
    {
      state: initialState(makeRunId(0, new Uint8Array(12)), { ...planOf([]), values: { v: value(given) } }),
      session: { cwd: '/', set: {}, unset: [] },
      environment: new Set(),
      place: 'step#main0',
      edited: undefined,
      dangerous: false,
    },
    read.input,
  )
}

/** What the listener got. */
async function send(text: string, given: ParameterValue): Promise<(typeof seen)[number]> {
  const resolved = resolve(text, given)
  if (resolved.kind !== 'action') throw new Error(JSON.stringify(resolved))
  seen.length = 0
  expect((await carryOut(bench, bench.attempt(resolved.action))).end).toEqual({ kind: 'exit', code: 0 })
  const [got] = seen
  if (!got) throw new Error('nothing arrived')
  return got
}

const request = `POST ORIGIN/items/{{ v }}/parts?a={{ v }}&b=2
Content-Type: application/json
Host-Of: {{ v }}

{"name": "it is {{ v }}", "whole": "{{ v }}", "bare": {{ v }}, "big": 12345678901234567890, "list": [{{ v }}]}`

describe('a request', { timeout: 120_000 }, () => {
  test('goes to the same host and path, with the same tree, whatever a value says', async () => {
    const carried = injections.filter((each) => /^[\t\u0020-\u00ff]*$/.test(each))
    for (const each of carried) {
      const got = await send(request, each)
      const url = new URL(got.url, origin)
      expect([each, got.headers.host]).toEqual([each, origin.slice(7)])
      expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'items', each, 'parts'])
      expect([...url.searchParams]).toEqual([
        ['a', each],
        ['b', '2'],
      ])
      expect(JSON.parse(got.body)).toEqual({
        name: `it is ${each}`,
        whole: each,
        bare: each,
        big: Number('12345678901234567890'),
        list: [each],
      })
      expect(got.body).toContain('12345678901234567890')
    }
  })

  test.each(['form', 'xml'])('keeps the shape of a body that is %s', async (form) => {
    const text =
      form === 'form'
        ? 'POST ORIGIN/\n\nuser={{ v }}&role=guest'
        : 'POST ORIGIN/\n\n<order note="{{ v }}"><name>{{ v }}</name></order>'
    for (const each of injections) {
      const resolved = resolve(text, each)
      const body =
        resolved.kind === 'action' && resolved.action.action === 'http' ? (resolved.action.body ?? '') : ''
      if (form === 'form')
        expect([...new URLSearchParams(body)]).toEqual([
          ['user', each],
          ['role', 'guest'],
        ])
      else
        expect(body.replace(/"[^"]*"/, '""').match(/<[^<>]*>/g)).toEqual([
          '<order note="">',
          '<name>',
          '</name>',
          '</order>',
        ])
    }
  })

  test('writes a value of its kind where it stands alone in JSON', () => {
    const body = (given: ParameterValue) => resolve('POST ORIGIN/\n\n{"n": {{ v }}}', given)
    expect(body(7)).toMatchObject({ action: { body: '{"n": 7}' } })
    expect(body(true)).toMatchObject({ action: { body: '{"n": true}' } })
    expect(body(['a', 'b'])).toMatchObject({ action: { body: '{"n": ["a","b"]}' } })
    expect(body('1, "admin": true')).toMatchObject({ action: { body: '{"n": "1, \\"admin\\": true"}' } })
  })

  test.each([
    ['the host', 'GET http://{{ v }}/', 'evil.example'],
    ['a part of the host', 'GET http://api.{{ v }}/', 'evil.example'],
    ['the port', 'GET http://127.0.0.1:{{ v }}/', '80@evil.example'],
    ['a path that goes up', 'DELETE ORIGIN/users/{{ v }}/orders', '..'],
    ['a path that goes up, put together', 'DELETE ORIGIN/users/.{{ v }}/orders', '.'],
    ['a path that goes up, in another spelling', 'DELETE ORIGIN/users/{{ v }}%2e/orders', '.'],
    ['a path that asks for all', 'DELETE ORIGIN/users/{{ v }}', ''],
    ['a second header', 'GET ORIGIN/\nX-A: {{ v }}', 'a\r\nX-B: c'],
    ['a name in JSON', 'POST ORIGIN/\n\n{"{{ v }}": 1}', 'admin'],
    ['JSON that cannot be read', 'POST ORIGIN/\n\n{"a": "x" {{ v }}}', ', "b": 1'],
  ])('is refused: %s', (_, text, given) => expect(resolve(text, given).kind).toBe('refused'))
})

test('a block of YAML is read before a value comes to it: what it holds is one scalar', () => {
  for (const each of injections) {
    const read = readActionBlock('approve', `message: ${JSON.stringify(each)}\nby: [ops]\n`)
    expect(read).toMatchObject({ kind: 'action', input: { message: each, approvers: ['ops'], count: 1 } })
  }
})

test('a condition sees a value and never its text', () => {
  const evaluate = celEvaluate()
  for (const each of injections) {
    const bindings = { params: { v: each, w: 'kept' } }
    expect(evaluate('params.v == "kept" || params.v == params.w', bindings)).toEqual({
      kind: 'value',
      value: false,
    })
    expect(evaluate('size(params.v) > 0 && params.v == params.v', bindings)).toEqual({
      kind: 'value',
      value: true,
    })
  }
})
