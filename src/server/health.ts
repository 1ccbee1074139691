import type { FastifyInstance } from 'fastify'
import type { App } from '../app/app.ts'

/**
 * What watches the server: `/health` (the process answers) and `/ready` (its records can be read, and it is not about
 * to leave). They say nothing of what is in the library or its runs, and are for anyone who reaches the server.
 */
export function addHealth(server: FastifyInstance, app: App, leaving: AbortSignal): void {
  server.get('/health', (_, reply) => reply.type('text/plain').send('ok\n'))
  server.get('/ready', async (_, reply) => {
    if (leaving.aborted) return reply.code(503).type('text/plain').send('the server is being stopped\n')
    try {
      await app.driver.journal.heads({ limit: 1 })
      return await reply.type('text/plain').send('ready\n')
    } catch {
      return reply.code(503).type('text/plain').send('the records cannot be read\n')
    }
  })
}
