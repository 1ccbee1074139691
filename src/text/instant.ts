/** Milliseconds since the epoch of an RFC 3339 instant; undefined when it is none. Seconds may be left out. */
export function parseInstant(text: string): number | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/.exec(
      text,
    )
  if (!match) return undefined
  const [year, month, day, hour, minute, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0))
  if (year === undefined || month === undefined || day === undefined) return undefined
  if (hour === undefined || minute === undefined) return undefined
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const offset = (Number(match[10] ?? 0) * 60 + Number(match[11] ?? 0)) * (match[9] === '-' ? -1 : 1)
  const millis = Number((match[7] ?? '0').padEnd(3, '0'))
  return instantOf({ year, month, day, minutes: hour * 60 + minute - offset }) + second * 1000 + millis
}

/**
 * The next instant after `now` at which a wall clock in `zone` shows that many minutes after midnight. Where clocks
 * are put forward over it, the first instant after the gap. Undefined when there is no such zone.
 */
export function nextTimeOfDay(minutes: number, zone: string, now: number): number | undefined {
  const today = wallClock(now, zone)
  if (!today) return undefined
  for (let days = 0; days < 3; days++) {
    const wanted = instantOf({ ...today, day: today.day + days, minutes })
    // The offset there is not known before it is: twice is enough, changes of it are hours apart.
    const first = wanted - (offsetAt(wanted, zone) ?? 0)
    const at = wanted - (offsetAt(first, zone) ?? 0)
    if (at > now) return at
  }
  return undefined
}

type WallClock = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly minutes: number
}

function wallClock(at: number, zone: string): WallClock | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    return { year: of('year'), month: of('month'), day: of('day'), minutes: of('hour') * 60 + of('minute') }
  } catch {
    return undefined
  }
}

/** How far a zone's wall clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(at: number, zone: string): number | undefined {
  const minute = Math.floor(at / 60_000) * 60_000
  const shown = wallClock(minute, zone)
  return shown && instantOf(shown) - minute
}

/** The instant of a date and minutes in UTC; days beyond the month's end count on. */
function instantOf({ year, month, day, minutes }: WallClock): number {
  return (daysBefore(year, month) + day - 1) * 86_400_000 + minutes * 60_000
}

/** Days from 1970-01-01 to the first of a month (Howard Hinnant, days_from_civil). */
function daysBefore(year: number, month: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}
