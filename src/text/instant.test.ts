import { describe, expect, it } from 'vitest'
import { nextTimeOfDay, parseInstant } from './instant.ts'

const at = (text: string) => Date.parse(text)

describe('an instant', () => {
  it.each([
    '2026-03-31T22:00:00Z',
    '2026-03-31T22:00:00.250Z',
    '2024-02-29T23:59:59+05:30',
    '1970-01-01T00:00:00Z',
    '2000-02-29T12:00:00-08:00',
  ])('%s is read as every other program reads it', (text) => expect(parseInstant(text)).toBe(at(text)))

  it.each(['2026-02-29T00:00:00Z', '2026-03-31T22:00:00', '2026-03-31', '22:00', '2026-13-01T00:00Z'])(
    '%s is none',
    (text) => expect(parseInstant(text)).toBeUndefined(),
  )

  it('may leave the seconds out', () =>
    expect(parseInstant('2026-03-31 22:00Z')).toBe(at('2026-03-31T22:00:00Z')))
})

describe('a time of day', () => {
  it.each([
    ['Europe/Berlin', '2026-01-10T12:00:00Z', '2026-01-10T21:00:00Z'],
    ['Europe/Berlin', '2026-07-10T21:00:00Z', '2026-07-11T20:00:00Z'],
    ['UTC', '2026-01-31T22:00:00Z', '2026-02-01T22:00:00Z'],
    ['Asia/Kolkata', '2026-01-10T12:00:00Z', '2026-01-10T16:30:00Z'],
    // The night the clocks change: it is still ten in the evening on both sides of it.
    ['America/New_York', '2026-03-08T03:00:00Z', '2026-03-09T02:00:00Z'],
  ])('22:00 in %s after %s is %s', (zone, now, then) =>
    expect(nextTimeOfDay(22 * 60, zone, at(now))).toBe(at(then)),
  )

  it('there is none in a zone that does not exist', () =>
    expect(nextTimeOfDay(0, 'Mars/Olympus', 0)).toBeUndefined())
})
