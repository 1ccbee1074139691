import type { App } from '../app/app.ts'
import { showRun } from '../app/show-run.ts'
import { shownFact } from '../contract/fact.ts'
import type { DrivenRuns } from '../driver/driven-runs.ts'
import type { Fact } from '../run/evolve.ts'
import type { RunId } from '../run/id.ts'
import { isTrouble } from './handler.ts'

/** A fact as one server-sent event: its number is the event's id, so that a browser goes on where it was. */
export type Listener = (facts: readonly Fact[]) => void

/** How soon facts that another process wrote are noticed. */
const lookEveryMs = 500

type Tail = {
  readonly listeners: Set<Listener>
  seq: number
  reading: boolean
  again: boolean
  timer: NodeJS.Timeout
}

/** Follows runs for as many as listen: each run's journal is read once, however many look at it. */
export class Tails {
  readonly #app: App
  readonly #tails = new Map<RunId, Tail>()
  readonly #stop: () => void

  constructor(app: App, runs: DrivenRuns) {
    this.#app = app
    this.#stop = runs.listen((run) => this.#look(run))
  }

  /** Calls back with every fact after `after`, in order, each once; the returned function ends that. */
  async follow(run: RunId, after: number, listener: Listener): Promise<() => void> {
    const shown = await showRun(this.#app, run)
    if (isTrouble(shown)) return () => undefined
    const { facts } = shown
    const { seq } = shown.fold.state
    const tail = this.#tails.get(run) ?? this.#begin(run, seq)
    // Facts between what was just read and where the tail stands come from the tail, or were read here: not twice.
    let told = Math.max(after, seq)
    const missed = facts.filter((fact) => fact.seq > after)
    if (missed.length > 0) listener(missed.map(shownFact))
    const onward: Listener = (more) => {
      const fresh = more.filter((fact) => fact.seq > told)
      told = Math.max(told, more.at(-1)?.seq ?? told)
      if (fresh.length > 0) listener(fresh)
    }
    tail.listeners.add(onward)
    if (tail.seq > seq) this.#rewind(run, tail, seq)
    return () => {
      tail.listeners.delete(onward)
      if (tail.listeners.size > 0) return
      clearInterval(tail.timer)
      this.#tails.delete(run)
    }
  }

  close(): void {
    this.#stop()
    for (const { timer } of this.#tails.values()) clearInterval(timer)
    this.#tails.clear()
  }

  #begin(run: RunId, seq: number): Tail {
    const timer = setInterval(() => this.#look(run), lookEveryMs).unref()
    const tail: Tail = { listeners: new Set(), seq, reading: false, again: false, timer }
    this.#tails.set(run, tail)
    return tail
  }

  /** A newcomer read less than the tail has told: everybody passes over what they have seen. */
  #rewind(run: RunId, tail: Tail, seq: number): void {
    tail.seq = seq
    this.#look(run)
  }

  #look(run: RunId): void {
    const tail = this.#tails.get(run)
    if (!tail) return
    if (tail.reading) {
      tail.again = true
      return
    }
    tail.reading = true
    void this.#read(run, tail).finally(() => {
      tail.reading = false
      if (!tail.again) return
      tail.again = false
      this.#look(run)
    })
  }

  async #read(run: RunId, tail: Tail): Promise<void> {
    const head = await this.#app.driver.journal.head(run)
    if (!head || head.seq <= tail.seq) return
    const shown = await showRun(this.#app, run)
    if (isTrouble(shown)) return
    const facts = shown.facts.filter((fact) => fact.seq > tail.seq).map(shownFact)
    tail.seq = facts.at(-1)?.seq ?? tail.seq
    for (const listener of tail.listeners) listener(facts)
  }
}
