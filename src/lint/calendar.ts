import { never } from '../text/bug.ts'

/** A day of the calendar; months count from 1. */
export type Day = { readonly year: number; readonly month: number; readonly day: number }

/** A length of time as people plan reviews. */
export type Period = { readonly count: number; readonly unit: 'day' | 'week' | 'month' | 'year' }

/** `2022-09-21` (also with `/` or `.`, or a time after it), `21 September 2022`, `September 21, 2022`. */
export function parseDay(text: string): Day | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].{0,40})?$/.exec(text.trim())
  if (iso) return validDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/i.exec(text.trim())
  if (dayFirst) return validDay(Number(dayFirst[3]), monthOf(dayFirst[2] ?? ''), Number(dayFirst[1]))
  const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(text.trim())
  if (monthFirst) return validDay(Number(monthFirst[3]), monthOf(monthFirst[1] ?? ''), Number(monthFirst[2]))
  return undefined
}

/** `6 months`, `1 year`, `90d`, `every 2 weeks`. */
export function parsePeriod(text: string): Period | undefined {
  const found = /^(?:every )?(\d{1,4}|a|one)? ?(d|w|m|y|days?|weeks?|months?|years?)$/i.exec(text.trim())
  const unit = units.get((found?.[2] ?? '').charAt(0).toLowerCase())
  if (!found || !unit) return undefined
  const count = Number(found[1] ?? '1')
  return { count: Number.isNaN(count) ? 1 : count, unit }
}

/** The day a period after `day`; the 31st of a month that has none is its last day. */
export function addPeriod(day: Day, { count, unit }: Period): Day {
  switch (unit) {
    case 'day':
      return addDays(day, count)
    case 'week':
      return addDays(day, count * 7)
    case 'month':
      return addMonths(day, count)
    case 'year':
      return addMonths(day, count * 12)
    default:
      return never(unit)
  }
}

/** `2022-09-21`: compares as text the way days compare. */
export const formatDay = ({ year, month, day }: Day): string =>
  [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')

const units: ReadonlyMap<string, Period['unit']> = new Map([
  ['d', 'day'],
  ['w', 'week'],
  ['m', 'month'],
  ['y', 'year'],
])

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const monthOf = (word: string): number => months.indexOf(word.slice(0, 3).toLowerCase()) + 1

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function validDay(year: number, month: number, day: number): Day | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  return { year, month, day }
}

function addMonths({ year, month, day }: Day, count: number): Day {
  const index = year * 12 + month - 1 + count
  const to = { year: Math.floor(index / 12), month: (index % 12) + 1 }
  return { ...to, day: Math.min(day, daysIn(to.year, to.month)) }
}

function addDays(start: Day, count: number): Day {
  let { year, month } = start
  let day = start.day + count
  while (day > daysIn(year, month)) {
    day -= daysIn(year, month)
    month = month === 12 ? 1 : month + 1
    if (month === 1) year++
  }
  return { year, month, day }
}
