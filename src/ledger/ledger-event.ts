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
