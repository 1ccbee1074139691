import { randomUUID } from 'node:crypto'
import type { Hello, Order, OrderResult } from '../../ports/runners.ts'

/** An order without the id the post gives it. */
export type NewOrder = Order extends infer O
  ? O extends { readonly id: string }
    ? Omit<O, 'id'>
    : never
  : never

type Waiting = {
  readonly order: Order
  /** It went out with an answer, so the runner may have it. */
  sent: boolean
  /** The runner said that it has it. */
  received: boolean
  readonly settle: (result: OrderResult | Lost) => void
}

/** Nobody will tell what became of an order. */
export type Lost = { readonly kind: 'lost'; readonly why: string; readonly mayHaveRun: boolean }

/** Only a command that never left us certainly did not run. */
const mayHaveRun = (order: Order, sent: boolean): boolean => sent || order.kind !== 'run'

/** Sessions that are told why they are worthless; of older ones that is not known any more. */
const replacedMax = 100

/** One runner's post at the server: what it is to do, and whether it is heard of. */
export class Post {
  session = randomUUID() as string
  readonly replaced = new Set<string>()
  startedOn = ''
  version = ''
  heardAt = 0
  draining = false
  readonly #orders = new Map<string, Waiting>()
  #wake: () => void = () => undefined

  /** Another process of the same runner: what the one before was told and has not answered is told again. */
  begin(heardAt: number, { startedOn, version }: Pick<Hello, 'startedOn' | 'version'>): void {
    this.replaced.add(this.session)
    const oldest = this.replaced.values().next()
    if (this.replaced.size > replacedMax && !oldest.done) this.replaced.delete(oldest.value)
    this.session = randomUUID()
    this.heardAt = heardAt
    this.startedOn = startedOn
    this.version = version
    this.draining = false
    for (const waiting of this.#orders.values()) waiting.received = false
    this.#wake()
  }

  get busy(): number {
    return [...this.#orders.values()].filter(({ order, sent }) => sent && order.kind === 'run').length
  }

  /** Resolves with the result, or once it is certain that none will come. */
  order(order: NewOrder): { readonly id: string; readonly result: Promise<OrderResult | Lost> } {
    const id = randomUUID()
    const result = new Promise<OrderResult | Lost>((settle) => {
      this.#orders.set(id, { order: { ...order, id }, sent: false, received: false, settle })
    })
    this.#wake()
    return { id, result }
  }

  /** Takes an order back that never went out, with what is to be said of it. */
  withdraw(result: OrderResult): boolean {
    if (this.#orders.get(result.id)?.sent !== false) return false
    this.settle(result)
    return true
  }

  received(ids: readonly string[]): void {
    for (const id of ids) {
      const waiting = this.#orders.get(id)
      if (waiting) waiting.received = true
    }
  }

  settle(result: OrderResult): void {
    this.#orders.get(result.id)?.settle(result)
    this.#orders.delete(result.id)
  }

  /** Gives up what the runner may have had, and asking for it; a command that never went out goes on waiting. */
  lose(why: string): void {
    for (const [id, { order, sent, settle }] of this.#orders) {
      if (!sent && order.kind !== 'recover') continue
      this.#orders.delete(id)
      settle({ kind: 'lost', why, mayHaveRun: mayHaveRun(order, sent) })
    }
  }

  /** The runner is there no more at all. */
  close(why: string): void {
    for (const { order, sent, settle } of this.#orders.values())
      settle({ kind: 'lost', why, mayHaveRun: mayHaveRun(order, sent) })
    this.#orders.clear()
    this.#wake()
  }

  /** What is to be told it now; a draining runner is given nothing new to run. */
  due(): readonly Order[] {
    return [...this.#orders.values()].flatMap((waiting) => {
      if (waiting.received || (this.draining && waiting.order.kind === 'run' && !waiting.sent)) return []
      waiting.sent = true
      return waiting.order
    })
  }

  /** Whoever waits for orders is answered. */
  wake(): void {
    this.#wake()
  }

  /** Resolves when something may be due, or after `ms`; a newer call ends an older one. */
  wait(ms: number): Promise<void> {
    this.#wake()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
