import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../ports/log.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once that is known. */
    actorId: string
  }
}

/** A proxy's id for a request, when it is one; else one of ours. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID()
}

/**
 * One line a request: what was asked for as the contract writes it (never the path that was typed, no query, no
 * body, no cookie), how it came out, how long it took, and who asked.
 */
export function logRequests(server: FastifyInstance, log: Log): void {
  server.decorateRequest('actorId', '')
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
  })
  server.addHook('onResponse', async (request, reply) => {
    const { method, id, actorId } = request
    const route = request.routeOptions.url ?? 'none'
    const fields = {
      request: id,
      method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(actorId === '' ? {} : { actor: actorId }),
    }
    if (reply.statusCode >= 500) log.warn(fields, 'request')
    else log.info(fields, 'request')
  })
}
