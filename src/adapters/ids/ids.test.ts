import { expect, test } from 'vitest'
import { systemIds } from './ids.ts'

test('random bytes come in the number asked for and are not the same twice', () => {
  const ids = systemIds()
  expect(ids.random(12)).toHaveLength(12)
  expect(ids.random(16)).not.toEqual(ids.random(16))
  // Its own memory: a view into a shared pool would carry other randomness along wherever it is sent.
  expect(ids.random(12).buffer.byteLength).toBe(12)
})

test('no byte is given twice, however they are asked for', () => {
  const ids = systemIds()
  const given = Array.from({ length: 500 }, (_, index) => Buffer.from(ids.random(8 + (index % 9))))
  const pieces = given.map((bytes) => bytes.subarray(0, 8).toString('hex'))
  expect(new Set(pieces).size).toBe(500)
  expect(ids.random(5000)).toHaveLength(5000)
})
