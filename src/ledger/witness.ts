import type { Sha256 } from '../hash/sha256.ts'
import { parseSha256 } from '../hash/sha256.ts'
import type { CheckedLedger } from './check-ledger.ts'
import type { LedgerTip } from './ledger-entry.ts'

/** A tip as it was kept elsewhere: hash, number of entries, time; with a signature when somebody vouches for it. */
export type WitnessLine = LedgerTip & {
  /** RFC 3339, UTC. */
  readonly at: string
  readonly signature?: { readonly key: string; readonly bytes: string }
}

/** The line's first three words, which is also what is signed, after a line that says what for. */
export const witnessText = ({ hash, seq, at }: WitnessLine): string => `${hash} ${seq} ${at}`
export const witnessMessage = (line: WitnessLine): string => `kneeboard:witness\n${witnessText(line)}\n`

/**
 * `sha256:… 42 2026-03-01T09:30:00Z -`, or with `ed25519:<public key>:<signature>` (base64url) in place of the dash.
 */
export const printWitness = (line: WitnessLine): string =>
  `${witnessText(line)} ${line.signature ? `ed25519:${line.signature.key}:${line.signature.bytes}` : '-'}`

/** Reads a line as `printWitness` writes it; anything else is undefined. */
export function parseWitness(text: string): WitnessLine | undefined {
  const match =
    /^(sha256:[0-9a-f]{64}) ([1-9][0-9]{0,14}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?:-|ed25519:([\w-]{43}):([\w-]{86}))$/.exec(
      text.trim(),
    )
  const hash = match && parseSha256(match[1] ?? '')
  if (!hash) return undefined
  const [, , seq = '', at = '', key, bytes] = match
  const signature = key !== undefined && bytes !== undefined ? { signature: { key, bytes } } : {}
  return { hash, seq: Number(seq), at, ...signature }
}

/** Why a ledger is not the one a tip was taken from; undefined when everything up to there is what it was. */
export function againstTip(
  { hashes }: Pick<CheckedLedger, 'hashes'>,
  { seq, hash }: { seq: number; hash: Sha256 },
): string | undefined {
  const found = hashes[seq - 1]
  if (found === hash) return undefined
  return found === undefined
    ? `the ledger has ${hashes.length} entries and had ${seq}: its end was cut off, or an old copy was put back`
    : `the first ${seq} entries of the ledger are not what they were: it was written anew`
}
