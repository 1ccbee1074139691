import type { Clock } from '../ports/clock.ts'
import type { Hello, Order, OrderResult, RunnerEnd, RunnerNews } from '../ports/runners.ts'
import type { Hands } from './hands.ts'
import { LinkError } from './link.ts'
import type { ServerLink } from './link.ts'

export type RunnerParts = {
  readonly link: ServerLink
  readonly hands: Hands
  readonly clock: Clock
  readonly hello: () => Hello
  readonly endRun: (run: string) => Promise<void>
  readonly tell: (news: RunnerNews) => void
}

/** Between two tries to reach a server: soon, because a restart takes a second, and later so as not to press it. */
const triesMs = [250, 500, 1_000, 2_000, 5_000]

/** Results that wait for the server are told together; more than this at once is a request too long. */
const reportedMax = 50

/**
 * Asks its server for orders and tells what became of them, until it is drained or refused. While the server is away
 * commands go on: their output lies in their spools, their ends wait here, and a new process finds both.
 */
export class Runner {
  readonly #parts: RunnerParts
  readonly #seen = new Set<string>()
  #received: string[] = []
  #results: OrderResult[] = []
  #session = ''
  readonly #idle = new AbortController()
  #draining = false
  #reporting = false
  #refused: LinkError | undefined
  /** Orders whose end the server has not been told. */
  #owed = 0

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  /** Takes no new commands; `work` ends when those it has are over and told. */
  drain(): void {
    if (this.#draining) return
    this.#draining = true
    this.#parts.tell({ kind: 'draining', busy: this.#parts.hands.busy })
    this.#idle.abort()
  }

  async work(): Promise<RunnerEnd> {
    for (let tries = 0; ;) {
      try {
        if (this.#session === '') await this.#greet()
        tries = 0
        if (this.#draining && this.#owed === 0) return { kind: 'drained' }
        for (const order of await this.#orders()) this.#take(order)
      } catch (error) {
        if (!(error instanceof LinkError)) throw error
        const final = this.#refused ?? (isFinal(error) ? error : undefined)
        if (final) return { kind: 'refused', why: final.message, remedy: final.remedy }
        if (error.status === unknownSession) this.#session = ''
        else if (tries === 0) this.#parts.tell({ kind: 'lost', why: error.message })
        if (this.#draining && this.#owed === 0) return { kind: 'drained' }
        await this.#pause(triesMs[Math.min(tries++, triesMs.length - 1)] ?? 0)
      }
    }
  }

  async #greet(): Promise<void> {
    const { name, session, ended } = await this.#parts.link.greet(this.#parts.hello())
    this.#session = session
    for (const run of ended) await this.#parts.endRun(run)
    this.#parts.tell({ kind: 'connected', name })
    void this.#report()
  }

  async #orders(): Promise<readonly Order[]> {
    const received = this.#received
    // An order may come a moment after the drain began; from then on a request is not broken off any more.
    const stop = this.#draining ? new AbortController().signal : this.#idle.signal
    try {
      const asked = { session: this.#session, received, draining: this.#draining }
      const orders = await this.#parts.link.orders(asked, stop)
      this.#received = this.#received.slice(received.length)
      return orders
    } catch (error) {
      if (stop.aborted) return []
      throw error
    }
  }

  #take(order: Order): void {
    this.#received.push(order.id)
    if (this.#seen.has(order.id)) return
    remember(this.#seen, order.id)
    this.#owed++
    const { hands } = this.#parts
    void hands.carryOut(order).then(
      (result) => this.#tell(result),
      // What ends or cleans could not be done: nothing waits for it, and the end of its run tries again.
      () => this.#tell({ kind: 'done', id: order.id }),
    )
  }

  #tell(result: OrderResult): void {
    this.#results.push(result)
    void this.#report()
  }

  /** One report at a time, in order; what comes meanwhile goes with the next. */
  async #report(): Promise<void> {
    if (this.#reporting || this.#session === '') return
    this.#reporting = true
    try {
      while (this.#results.length > 0) {
        const results = this.#results.slice(0, reportedMax)
        await this.#parts.link.report({ session: this.#session, results })
        this.#results = this.#results.slice(results.length)
        this.#owed -= results.length
      }
    } catch (error) {
      if (!(error instanceof LinkError)) throw error
      // What is wrong with the line is found by the request for orders, which greets again; a result goes then.
      if (isFinal(error)) this.#refused = error
      else this.#parts.clock.at(this.#parts.clock.now() + (triesMs[1] ?? 0), () => void this.#report())
    } finally {
      this.#reporting = false
      if (this.#draining) this.#idle.abort()
    }
  }

  #pause(ms: number): Promise<void> {
    const { clock } = this.#parts
    return new Promise((resolve) => {
      clock.at(clock.now() + ms, resolve)
    })
  }
}

/** An order is sent again only until its result came: of those long ago nothing comes any more. */
const seenMax = 10_000

function remember(seen: Set<string>, id: string): void {
  seen.add(id)
  const oldest = seen.values().next()
  if (seen.size > seenMax && !oldest.done) seen.delete(oldest.value)
}

/** The server does not know the session: it was started again. */
const unknownSession = 410

/** 401: its token is good no more; 403: it may not; 409: another process is this runner now. */
const isFinal = ({ status }: LinkError): boolean => status === 401 || status === 403 || status === 409
