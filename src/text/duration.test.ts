import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

describe('a duration as people write it', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['500ms', 500],
    ['5 minutes', 300_000],
    ['2 hours, 5 mins', 7_500_000],
    ['1.5s', 1_500],
    ['7 days', 604_800_000],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['', '10', 'soon', '10 parsecs', 'about 10m', '10m or so', '-5s', '10mm'])('not %j', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  )
})

describe('a duration for people', () => {
  it.each([
    [850, '850 ms'],
    [4_200, '4.2 s'],
    [59_400, '59 s'],
    [72_000, '1 m 12 s'],
    [120_000, '2 m'],
    [7_500_000, '2 h 5 m'],
    [259_200_000, '3 d'],
  ])('%d ms', (ms, text) => expect(formatDuration(ms)).toBe(text))
})
