import type { Hasher, Sha256 } from '../../hash/sha256.ts'
import { hash } from '../../hash/sha256.ts'
import type { RunId } from '../id.ts'

/** What the first entry of a run is chained to. */
export const chainStart = (run: RunId): Sha256 => hash('journal', run)

/**
 * Entry hash = SHA-256(domain ‖ previous ‖ stored bytes): over the bytes as they lie there, never re-serialised. The
 * text whose UTF-8 they are comes to the same.
 */
export function chainNext(previous: Sha256, content: string | Uint8Array, using: Hasher = hash): Sha256 {
  if (typeof content === 'string') return using('journal', `${previous}\n${content}`)
  const before = new TextEncoder().encode(`${previous}\n`)
  const whole = new Uint8Array(before.length + content.length)
  whole.set(before)
  whole.set(content, before.length)
  return using('journal', whole)
}
