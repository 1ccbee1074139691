import * as z from 'zod/mini'
import { parseDuration } from '../text/duration.ts'
import { nextTimeOfDay, parseInstant } from '../text/instant.ts'
import type { WaitForInput, WaitInput, WaitUntilInput } from './action.ts'

export const waitForm = z.strictObject({
  for: z.optional(z.string()),
  until: z.optional(z.union([z.string(), z.boolean()])),
  every: z.optional(z.string()),
  'at most': z.optional(z.string()),
  reason: z.optional(z.string()),
})

/** A wait for a condition that says nothing else looks this often, and gives up after this long. */
const everyDefaultMs = 10_000
const atMostDefaultMs = 3_600_000

/** What a `yaml wait` block waits for: a time, a time of day, or something that is to hold. */
export function waitOf(value: unknown): WaitInput | WaitUntilInput | WaitForInput | undefined {
  const parsed = z.safeParse(waitForm, value)
  if (!parsed.success) return undefined
  const { for: duration, until, every, 'at most': atMost, reason: why } = parsed.data
  const reason = why === undefined ? {} : { reason: why }
  if ((duration === undefined) === (until === undefined)) return undefined
  if (duration !== undefined) {
    const durationMs = parseDuration(duration)
    const plain = durationMs !== undefined && every === undefined && atMost === undefined
    return plain ? { action: 'wait', durationMs, ...reason } : undefined
  }
  const written = `${until}`.trim()
  const time = timeOf(written)
  if (time)
    return every === undefined && atMost === undefined ? { action: 'wait-until', time, ...reason } : undefined
  if (!/[a-z_]/i.test(written) || looksLikeTime.test(written)) return undefined
  const everyMs = every === undefined ? everyDefaultMs : parseDuration(every)
  const atMostMs = atMost === undefined ? atMostDefaultMs : parseDuration(atMost)
  if (everyMs === undefined || atMostMs === undefined || everyMs < 1000) return undefined
  return { action: 'wait-for', expression: written, everyMs, atMostMs, ...reason }
}

/** `22:00` alone is no time: at which desk? */
const looksLikeTime = /^\d{1,4}[-:]\d{2}/

function timeOf(written: string): WaitUntilInput['time'] | undefined {
  const at = parseInstant(written)
  if (at !== undefined) return { kind: 'instant', at }
  const match = /^([01]?\d|2[0-3]):([0-5]\d) ([A-Za-z][\w+-]*(?:\/[\w+-]+){0,2})$/.exec(written)
  if (!match) return undefined
  const [, hours, minutes, zone = ''] = match
  const time = { kind: 'time-of-day', minutes: Number(hours) * 60 + Number(minutes), zone } as const
  return nextTimeOfDay(time.minutes, zone, 0) === undefined ? undefined : time
}
