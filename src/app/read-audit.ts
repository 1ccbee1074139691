import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import { readEnvelope } from '../run/event/stored.ts'
import type { Envelope } from '../run/event/envelope.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'

/** Which entries: all of these hold. */
export type AuditFilter = {
  /** Entries before this number; absent: the newest. */
  readonly before?: number
  readonly limit: number
  /** A type, or the beginning of types up to a dot: `token`, `session.refused`. */
  readonly type?: string
  /** Of whoever did it. */
  readonly by?: string
  /** Words anywhere in what an entry says. */
  readonly text?: string
}

export type AuditPage = {
  readonly kind: 'audit'
  /** Newest first. */
  readonly entries: readonly Envelope[]
  /** Older ones begin before this number; absent when there are none. */
  readonly next?: number
}

/** So many are read at once, and so many looked through for one page: a filter that fits nothing ends. */
const readAtOnce = 500
const lookedThroughMax = 50_000

/** Entries of the ledger, newest first. */
export async function readAudit(app: App, filter: AuditFilter): Promise<AuditPage | Trouble> {
  const no = await authorise(app, 'read-audit')
  if (no) return no
  const first = Math.min(filter.before ?? Infinity, (await app.ledger.tip()).seq + 1)
  const found: Envelope[] = []
  let before = first
  while (before > 1 && found.length < filter.limit && first - before < lookedThroughMax) {
    const after = Math.max(0, before - 1 - readAtOnce)
    const page = await app.ledger.entries(after, before - 1 - after)
    const fits = page.toReversed().flatMap((entry) => fitting(entry, filter))
    found.push(...fits.slice(0, filter.limit - found.length))
    before = found.length === filter.limit ? (found.at(-1)?.seq ?? after + 1) : after + 1
  }
  return { kind: 'audit', entries: found, ...(before > 1 ? { next: before } : {}) }
}

function fitting({ bytes }: LedgerEntry, { type, by, text }: AuditFilter): readonly Envelope[] {
  const read = readEnvelope(bytes)
  if (read.kind !== 'envelope') return []
  const { envelope } = read
  if (type !== undefined && envelope.type !== type && !envelope.type.startsWith(`${type}.`)) return []
  if (by !== undefined && envelope.by.id !== by) return []
  if (text !== undefined && !JSON.stringify(envelope.data).toLowerCase().includes(text.toLowerCase()))
    return []
  return [envelope]
}
