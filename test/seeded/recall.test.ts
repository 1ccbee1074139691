import { expect, test } from 'vitest'
import { rules } from '../../src/lint/rules.ts'
import { defects, measureRecall, notSeeded } from './recall.ts'

test('every rule has defects that are planted', () => {
  const seeded = new Set(defects.map(({ rule }) => rule))
  expect(rules.map(({ id }) => id).filter((id) => !seeded.has(id) && !notSeeded.has(id))).toEqual([])
})

test('of the defects of each rule at least 95 % are found', { timeout: 240_000 }, () => {
  const low = measureRecall(40).filter(({ found, of }) => found / of < 0.95)
  expect(low.map(({ rule, found, of }) => `${rule}: ${found} of ${of}`)).toEqual([])
})
