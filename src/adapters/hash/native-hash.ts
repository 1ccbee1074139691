import { createHash, hash } from 'node:crypto'
import type { Purpose, Sha256 } from '../../hash/sha256.ts'
import { purposeTag } from '../../hash/sha256.ts'

/** The same as `hash`, computed by the system's library: several times as fast, and every stored fact has one. */
export function nativeHash(purpose: Purpose, content: string | Uint8Array): Sha256 {
  const tag = purposeTag(purpose)
  if (typeof content === 'string') return `sha256:${hash('sha256', tag + content, 'hex')}`
  return `sha256:${createHash('sha256').update(tag).update(content).digest('hex')}`
}
