import type { Metadata } from '../document/metadata.ts'
import { addPeriod, formatDay, parseDay, parsePeriod } from '../lint/calendar.ts'

/** Whether the text was looked at within the time it promises; `due`: within the next thirty days. */
export type Freshness = 'fresh' | 'due' | 'overdue' | 'unknown'

/** Without a promise of its own a runbook is looked at once a year: OPS07-BP03 asks for regular review. */
const yearly = { count: 1, unit: 'year' } as const
const soon = { count: 30, unit: 'day' } as const

/** `today` is `YYYY-MM-DD`. */
export function freshnessOf(metadata: Metadata, today: string): Freshness {
  const looked = lookedAt(metadata)
  const now = parseDay(today)
  if (!looked || !now) return 'unknown'
  const period = (metadata.reviewIn && parsePeriod(metadata.reviewIn.text)) ?? yearly
  const due = formatDay(addPeriod(looked, period))
  if (due < today) return 'overdue'
  return due <= formatDay(addPeriod(now, soon)) ? 'due' : 'fresh'
}

/** The day of the last review or update, the later one, `YYYY-MM-DD`. */
export function lastLookedAt(metadata: Metadata): string | undefined {
  const day = lookedAt(metadata)
  return day && formatDay(day)
}

const lookedAt = ({ reviewed, updated }: Metadata) =>
  [reviewed, updated]
    .flatMap((value) => (value && parseDay(value.text)) ?? [])
    .toSorted((a, b) => formatDay(b).localeCompare(formatDay(a)))[0]
