import * as z from 'zod/mini'
import type { NotifyInput } from './action.ts'

const form = z.strictObject({
  to: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/)),
  title: z.optional(z.string().check(z.maxLength(500))),
  text: z.string().check(z.maxLength(8_000)),
  severity: z.optional(z.enum(['info', 'warning', 'error', 'critical'])),
  required: z.optional(z.boolean()),
})

export const notifyExample =
  'to: a destination of the configuration; text: Markdown; and if needed title, severity (info, warning, error, critical), required: true'

/** Reads the parsed body of a `yaml notify` block; undefined when it is not one. */
export function readNotifyForm(value: unknown): NotifyInput | undefined {
  const parsed = z.safeParse(form, value)
  if (!parsed.success) return undefined
  const { to, title, text, severity = 'info', required = false } = parsed.data
  return { action: 'notify', to, ...(title === undefined ? {} : { title }), text, severity, required }
}
