import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { App } from '../app/app.ts'
import type { RunNews } from '../driver/driven-runs.ts'
import type { Journal } from '../ports/journal.ts'
import type { RunHead } from '../run/head.ts'
import type { Streams } from './streams.ts'

/** Open runs are counted up to here: more is more than enough to know. */
const countedMax = 10_000

/**
 * What `/metrics` tells, in the form Prometheus reads: requests, live views, runs, attempts, questions, the journal,
 * the library. Labels are words of the product (a route, a status), never what people typed.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #requestSeconds = this.#histogram('http_request_seconds', {
    help: 'Time from a request to the end of its answer; streams are left out.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
  })
  readonly #appendSeconds = this.#histogram('journal_append_seconds', {
    help: 'Time until facts of a run are durable.',
    labelNames: ['result'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.5, 2],
  })
  readonly #runSeconds = this.#histogram('run_seconds', {
    help: 'Time from the start of a run to its end, by how it ended.',
    labelNames: ['status'],
    buckets: [10, 60, 600, 3600, 6 * 3600, 86_400],
  })
  readonly #attemptSeconds = this.#histogram('attempt_seconds', {
    help: 'Time a command, request or query took, by how it ended.',
    labelNames: ['end'],
    buckets: [0.1, 1, 10, 60, 600, 3600],
  })
  readonly #started = new Counter({
    name: 'kneeboard_attempts_started_total',
    help: 'Commands, requests and queries that were started here.',
    registers: [this.#registry],
  })

  /** Read anew for each answer. */
  #heads: readonly RunHead[] = []

  constructor() {
    collectDefaultMetrics({ register: this.#registry, prefix: 'kneeboard_' })
  }

  /** For `DrivenRuns.observe`. */
  readonly observe = ({ kind, facts, state }: RunNews): void => {
    if (kind !== 'new') return
    for (const { at, event } of facts) {
      if (event.type === 'attempt.started') this.#started.inc()
      if (event.type === 'attempt.finished')
        this.#attemptSeconds.observe({ end: event.failure ? 'failed' : event.end.kind }, event.tookMs / 1000)
      if (event.type === 'run.ended')
        this.#runSeconds.observe({ status: event.status }, (at - state.startedAt) / 1000)
    }
  }

  /** The same journal, with the time its appends take. */
  timed(journal: Journal): Journal {
    return {
      ...journal,
      append: async (append) => {
        const from = performance.now()
        const result = await journal.append(append).catch((error: unknown) => {
          this.#appendSeconds.observe({ result: 'error' }, (performance.now() - from) / 1000)
          throw error
        })
        this.#appendSeconds.observe({ result }, (performance.now() - from) / 1000)
        return result
      },
    }
  }

  /** Measures every request of a server, and answers `/metrics` there. */
  serve(server: FastifyInstance, { app, streams }: { readonly app: App; readonly streams: Streams }): void {
    const { journal } = app.driver
    this.#measureRuns(app.driver)
    this.#measureLibrary(app)
    this.#gauge('streams_open', 'Live views that are open.', () => streams.size)
    server.addHook('onResponse', async (request, reply) => {
      // The route as it is written in the contract: what people type is no label.
      const route = request.routeOptions.url ?? 'none'
      if (reply.getHeader('content-type') !== 'text/event-stream')
        this.#requestSeconds.observe(
          { method: request.method, route, status: reply.statusCode },
          reply.elapsedTime / 1000,
        )
    })
    server.get('/metrics', async (_, reply) => {
      this.#heads = await journal.heads({ open: true, limit: countedMax })
      return reply.type(this.#registry.contentType).send(await this.#registry.metrics())
    })
  }

  #measureRuns({ clock }: App['driver']): void {
    const open = new Gauge({
      name: 'kneeboard_runs_open',
      help: `Runs that have not ended, by status; counted up to ${countedMax}.`,
      labelNames: ['status'],
      registers: [this.#registry],
      collect: (): void => {
        open.reset()
        for (const { status } of this.#heads) open.inc({ status })
      },
    })
    const sum = (of: (head: RunHead) => number): number =>
      this.#heads.reduce((all, head) => all + of(head), 0)
    this.#gauge('attempts_open', 'Commands, requests and queries that are wanted or going.', () =>
      sum(({ attempts }) => attempts),
    )
    this.#gauge('questions_waiting', 'Questions that wait for a person.', () =>
      sum(({ questions }) => questions),
    )
    this.#gauge('runs_overdue', 'Runs with a time that has come and was not taken up: the queue.', () =>
      sum(({ dueAt }) => (dueAt !== undefined && dueAt < clock.now() ? 1 : 0)),
    )
  }

  #measureLibrary({ index }: App): void {
    if (!index) return
    this.#gauge('library_runbooks', 'Runbooks of the library that can be read.', () => index.rows.length)
    this.#gauge(
      'library_unreadable',
      'Files of the library that cannot be read.',
      () => index.unreadable.length,
    )
    this.#gauge('library_index_seconds', 'Time the last look at the library took.', () => index.lookMs / 1000)
  }

  #gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name: `kneeboard_${name}`,
      help,
      registers: [this.#registry],
      collect: (): void => gauge.set(value()),
    })
  }

  #histogram<L extends string>(
    name: string,
    { help, labelNames, buckets }: { help: string; labelNames: readonly L[]; buckets: readonly number[] },
  ): Histogram<L> {
    return new Histogram({
      name: `kneeboard_${name}`,
      help,
      labelNames,
      buckets: [...buckets],
      registers: [this.#registry],
    })
  }
}
