import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hash } from '../../hash/sha256.ts'
import { nativeHash } from './native-hash.ts'

test('is the same hash, of bytes and of any text, also of text that is no Unicode', () => {
  const text = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) })
  fc.assert(
    fc.property(fc.constantFrom('journal', 'blob'), fc.oneof(fc.uint8Array(), text), (purpose, content) => {
      expect(nativeHash(purpose, content)).toBe(hash(purpose, content))
    }),
  )
})
