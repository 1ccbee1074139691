import { describe, expect, test } from 'vitest'
import { readExpectation } from '../document/markdown/check.ts'
import type { Seen } from './check.ts'
import { evaluateCheck, takeOutput } from './check.ts'

const answered: Seen = {
  exit: 22,
  stdout: '{"id": 7}',
  response: { status: 404, headers: { 'content-type': 'application/json', etag: '"x"' } },
}

const check = (written: string, seen: Seen, why: string) =>
  test(`${written}: ${why || 'holds'}`, () => {
    const read = readExpectation(written)
    if (read.kind === 'command' || read.kind === 'person') throw new Error('no such form')
    expect(evaluateCheck(read, seen)).toEqual({ holds: why === '', why })
  })

describe('what an answer over HTTP must say', () => {
  check('`status 404`', answered, '')
  check('status 4xx', answered, '')
  check('status 2XX', answered, 'expected status 2xx, got 404')
  check('status 200', { exit: 28, stdout: '' }, 'expected status 200, and nothing answered')
  check('header Content-Type: json', answered, '')
  check('header etag: /^"/', answered, '')
  check('header etag: /^W/', answered, 'the header etag does not match /^W/')
  check('header content-type: xml', answered, 'the header content-type does not contain "xml"')
  check('header constructor: x', answered, 'the answer has no header constructor')
  check('.id == 7', answered, '')
})

test('paths look at what was found, where what is shown is for people', () => {
  const seen: Seen = { exit: 0, stdout: 'id\n--\n 7\n', json: '[{"id":7}]' }
  expect(evaluateCheck({ kind: 'path', path: [0, 'id'], operator: '==', value: 7 }, seen).holds).toBe(true)
  expect(takeOutput({ kind: 'path', path: [0, 'id'] }, seen)).toBe('7')
  expect(takeOutput({ kind: 'line', line: 1 }, seen)).toBe('id')
})
