import { expect, test } from 'vitest'
import { nearMiss } from './near-miss.ts'

test.each([
  ['expct', 'expect'],
  ['expectt', 'expect'],
  ['epxect', 'expect'],
  ['exbect', 'expect'],
  ['expect', undefined],
  ['expiry', undefined],
  ['nodes', undefined],
  ['', undefined],
])('%s is meant to be %s', (word, wanted) => {
  expect(nearMiss(word, ['expect', 'timeout', 'node'])).toBe(wanted)
})
