import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readKeys } from './keys.ts'

const check = (name: string, chunk: string, keys: readonly string[]) =>
  test(name, () => expect(readKeys(chunk)).toEqual(keys))

describe('keys', () => {
  check('letters are themselves, and case counts', 'rR', ['r', 'R'])
  check('Enter is one key, however it is sent', '\r', ['enter'])
  check('Ctrl-C', '\u0003', ['ctrl-c'])
  check('an arrow is one key that means nothing', '\u001b[A', ['other'])
  check('no part of a sequence is a letter', '\u001b[1;5Dr', ['other', 'r'])
  check('Alt with a letter is not that letter', '\u001bR', ['other'])
  check('Escape alone', '\u001b', ['escape'])
  check('a composed character is one key', 'e\u0301', ['e\u0301'])

  test('reads anything to its end', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (chunk) => void readKeys(chunk)))
  })
})
