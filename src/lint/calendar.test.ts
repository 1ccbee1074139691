import { expect, test } from 'vitest'
import { addPeriod, formatDay, parseDay, parsePeriod } from './calendar.ts'

test.each([
  ['2022-09-21', '2022-09-21'],
  ['2022/9/1', '2022-09-01'],
  ['2022-09-21T10:00:00Z', '2022-09-21'],
  ['21 September 2022', '2022-09-21'],
  ['Sep 21st, 2022', '2022-09-21'],
  ['2024-02-29', '2024-02-29'],
  ['2023-02-29', undefined],
  ['2022-13-01', undefined],
  ['09/10/2022', undefined],
  ['last spring', undefined],
  ['', undefined],
])('the day %j is %s', (text, wanted) => {
  const day = parseDay(text)
  expect(day && formatDay(day)).toBe(wanted)
})

test.each([
  ['2024-01-31', '1 month', '2024-02-29'],
  ['2024-02-10', '6 months', '2024-08-10'],
  ['2024-11-30', '3 months', '2025-02-28'],
  ['2024-12-31', 'every year', '2025-12-31'],
  ['2024-12-20', '90d', '2025-03-20'],
  ['2024-02-22', '1 week', '2024-02-29'],
])('%s and %s is %s', (from, period, wanted) => {
  const day = parseDay(from)
  const length = parsePeriod(period)
  expect(day && length && formatDay(addPeriod(day, length))).toBe(wanted)
})

test.each(['soon', '6', 'months 6', '6 parsecs', ''])('%j is no period', (text) => {
  expect(parsePeriod(text)).toBeUndefined()
})
