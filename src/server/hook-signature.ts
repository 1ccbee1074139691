import type { Hmac } from 'node:crypto'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** A signed time this far away is refused: what was sent then is not sent again now. */
const clockToleranceMs = 5 * 60_000

/** Looks at a body piece by piece, and says at its end whether one of the secrets signed it. */
export type SignatureCheck = {
  readonly update: (piece: Uint8Array) => void
  readonly holds: () => boolean
}

/**
 * Which signature a request carries, in the form of GitHub and Bitbucket (`X-Hub-Signature-256`, `X-Hub-Signature`),
 * Gitea and Forgejo (`X-Gitea-Signature`), Standard Webhooks (`webhook-signature`, signed with id and time; GitLab), or
 * GitLab's token. Undefined when there is none that could hold: the body need not be read.
 */
export function signatureCheck(
  headers: IncomingHttpHeaders,
  secrets: readonly string[],
  nowMs: number,
): SignatureCheck | undefined {
  const one = (name: string): string | undefined => {
    const value = headers[name]
    return typeof value === 'string' ? value : undefined
  }
  const token = one('x-gitlab-token')
  if (token !== undefined) {
    const holds = secrets.some((secret) => isSame(Buffer.from(secret), Buffer.from(token)))
    return holds ? { update: () => undefined, holds: () => true } : undefined
  }
  const signed = one('x-hub-signature-256') ?? one('x-hub-signature')
  const hex = signed === undefined ? one('x-gitea-signature') : /^sha256=(.*)$/.exec(signed)?.[1]
  if (hex !== undefined && /^[0-9a-f]{64}$/.test(hex))
    return checkOf(
      secrets.map((secret) => createHmac('sha256', secret)),
      [Buffer.from(hex, 'hex')],
    )
  return standardCheck(one('webhook-id'), one('webhook-timestamp'), one('webhook-signature'), secrets, nowMs)
}

/** `v1,BASE64 v1,BASE64` over `id.timestamp.body`; a secret may be written `whsec_BASE64`. */
function standardCheck(
  id: string | undefined,
  timestamp: string | undefined,
  signatures: string | undefined,
  secrets: readonly string[],
  nowMs: number,
): SignatureCheck | undefined {
  if (id === undefined || signatures === undefined || !/^\d{1,12}$/.test(timestamp ?? '')) return undefined
  if (Math.abs(Number(timestamp) * 1000 - nowMs) > clockToleranceMs) return undefined
  const wanted = signatures
    .split(' ')
    .flatMap((part) => (part.startsWith('v1,') ? [Buffer.from(part.slice(3), 'base64')] : []))
    .filter(({ length }) => length === 32)
    .slice(0, 5)
  if (wanted.length === 0) return undefined
  const keyOf = (secret: string) =>
    secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret
  return checkOf(
    secrets.map((secret) => createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`)),
    wanted,
  )
}

const checkOf = (made: readonly Hmac[], wanted: readonly Buffer[]): SignatureCheck | undefined =>
  made.length === 0
    ? undefined
    : {
        update: (piece) => {
          for (const hmac of made) hmac.update(piece)
        },
        holds: () => {
          const digests = made.map((hmac) => hmac.digest())
          return digests.some((digest) => wanted.some((each) => isSame(digest, each)))
        },
      }

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
