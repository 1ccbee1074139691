import type { App } from '../app/app.ts'
import { showRun } from '../app/show-run.ts'
import { shownFact } from '../contract/fact.ts'
import type { DrivenRuns } from '../driver/driven-runs.ts'
import { readTail } from '../driver/load.ts'
import type { Sha256 } from '../hash/sha256.ts'
import type { Fact } from '../run/evolve.ts'
import type { RunId } from '../run/id.ts'
import { isTrouble } from './handler.ts'

/** Told facts in order, each once. */
export type Listener = (facts: readonly Fact[]) => void

/** How soon facts that another process wrote are noticed. */
const lookEveryMs = 500

/** Up to where a run was read; its journal's chain goes on from there. */
type Position = { readonly seq: number; readonly hash: Sha256 }

type Tail = {
  readonly listeners: Set<Listener>
  /** Nothing is read before somebody has read the run. */
  at: Position | undefined
  readonly timer: NodeJS.Timeout
  reading: boolean
  again: boolean
}

/** Follows runs for as many as listen: each new fact is read once, however many look at the run. */
export class Tails {
  readonly #app: App
  readonly #tails = new Map<RunId, Tail>()
  readonly #stop: () => void

  constructor(app: App, runs: DrivenRuns) {
    this.#app = app
    this.#stop = runs.listen((run) => this.#look(run))
  }

  /** Calls back with every fact after `after`; the returned function ends that. A run that is not there tells nothing. */
  async follow(run: RunId, after: number, listener: Listener): Promise<() => void> {
    let told = after
    const tell: Listener = (facts) => {
      const fresh = facts.filter((fact) => fact.seq > told)
      told = Math.max(told, facts.at(-1)?.seq ?? told)
      if (fresh.length > 0) listener(fresh)
    }
    // What comes while the run is read waits, so that nothing is told out of order.
    const waiting: Fact[][] = []
    let onward: Listener = (facts) => void waiting.push([...facts])
    const heard: Listener = (facts) => onward(facts)
    const tail = this.#tails.get(run) ?? this.#begin(run)
    tail.listeners.add(heard)
    const shown = await showRun(this.#app, run)
    if (!isTrouble(shown)) {
      tail.at ??= { seq: shown.fold.state.seq, hash: shown.last }
      tell(shown.facts.map(shownFact))
    }
    for (const facts of waiting) tell(facts)
    onward = tell
    this.#look(run)
    return () => this.#leave(run, tail, heard)
  }

  close(): void {
    this.#stop()
    for (const { timer } of this.#tails.values()) clearInterval(timer)
    this.#tails.clear()
  }

  #begin(run: RunId): Tail {
    const timer = setInterval(() => this.#look(run), lookEveryMs).unref()
    const tail: Tail = { listeners: new Set(), at: undefined, timer, reading: false, again: false }
    this.#tails.set(run, tail)
    return tail
  }

  #leave(run: RunId, tail: Tail, listener: Listener): void {
    tail.listeners.delete(listener)
    if (tail.listeners.size > 0) return
    clearInterval(tail.timer)
    this.#tails.delete(run)
  }

  /** One read at a time; what happens meanwhile is looked at after it. */
  #look(run: RunId): void {
    const tail = this.#tails.get(run)
    if (!tail) return
    tail.again = true
    if (!tail.reading) void this.#readWhileNews(run, tail)
  }

  async #readWhileNews(run: RunId, tail: Tail): Promise<void> {
    tail.reading = true
    while (tail.again && tail.at) {
      tail.again = false
      const read = await readTail(this.#app.driver.journal, run, tail.at)
      const last = read.kind === 'tail' ? read.entries.at(-1) : undefined
      if (read.kind !== 'tail' || !last) continue
      tail.at = { seq: last.fact.seq, hash: last.hash }
      const facts = read.entries.map(({ fact }) => shownFact(fact))
      for (const listener of tail.listeners) listener(facts)
    }
    tail.reading = false
  }
}
