import * as z from 'zod/mini'
import type { Grant } from '../access/grant.ts'
import { roles } from '../access/role.ts'
import type { Verb } from '../access/verb.ts'
import { isVerb } from '../access/verb.ts'
import type { Envelope } from '../run/event/envelope.ts'
import { value } from './route.ts'

const text = z.string()
/** Longer than any name or password that is taken; what is longer is not even looked at. */
const short = text.check(z.maxLength(300))

/** What a browser that nobody has signed in with needs to know: what to show. */
export const entranceSchema = z.object({
  installation: z.enum(['single-user', 'accounts']),
  /** Nobody administers the installation yet: the link that the server printed makes an admin. */
  setUp: z.boolean(),
})

export const setUpSchema = z.object({ token: short, name: short, password: short })
export const signInSchema = z.object({ name: short, password: short })
export const newPasswordSchema = z.object({ current: short, next: short })
export const letInSchema = z.object({ account: text })

export const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      name: text,
      kind: z.enum(['person', 'service']),
      disabled: z.boolean(),
      /** Their password is known to somebody else until they change it. */
      temporary: z.boolean(),
      createdAt: z.number(),
      groups: z.array(text),
    }),
  ),
})

export const newAccountSchema = z.object({ name: short, kind: z.enum(['person', 'service']) })
/** The password is shown once: good for signing in and choosing another. */
export const createdAccountSchema = z.object({ name: text, password: z.optional(text) })

const to = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('account'), account: short }),
  z.object({ kind: z.literal('group'), group: short }),
  z.object({ kind: z.literal('everyone') }),
])
const on = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everything') }),
  z.object({ kind: z.literal('folder'), folder: text.check(z.maxLength(1_000)) }),
  z.object({ kind: z.literal('tag'), tag: short }),
])
export const grantSchema = z.object({ to, role: z.enum(roles), on })
export const grantsSchema = z.object({
  grants: z.array(z.object({ id: text, grant: value<Grant>('who is what on what, as it is given') })),
})

const verb = z.custom<Verb>((written) => typeof written === 'string' && isVerb(written), 'no such verb')
const scopeSchema = z.object({
  /** Only these; absent: whatever the account may. */
  verbs: z.exactOptional(z.array(verb).check(z.maxLength(200))),
  folders: z.exactOptional(z.array(text).check(z.maxLength(100))),
})
export const newTokenSchema = z.object({
  name: short,
  days: z.number(),
  scope: scopeSchema,
  /** A service's name; absent: a token of one's own. */
  account: z.exactOptional(short),
})
const tokenSchema = z.object({
  id: text,
  account: text,
  name: text,
  scope: scopeSchema,
  createdAt: z.number(),
  expiresAt: z.number(),
})
export type WireToken = z.output<typeof tokenSchema>
export const tokensSchema = z.object({ tokens: z.array(tokenSchema) })
/** `token` is shown once. */
export const createdTokenSchema = z.object({ token: text, kept: tokenSchema })

export const auditSchema = z.object({
  entries: z.array(value<Envelope>('an entry of the ledger, docs/record.md')),
  /** Ask for entries before this number next; absent: there are no older ones. */
  next: z.optional(z.number()),
})

/** Where the ledger stands: how many entries, and the hash that covers them all. */
export const tipSchema = z.object({
  seq: z.number(),
  /** As a witness keeps it, docs/record.md. */
  line: text,
})

/** Nothing more to say than that it is done. */
export const doneSchema = z.object({ done: z.literal(true) })
