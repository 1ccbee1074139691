import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from './canonical.ts'
import { canonicalJson } from './canonical.ts'
import { hash, parseSha256 } from './sha256.ts'

describe('canonical JSON', () => {
  // RFC 8785, sections 3.2.2 and 3.2.3.
  test('is as the RFC writes it', () => {
    const numbers = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
    }
    expect(canonicalJson(numbers)).toBe('{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0]}')
    const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    const sorted = '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}'
    expect(canonicalJson(keys)).toBe(sorted)
    expect(canonicalJson('\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/')).toBe(
      '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    )
  })

  test('says the same value, whatever the order of the keys', () => {
    const turned = (value: Json): Json => {
      if (typeof value !== 'object' || value === null) return value
      if (Array.isArray(value)) return value.map((item: Json) => turned(item))
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, item]) => [key, turned(item ?? null)]),
      )
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json
        expect(JSON.parse(canonicalJson(json))).toEqual(json)
        expect(canonicalJson(turned(json))).toBe(canonicalJson(json))
      }),
    )
  })

  test('leaves out what is undefined', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}')
  })
})

describe('a hash', () => {
  test('is SHA-256 over its purpose and the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const expected = createHash('sha256').update('kneeboard:blob\n').update(bytes).digest('hex')
        expect(hash('blob', bytes)).toBe(`sha256:${expected}`)
      }),
    )
  })

  test('of text is that of its UTF-8, and differs by purpose', () => {
    expect(hash('step', 'é')).toBe(hash('step', new TextEncoder().encode('é')))
    expect(hash('step', 'é')).not.toBe(hash('journal', 'é'))
  })

  test('is read back only as it is written', () => {
    const digest = hash('step', '')
    expect(parseSha256(digest)).toBe(digest)
    for (const text of [
      '',
      digest.slice(7),
      digest.toUpperCase(),
      `${digest}0`,
      `${digest}\n`,
      digest.slice(0, -1),
    ])
      expect(parseSha256(text)).toBeUndefined()
  })
})
