import * as z from 'zod/mini'
import { parseDuration } from '../text/duration.ts'
import type { GroupBlock, LoopOver } from './group.ts'
import { atOnceMax, turnsMaxDefault } from './group.ts'

const count = z.number().check(z.int(), z.positive())

const common = { 'at once': z.optional(count), 'stop after': z.optional(count) }

export const loopForm = z.strictObject({
  'for each': z.optional(z.string()),
  times: z.optional(z.union([z.number(), z.string()])),
  until: z.optional(z.string()),
  every: z.optional(z.string()),
  'at most': z.optional(count),
  ...common,
})

export const parallelForm = z.strictObject({
  join: z.optional(z.union([z.enum(['all', 'any']), count])),
  ...common,
})

/** How a step's sub-steps go side by side, from the body of a `yaml parallel` block. */
export function parallelOf(value: unknown): GroupBlock | undefined {
  const parsed = z.safeParse(parallelForm, value ?? {})
  if (!parsed.success) return undefined
  const { join = 'all', 'at once': atOnce = atOnceMax, 'stop after': errorsMax } = parsed.data
  if (join !== 'all' && errorsMax !== undefined) return undefined
  const needs =
    join === 'all'
      ? ({ kind: 'all', errorsMax: errorsMax ?? 1 } as const)
      : ({ kind: 'at-least', count: join === 'any' ? 1 : join } as const)
  return { kind: 'parallel', parallel: { join: needs, atOnce: Math.min(atOnce, atOnceMax) } }
}

/** How often a step is carried out, from the body of a `yaml loop` block. */
export function loopOf(value: unknown): GroupBlock | undefined {
  const parsed = z.safeParse(loopForm, value)
  const over = parsed.success ? overOf(parsed.data) : undefined
  if (!parsed.success || !over) return undefined
  const {
    'at once': atOnce = 1,
    'stop after': errorsMax,
    'at most': turnsMax = turnsMaxDefault,
  } = parsed.data
  // What is looked at after each turn cannot be looked at while others are under way.
  if (over.kind === 'until' && atOnce > 1) return undefined
  const loop = { over, turnsMax, atOnce: Math.min(atOnce, atOnceMax) }
  return { kind: 'loop', loop: errorsMax === undefined ? loop : { ...loop, errorsMax } }
}

function overOf({ 'for each': each, times, until, every }: z.infer<typeof loopForm>): LoopOver | undefined {
  const given = [each, times, until].filter((one) => one !== undefined)
  const everyMs = every === undefined ? undefined : parseDuration(every)
  if (given.length !== 1 || (every !== undefined && (until === undefined || everyMs === undefined)))
    return undefined
  if (until !== undefined)
    return { kind: 'until', expression: until.trim(), ...(everyMs === undefined ? {} : { everyMs }) }
  if (times !== undefined) return { kind: 'count', count: nameOf(`${times}`) }
  const match = /^\s*([A-Za-z_]\w{0,63}) in (.{1,2000}?)\s*$/s.exec(each ?? '')
  return match ? { kind: 'list', variable: match[1] ?? '', list: nameOf(match[2] ?? '') } : undefined
}

/** `{{ hosts }}`, `params.hosts` and `hosts` are one name. */
export const nameOf = (written: string): string =>
  written
    .trim()
    .replace(/^\{\{\s*|\s*\}\}$/g, '')
    .replace(/^params\.(?=\w+$)/, '')
