import * as z from 'zod/mini'
import type { Actor } from '../run/event/envelope.ts'

const text = z.string()
const run = z.string()
const count = z.number()

/** Where a run's chain stood: its last entry and that entry's hash, which covers all before it. */
const head = { run, seq: count, hash: text }

/**
 * What the ledger of an installation says, version 1. The keys are the stored `type`s and the schemas their
 * `data`; what was once written is read for ever, so fields are only added (as optional) and a new meaning gets
 * a new type.
 */
export const ledgerSchemas = {
  /** The first entry: a random name, so that no two ledgers begin alike. */
  'ledger.begun': z.object({ installation: text }),
  /** A run that was there before the ledger was. */
  'run.adopted': z.object(head),
  'run.created': z.object({ ...head, path: text, documentHash: text }),
  'run.ended': z.object({ ...head, status: text }),
  /** Something was added to a run after its end: a note, a remark. */
  'run.amended': z.object(head),
  /** Kept whatever retention says, until it is released. */
  'run.held': z.object({ run, why: z.exactOptional(text) }),
  'run.released': z.object({ run, why: z.exactOptional(text) }),
  /** Private values and parts of logs that were erased; the hashes are those of the log before and after. */
  'value.erased': z.object({
    run,
    digests: z.array(text),
    logs: z.array(z.object({ effect: text, before: text, after: text })),
    why: z.exactOptional(text),
  }),
  /** Somebody asked for something they may not do; `run` or `path` is what they asked it of. */
  'access.refused': z.object({ verb: text, run: z.exactOptional(run), path: z.exactOptional(text) }),
  /** Who was let in, and who was not. `from` is a network address; an account that is not there is left out. */
  'session.opened': z.object({
    account: text,
    how: z.enum(['set-up', 'password', 'new-password']),
    from: text,
  }),
  'session.refused': z.object({
    account: z.exactOptional(text),
    why: z.enum(['set-up', 'password', 'disabled', 'limit']),
    from: text,
  }),
  /** `all`: everywhere. */
  'session.ended': z.object({ account: text, all: z.boolean() }),
  'account.created': z.object({ account: text, kind: z.enum(['person', 'service']) }),
  'account.disabled': z.object({ account: text }),
  'account.enabled': z.object({ account: text }),
  /** By somebody else, who knows it now: until it is changed it is good for nothing but changing it. */
  'password.reset': z.object({ account: text }),
  'group.joined': z.object({ group: text, account: text }),
  'group.left': z.object({ group: text, account: text }),
  /** In words: `ada is operator on payments/`. */
  'grant.given': z.object({ grant: text, says: text }),
  'grant.ended': z.object({ grant: text, says: text }),
  'token.created': z.object({
    token: text,
    account: text,
    name: text,
    expiresAt: count,
    verbs: z.exactOptional(z.array(text)),
    folders: z.exactOptional(z.array(text)),
  }),
  'token.ended': z.object({ token: text, account: text }),
  /** Bytes of the record that somebody took away. */
  'record.taken': z.object({
    what: z.enum(['report', 'log', 'attachment', 'export']),
    run: z.exactOptional(run),
  }),
  'runbook.saved': z.object({ path: text, before: text, after: text }),
  'runbook.validated': z.object({ path: text, run }),
  /** An approver said no. */
  'approval.denied': z.object(head),
  /** An approval that was not taken: of somebody who may not give it, or of something else than was shown. */
  'approval.refused': z.object({ run, approver: text, why: text }),
  'runner.created': z.object({ runner: text, labels: z.array(text) }),
  'runner.removed': z.object({ runner: text }),
  /** It came for the first time, or with another state folder than before. */
  'runner.identified': z.object({ runner: text, identity: text }),
  'folder.bound': z.object({ folder: text, label: text, directory: text }),
  'folder.unbound': z.object({ folder: text }),
  /** All of a run's record is gone; this is what its last hash was. */
  'run.deleted': z.object({ ...head, why: text }),
  /** From now on the library's text is the one of this commit. */
  'library.published': z.object({ library: text, ref: text, commit: text, previous: z.exactOptional(text) }),
  /** What stands on the branch was not published, by this rule; what was published before stays. */
  'library.refused': z.object({ library: text, ref: text, commit: text, rule: text, why: text }),
} as const

export type LedgerEventType = keyof typeof ledgerSchemas

type LedgerData<T extends LedgerEventType> = z.infer<(typeof ledgerSchemas)[T]>

export type LedgerEvent = { [T in LedgerEventType]: { readonly type: T } & LedgerData<T> }[LedgerEventType]

/** Something to be added to the ledger; its number and hash come when it is. */
export type LedgerFact = { readonly at: number; readonly by: Actor; readonly event: LedgerEvent }

export const isLedgerEventType = (type: string): type is LedgerEventType => Object.hasOwn(ledgerSchemas, type)
