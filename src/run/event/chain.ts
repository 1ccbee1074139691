import type { Sha256 } from '../../hash/sha256.ts'
import { hash } from '../../hash/sha256.ts'
import type { RunId } from '../id.ts'

/** What the first entry of a run is chained to. */
export const chainStart = (run: RunId): Sha256 => hash('journal', run)

/** Entry hash = SHA-256(domain ‖ previous ‖ stored bytes): over the bytes as they lie there, never re-serialised. */
export function chainNext(previous: Sha256, bytes: Uint8Array): Sha256 {
  const before = new TextEncoder().encode(`${previous}\n`)
  const whole = new Uint8Array(before.length + bytes.length)
  whole.set(before)
  whole.set(bytes, before.length)
  return hash('journal', whole)
}
