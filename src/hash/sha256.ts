import { sha256 as digestOf } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** `sha256:` and 64 hex digits. Which bytes were hashed is named by the purpose tag put before them. */
export type Sha256 = `sha256:${string}`

/** Every hash says what it is for, so that a hash made for one purpose can never stand for another. */
export type Purpose =
  | 'document'
  | 'executable'
  | 'step'
  | 'subject'
  | 'journal'
  | 'blob'
  | 'child-run'
  | 'ledger'
  | 'ledger-entry'
  | 'witness'
  | 'log'
  | 'library'
  | 'session'
  | 'token'
  | 'set-up'
  | 'trace'
  | 'runner'

/** What computes such hashes. Where there is a faster one than `hash`, it is handed in; it gives the same. */
export type Hasher = (purpose: Purpose, content: string | Uint8Array) => Sha256

/** What is hashed before the content. */
export const purposeTag = (purpose: Purpose): string => `kneeboard:${purpose}\n`

/** SHA-256 over the purpose's tag followed by the bytes (text as UTF-8). */
export function hash(purpose: Purpose, content: string | Uint8Array): Sha256 {
  const encoder = new TextEncoder()
  const hasher = digestOf.create()
  hasher.update(encoder.encode(purposeTag(purpose)))
  hasher.update(typeof content === 'string' ? encoder.encode(content) : content)
  return `sha256:${bytesToHex(hasher.digest())}`
}

/** The SHA-256 of the bytes alone, as `sha256sum` prints it: for people who compare a file they hold. */
export const plainSha256 = (bytes: Uint8Array): string => bytesToHex(digestOf(bytes))

/** Reads a hash as written by `hash`; anything else is undefined. */
export const parseSha256 = (text: string): Sha256 | undefined =>
  /^sha256:[0-9a-f]{64}$/.test(text) ? (text as Sha256) : undefined
