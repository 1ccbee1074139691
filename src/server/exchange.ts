import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import type { Trouble } from '../app/app.ts'
import type { Route, WireProblem } from '../contract/route.ts'
import { asAttachment } from '../sink/content-disposition.ts'
import type { ByteAnswer } from './handler.ts'

/** What came with a request, checked by its route. */
export function askedOf(
  route: Route,
  request: FastifyRequest,
): Record<'params' | 'query' | 'body', unknown> | Trouble {
  const asked: Record<string, unknown> = {}
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = route[part]
    const parsed = schema ? z.safeParse(schema, request[part]) : undefined
    if (parsed && !parsed.success) {
      const [issue] = parsed.error.issues
      const where = [part, ...(issue?.path ?? [])].join('.')
      return {
        kind: 'trouble',
        why: `${where}: ${issue?.message ?? 'not understood'}`,
        remedy: 'see /api/reference',
      }
    }
    asked[part] = parsed?.data ?? {}
  }
  return asked
}

export function sendBytes(
  reply: FastifyReply,
  { mediaType, body, fileName, from }: ByteAnswer,
): FastifyReply {
  void reply.type(mediaType)
  if (fileName !== undefined) void reply.header('content-disposition', asAttachment(fileName))
  if (from === 'outside') void reply.header('content-security-policy', "sandbox; default-src 'none'")
  if (typeof body === 'string') return reply.send(body)
  return reply.send(body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body))
}

/** An answer that is not what was asked for: what happened, and what to do. */
export const problem = (reply: FastifyReply, status: number, found: WireProblem | Trouble): FastifyReply => {
  const { why, remedy } = found
  const place = 'place' in found && found.place ? { place: found.place } : {}
  const more = found.more
    ? { more: found.more.map((other) => ({ why: other.why, remedy: other.remedy })) }
    : {}
  return reply.code(status).send({ why, remedy, ...place, ...more } satisfies WireProblem)
}

/** The status that goes with trouble: whoever asked may not, or has asked too often, or it cannot be. */
export const statusOf = ({ refused }: Trouble): number =>
  refused === undefined ? 422 : refused === true ? 403 : refusedStatus[refused]

const refusedStatus = {
  'too-often': 429,
  replaced: 409,
  forgotten: 410,
  over: 404,
  'not-yet': 503,
} satisfies Record<Exclude<Trouble['refused'], undefined | true>, number>
