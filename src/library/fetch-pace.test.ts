import { expect, test } from 'vitest'
import { untilNextFetchMs } from './fetch-pace.ts'

test('a library is looked at in its interval, give or take a tenth', () => {
  expect(untilNextFetchMs(60_000, 0, 0)).toBe(54_000)
  expect(untilNextFetchMs(60_000, 0, 1)).toBe(66_000)
})

test('after failures later and later, up to a quarter of an hour, and never sooner than its interval', () => {
  expect(untilNextFetchMs(60_000, 1, 0.5)).toBe(120_000)
  expect(untilNextFetchMs(60_000, 3, 0.5)).toBe(480_000)
  expect(untilNextFetchMs(60_000, 40, 0.5)).toBe(900_000)
  expect(untilNextFetchMs(3_600_000, 5, 0.5)).toBe(3_600_000)
})
