import * as z from 'zod/mini'
import type { Sha256 } from '../hash/sha256.ts'
import { hash } from '../hash/sha256.ts'
import type { Envelope } from '../run/event/envelope.ts'
import { readEnvelope } from '../run/event/stored.ts'
import type { LedgerEvent, LedgerFact } from './ledger-event.ts'
import { isLedgerEventType, ledgerSchemas } from './ledger-event.ts'

/** An entry as it is stored: an envelope's bytes, and the hash that chains it to the one before. */
export type LedgerEntry = { readonly seq: number; readonly bytes: Uint8Array; readonly hash: Sha256 }

/** The newest entry's number and hash. Whoever holds it can see later whether anything up to there was altered. */
export type LedgerTip = { readonly seq: number; readonly hash: Sha256 }

/** What the first entry is chained to. */
export const ledgerStart: LedgerTip = { seq: 0, hash: hash('ledger', '') }

/** Of an entry's bytes. The chain runs over these digests, so that it can be shown without showing every entry. */
export const ledgerDigest = (bytes: Uint8Array): Sha256 => hash('ledger-entry', bytes)

/** Entry hash = SHA-256(domain ‖ previous ‖ digest of the stored bytes). */
export const ledgerNext = (previous: Sha256, digest: Sha256): Sha256 =>
  hash('ledger', `${previous}\n${digest}`)

/** Writes a fact as the entry that follows `tip`. */
export function sealLedger(tip: LedgerTip, { at, by, event }: LedgerFact): LedgerEntry {
  const { type, ...data } = event
  const envelope: Envelope = { v: 1, seq: tip.seq + 1, at, by, type, data }
  const bytes = new TextEncoder().encode(JSON.stringify(envelope))
  return { seq: envelope.seq, bytes, hash: ledgerNext(tip.hash, ledgerDigest(bytes)) }
}

export type OpenedLedgerEntry =
  | { readonly kind: 'fact'; readonly seq: number; readonly fact: LedgerFact }
  /** Written by a newer release: part of the chain, but not understood. */
  | { readonly kind: 'unknown'; readonly envelope: Envelope }
  | { readonly kind: 'damaged'; readonly why: string }

/** Reads an entry's bytes. */
export function openLedger(bytes: Uint8Array): OpenedLedgerEntry {
  const read = readEnvelope(bytes)
  return read.kind === 'damaged' ? read : openEnvelope(read.envelope)
}

/** Reads an entry that came as an envelope. */
export function openEnvelope(envelope: Envelope): OpenedLedgerEntry {
  const { seq, at, by, type, data } = envelope
  if (!isLedgerEventType(type)) return { kind: 'unknown', envelope }
  const parsed = z.safeParse(ledgerSchemas[type], data)
  if (!parsed.success)
    return { kind: 'damaged', why: `ledger entry ${seq} (${type}) does not fit its schema` }
  // The schema chosen by the type has just accepted the data.
  return { kind: 'fact', seq, fact: { at, by, event: { type, ...parsed.data } as LedgerEvent } }
}
