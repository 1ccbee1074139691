import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunNews } from '../../driver/driven-runs.ts'
import type { Log } from '../../ports/log.ts'
import type { RunId } from '../../run/id.ts'
import type { RunSpan, Trace } from '../../run/trace.ts'
import { beginTrace, traceFact } from '../../run/trace.ts'
import { traceRequest } from './spans.ts'

export type ExporterOptions = {
  /** `http://collector:4318`; `/v1/traces` is added unless it is there. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly version: string
  readonly log: Log
}

/** Spans go together when nothing was added for so long: the default of the OpenTelemetry SDKs is 5 s. */
const gatherMs = 1000
/** One request. */
const spansMax = 512
/** What a collector that is away is kept for; beyond this the oldest are lost, and the log says so. */
const waitingMax = 10_000
const requestMs = 10_000
/** OTLP names these as worth another try; anything else is refused for good. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504])
const pausesMs = [1000, 4000]

/**
 * Sends spans of runs as they end, by OTLP over HTTP. Nothing waits for it: a collector that is slow or away costs a
 * run nothing.
 */
export class TraceExporter {
  readonly #options: ExporterOptions
  readonly #url: string
  readonly #traces = new Map<RunId, Trace>()
  #waiting: RunSpan[] = []
  #lost = 0
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined

  constructor(options: ExporterOptions) {
    this.#options = options
    this.#url = options.endpoint.replace(/\/+$/, '').replace(/(?<!\/v1\/traces)$/, '/v1/traces')
  }

  /** For `DrivenRuns.observe`. A run that is taken up again goes on with its trace: what ended before was sent before. */
  readonly observe = ({ run, kind, facts }: RunNews): void => {
    const known = kind === 'past' ? undefined : this.#traces.get(run)
    const trace = known ?? beginTrace(run)
    const spans = facts.flatMap((fact) => traceFact(trace, fact))
    if (kind === 'new') this.#add(spans)
    if (kind === 'left') this.#traces.delete(run)
    else this.#traces.set(run, trace)
  }

  /** Sends what is left, within the limit of one request. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#sending
    await this.#sendAll(() => Promise.resolve('stop'))
  }

  #add(spans: readonly RunSpan[]): void {
    if (spans.length === 0) return
    this.#waiting.push(...spans)
    const over = this.#waiting.length - waitingMax
    if (over > 0) {
      this.#waiting.splice(0, over)
      this.#lost += over
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#sending ??= this.#sendAll(pause).finally(() => {
        this.#sending = undefined
      })
    }, gatherMs).unref()
  }

  async #sendAll(again: (tries: number) => Promise<'again' | 'stop'>): Promise<void> {
    while (this.#waiting.length > 0) {
      const spans = this.#waiting.splice(0, spansMax)
      const why = await this.#send(spans, again)
      if (why !== undefined) this.#options.log.warn({ spans: spans.length, why }, 'spans were not taken')
      if (this.#lost > 0) this.#options.log.warn({ spans: this.#lost }, 'spans were lost: too many waited')
      this.#lost = 0
    }
  }

  /** Why they were not taken, after all tries. */
  async #send(
    spans: readonly RunSpan[],
    again: (tries: number) => Promise<'again' | 'stop'>,
  ): Promise<string | undefined> {
    const { serviceName, version, headers } = this.#options
    const body = JSON.stringify(traceRequest(spans, { serviceName, version, host: hostname() }))
    for (let tries = 0; ; tries++) {
      const status = await this.#post(body, headers)
      if (status !== undefined && status >= 200 && status < 300) return undefined
      const worth = status === undefined || passing.has(status)
      if (!worth || (await again(tries)) === 'stop')
        return status === undefined ? 'the collector cannot be reached' : `it answered ${status}`
    }
  }

  async #post(body: string, headers: ExporterOptions['headers']): Promise<number | undefined> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        // The headers may hold a token.
        redirect: 'manual',
        signal: AbortSignal.timeout(requestMs),
      })
      await response.body?.cancel()
      return response.status
    } catch {
      return undefined
    }
  }
}

async function pause(tries: number): Promise<'again' | 'stop'> {
  const ms = pausesMs[tries]
  if (ms === undefined) return 'stop'
  await sleep(ms, undefined, { ref: false })
  return 'again'
}
