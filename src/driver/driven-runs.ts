import type { Fact } from '../run/evolve.ts'
import type { Actor } from '../run/event/envelope.ts'
import type { RunId } from '../run/id.ts'
import type { RunInput } from '../run/input.ts'
import type { ReadonlyRunState } from '../run/state.ts'
import type { DriverDeps } from './deps.ts'
import type { DriveResult, RunDriver } from './drive.ts'
import { driveRun } from './drive.ts'
import type { Submitted } from './submit.ts'
import { submitTo } from './submit.ts'

/** How long a run that only waits for people is kept in memory after something happened in it. */
const keptMs = 30_000

/** More open runs than this at once is beyond one process. */
const takenUpMax = 100_000

/**
 * What is told of a driven run: with `past` what its journal held when it was taken up, with `new` what was made
 * durable a moment ago, with `left` nothing: it is not driven here any more.
 */
export type RunNews = {
  readonly run: RunId
  readonly kind: 'past' | 'new' | 'left'
  readonly facts: readonly Fact[]
  readonly state: ReadonlyRunState
}

/**
 * The runs one process drives: each while something of it is happening, or was a moment ago. A run that waits for
 * a person costs nothing; what is put into it wakes it. Anyone may listen for "this run has new facts".
 */
export class DrivenRuns {
  readonly #deps: DriverDeps
  readonly #driven = new Map<RunId, Promise<DriveResult>>()
  /** Those that a run driven here asked for: they stay as long as it does. */
  readonly #inner = new Set<RunId>()
  readonly #listeners = new Set<(run: RunId) => void>()
  readonly #observers = new Set<(news: RunNews) => void>()

  constructor(deps: DriverDeps) {
    this.#deps = deps
  }

  /** Takes up every open run whose commands or timers were left by a process that ended; says how many. */
  async takeUp(): Promise<number> {
    const wanting = await this.#deps.journal.heads({ wanting: true, limit: takenUpMax })
    for (const { run } of wanting) void this.drive(run)
    return wanting.length
  }

  /** Drives a run if nobody does, and the one it is a part of, which waits for its end. Many calls make one driver. */
  async drive(run: RunId): Promise<DriveResult> {
    const driven = this.#driven.get(run)
    if (driven) return driven
    const parent = (await this.#deps.journal.head(run))?.parent
    if (parent) await this.drive(parent)
    return this.#begin(run)
  }

  #begin(run: RunId): Promise<DriveResult> {
    const driven = this.#driven.get(run)
    if (driven) return driven
    const begun = driveRun(
      this.#deps,
      run,
      (inner) => {
        this.#inner.add(inner)
        return this.#begin(inner)
      },
      (facts, state) => this.#report({ run, kind: 'past', facts, state }),
    )
    this.#driven.set(run, begun)
    void begun.then(
      (result) => (result.kind === 'driving' ? this.#attend(run, result.driver) : this.#driven.delete(run)),
      () => this.#driven.delete(run),
    )
    return begun
  }

  /** Puts an input in: through the driver when it is ours, through the journal when another process drives the run. */
  async submit(run: RunId, input: RunInput, by: Actor): Promise<Submitted> {
    const result = await this.drive(run)
    const here = result.kind === 'driving' ? await result.driver.submit(input, by) : undefined
    // It may have ended between the two: what people say after the end is taken all the same.
    if (here && !(here.kind === 'refused' && here.by === 'nobody')) return here
    const { evaluate, environment } = this.#deps
    const circumstances = { evaluate, environment }
    const submitted = await submitTo({ ...this.#deps, circumstances }, run, input, by)
    this.#tell(run)
    return submitted
  }

  /** Calls back when a run has new facts; the returned function ends that. */
  listen(listener: (run: RunId) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells an observer what becomes of every run that is driven here: logs, metrics and traces are made of it. */
  observe(observer: (news: RunNews) => void): void {
    this.#observers.add(observer)
  }

  /** Lets every run go as it is: commands go on, and the next process finds them. */
  async close(): Promise<void> {
    const driven = await Promise.allSettled(this.#driven.values())
    for (const result of driven)
      if (result.status === 'fulfilled' && result.value.kind === 'driving')
        await result.value.driver.release()
  }

  #attend(run: RunId, driver: RunDriver): void {
    const { clock } = this.#deps
    let stay = (): void => undefined
    const leaveLater = (): void => {
      stay()
      stay = clock.at(
        clock.now() + keptMs,
        () => void (isIdle(driver.state) && !this.#inner.has(run) ? driver.release() : leaveLater()),
      )
    }
    const stop = driver.watch((facts, state) => {
      leaveLater()
      this.#report({ run, kind: 'new', facts, state })
      this.#tell(run)
    })
    leaveLater()
    void driver.stopped.then(() => {
      stay()
      stop()
      this.#driven.delete(run)
      this.#inner.delete(run)
      this.#report({ run, kind: 'left', facts: [], state: driver.state })
      this.#tell(run)
    })
  }

  #report(news: RunNews): void {
    for (const observer of this.#observers) observer(news)
  }

  #tell(run: RunId): void {
    for (const listener of this.#listeners) listener(run)
  }
}

/** Nothing happens in the run until a person does something. */
const isIdle = ({ attempts, timers, children }: ReadonlyRunState): boolean =>
  attempts.size + timers.size + children.size === 0
