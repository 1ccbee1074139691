import type { Attempt, Executor, Outcome, Place } from '../ports/executor.ts'
import type { Order, OrderResult } from '../ports/runners.ts'
import type { EffectId } from '../run/id.ts'
import type { Notes } from './notes.ts'

/** An executor of the host it runs on. */
export type LocalExecutor = Omit<Executor, 'placeFor'> & { readonly place: Place }

/**
 * Carries out orders with an executor of this host. The same order may come twice (an answer was lost, one of the two
 * sides was started again): an attempt is begun once, and asked for again it is found.
 */
export class Hands {
  readonly #executor: LocalExecutor
  readonly #notes: Notes
  /** What this process began or found: following the same output twice would log it twice. */
  readonly #held = new Map<EffectId, Promise<Outcome>>()
  /** Of these the end is not known yet. */
  readonly #open = new Set<EffectId>()

  constructor(executor: LocalExecutor, notes: Notes) {
    this.#executor = executor
    this.#notes = notes
  }

  get busy(): number {
    return this.#open.size
  }

  async carryOut(order: Order): Promise<OrderResult> {
    const { id } = order
    switch (order.kind) {
      case 'run':
        return {
          kind: 'outcome',
          id,
          outcome: await this.#hold(order.attempt.effect, () => this.#begin(order.attempt)),
        }
      case 'recover':
        return {
          kind: 'outcome',
          id,
          outcome: await this.#hold(order.effect, () => this.#find(order.effect)),
        }
      case 'cancel':
        await this.#executor.cancel(order.effect, order.graceMs)
        return { kind: 'done', id }
      case 'clean':
        await this.#executor.clean(order.effect)
        this.#held.delete(order.effect)
        this.#notes.forget(order.effect)
        return { kind: 'done', id }
      case 'end-run':
        await this.#executor.endRun(order.run, order.graceMs)
        this.#notes.forgetRun(order.run)
        return { kind: 'done', id }
    }
  }

  #hold(effect: EffectId, begin: () => Promise<Outcome>): Promise<Outcome> {
    const held = this.#held.get(effect)
    if (held) return held
    this.#open.add(effect)
    const outcome = begin()
      .catch((error: unknown) => only({ kind: 'unknown', why: messageOf(error) }))
      .finally(() => this.#open.delete(effect))
    this.#held.set(effect, outcome)
    return outcome
  }

  async #begin(attempt: Attempt): Promise<Outcome> {
    const { effect } = attempt
    if (this.#notes.accept(effect, this.#executor.place) === 'noted-before') return this.#find(effect)
    try {
      await this.#executor.prepare(attempt)
    } catch (error) {
      return only({ kind: 'error', message: messageOf(error) })
    }
    this.#notes.prepared(effect)
    return this.#executor.run(attempt)
  }

  async #find(effect: EffectId): Promise<Outcome> {
    if (this.#notes.withdraw(effect) === 'withdrawn') return only({ kind: 'never-ran' })
    const note = this.#notes.find(effect)
    if (note.kind !== 'accepted' || !note.prepared) return only({ kind: 'never-ran' })
    const recovery = await this.#executor.recover(effect, note.place)
    switch (recovery.kind) {
      case 'known':
        return recovery.outcome
      case 'never-ran':
        return only({ kind: 'never-ran' })
      case 'unknown':
        return only({ kind: 'unknown', why: recovery.why })
    }
  }
}

const only = (end: Outcome['end']): Outcome => ({ end, stdout: '', outputs: {}, truncated: false })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
