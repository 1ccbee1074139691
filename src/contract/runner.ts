import * as z from 'zod/mini'
import type { Order } from '../ports/runners.ts'
import { value } from './route.ts'

const text = z.string()
const short = z.string().check(z.maxLength(1000))
const count = z.number().check(z.int(), z.nonnegative())
const texts = z.record(short, text)

/** How a runner introduces itself; which one it is, its token says. */
export const helloSchema = z.object({
  identity: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  startedOn: short,
  version: short,
  runs: z.array(short).check(z.maxLength(100_000)),
})

export const welcomeSchema = z.object({ name: text, session: text, ended: z.array(text) })

export const takeOrdersSchema = z.object({
  session: short,
  /** Ids of orders that came and need not be sent again. */
  received: z.array(short),
  /** It takes no new commands, and leaves when those it has are over. */
  draining: z.boolean(),
})

export const ordersSchema = z.object({ orders: z.array(value<Order>('what the runner is to do')) })

const endSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exit'), code: z.number().check(z.int()) }),
  z.object({ kind: z.literal('os-signal'), osSignal: short }),
  z.object({ kind: z.literal('error'), message: text }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('never-ran') }),
  z.object({ kind: z.literal('unknown'), why: text }),
])

const sessionSchema = z.object({
  cwd: text,
  set: texts,
  unset: z.array(short),
  secrets: z.exactOptional(texts),
  dropped: z.exactOptional(z.array(short)),
})

/**
 * How an attempt ended, as a runner tells it: an `Outcome`. A runner's host may be taken over, so nothing of it is
 * believed unread, and the hash of the log is made here, of what came.
 */
const outcomeSchema = z.object({
  end: endSchema,
  stdout: text,
  json: z.exactOptional(text),
  response: z.exactOptional(z.object({ status: count, headers: texts })),
  outputs: texts,
  session: z.exactOptional(sessionSchema),
  truncated: z.boolean(),
})

export const reportSchema = z.object({
  session: short,
  results: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('outcome'), id: short, outcome: outcomeSchema }),
      z.object({ kind: z.literal('done'), id: short }),
    ]),
  ),
})

/** A piece of a log, as the runner masked it. */
export const runnerLogSchema = z.object({
  effect: short,
  chunks: z.array(
    z.object({ stream: z.enum(['stdout', 'stderr']), from: count, to: count, at: count, text }),
  ),
})

export const readUpToSchema = z.object({ stdout: count, stderr: count })

export const runnersSchema = z.object({
  runners: z.array(
    z.object({
      name: text,
      labels: z.array(text),
      createdAt: z.number(),
      connected: z.boolean(),
      draining: z.boolean(),
      busy: z.number(),
      startedOn: z.optional(text),
      version: z.optional(text),
      heardAt: z.optional(z.number()),
    }),
  ),
  bindings: z.array(z.object({ folder: text, label: text, directory: text })),
})

/** A letter, then letters, digits, `-`, `_` and `.`. */
const nameSchema = z.string().check(z.regex(/^[a-z][a-z0-9._-]{0,62}$/))

export const newRunnerSchema = z.object({
  name: nameSchema,
  labels: z.array(nameSchema).check(z.maxLength(50)),
})

export const bindingSchema = z.object({
  folder: short,
  label: nameSchema,
  directory: z.string().check(z.regex(/^\/[^\0\n]{0,4000}$/)),
})
