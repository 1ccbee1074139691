import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { App } from '../app/app.ts'

/** Open runs are counted up to here: more is more than enough to know. */
const countedMax = 10_000

/**
 * What watches the server: `/health` (the process answers), `/ready` (its records can be read), `/metrics`. They say
 * nothing of what is in the library or its runs, and are for anyone who reaches the server.
 */
export function addHealth(server: FastifyInstance, app: App): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'kneeboard_' })
  measureRequests(server, registry)
  measureRuns(app, registry)
  server.get('/health', (_, reply) => reply.type('text/plain').send('ok\n'))
  server.get('/ready', async (_, reply) => {
    try {
      await app.driver.journal.heads({ limit: 1 })
      return await reply.type('text/plain').send('ready\n')
    } catch {
      return reply.code(503).type('text/plain').send('the records cannot be read\n')
    }
  })
  server.get('/metrics', async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}

function measureRequests(server: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'kneeboard_http_request_seconds',
    help: 'Time from a request to the end of its answer; streams are left out.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  })
  server.addHook('onResponse', async (request, reply) => {
    // The route as it is written in the contract: what people type is no label.
    const route = request.routeOptions.url ?? 'none'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}

function measureRuns({ driver }: App, registry: Registry): void {
  const open = new Gauge({
    name: 'kneeboard_runs_open',
    help: `Runs that have not ended, by status; counted up to ${countedMax}.`,
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      open.reset()
      for (const { status } of await driver.journal.heads({ open: true, limit: countedMax }))
        open.inc({ status })
    },
  })
}
