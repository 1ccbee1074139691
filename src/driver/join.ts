import type { Sha256 } from '../hash/sha256.ts'
import type { Actor } from '../run/event/envelope.ts'
import type { Fact } from '../run/evolve.ts'
import type { Fold } from '../run/fold.ts'
import type { EffectId, RunId } from '../run/id.ts'
import type { RunInput } from '../run/input.ts'
import type { ReadonlyRunState } from '../run/state.ts'
import type { DriverDeps } from './deps.ts'
import type { RunDriver, Stopped, Watcher } from './drive.ts'
import { driveRun } from './drive.ts'
import type { DrivenRun } from './driven-run.ts'
import { JoinedChildren } from './joined-children.ts'
import type { LoadedRun } from './load.ts'
import { readTail } from './load.ts'
import type { Submitted } from './submit.ts'
import { submitTo } from './submit.ts'

/** How soon what the driving process wrote is seen here: what a person takes for at once. */
const lookEveryMs = 200

/** How often it is asked whether anybody drives the run still. */
const tryEveryMs = 1_000

/**
 * A run that another process drives, followed through its journal: its facts are told as they come, answers go
 * in between its own (the journal's order decides), and when nobody drives it any more, this process does.
 */
export class JoinedRun implements DrivenRun {
  readonly #deps: DriverDeps
  readonly #run: RunId
  readonly #fold: Fold
  readonly #takesOver: boolean
  readonly #joined: JoinedChildren
  readonly #watchers = new Set<Watcher>()
  #last: Sha256
  /** The runs inside that were there before it was joined are followed. */
  #begun = false
  readonly #childWatchers = new Set<() => void>()
  #told: number
  /** When the last fact told was recorded. */
  #toldAt: number
  #looking: Promise<void> | undefined
  #driver: RunDriver | undefined
  #triedAt: number
  #unset: () => void = () => undefined
  #stop: Stopped | undefined
  #resolveStopped: (stopped: Stopped) => void = () => undefined
  readonly stopped: Promise<Stopped>
  /** Called once, when this process begins to drive the run. */
  onTakeOver: () => void = () => undefined

  /** Runs of other runbooks that its steps asked for: followed as long as another process drives them, then driven. */
  readonly children: DrivenRun['children']

  constructor(deps: DriverDeps, loaded: LoadedRun, { takesOver }: { readonly takesOver: boolean }) {
    this.#deps = deps
    this.#fold = loaded.fold
    this.#takesOver = takesOver
    const joined = new JoinedChildren(deps, (inner) => new JoinedRun(deps, inner, { takesOver: false }))
    this.#joined = joined
    const driver = () => this.#driver
    this.children = {
      get driven() {
        return driver()?.children.driven ?? joined.driven
      },
      watch: (listener) => this.#watchChildren(listener),
    }
    this.#run = loaded.fold.state.run
    this.#last = loaded.last
    this.#told = loaded.fold.state.seq
    this.#toldAt = loaded.facts.at(-1)?.at ?? 0
    this.#triedAt = deps.clock.now()
    this.stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve
    })
    this.#again()
  }

  get state(): ReadonlyRunState {
    return this.#driver?.state ?? this.#fold.state
  }

  get told(): number {
    return this.#driver?.told ?? this.#told
  }

  now(): number {
    return this.#driver?.now() ?? this.#deps.clock.since(this.#toldAt).now()
  }

  /** Whether this process drives the run by now. */
  get drives(): boolean {
    return this.#driver !== undefined
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  async submit(input: RunInput, by: Actor): Promise<Submitted> {
    if (this.#driver) return this.#driver.submit(input, by)
    const { evaluate, environment } = this.#deps
    const circumstances = { evaluate, environment }
    const submitted = await submitTo({ ...this.#deps, circumstances }, this.#run, input, by)
    await this.look()
    return submitted
  }

  async release(): Promise<void> {
    if (this.#driver) return this.#driver.release()
    await this.#joined.release()
    this.#halt({ kind: 'released' })
  }

  #again(): void {
    const { clock } = this.#deps
    this.#unset = clock.at(clock.now() + lookEveryMs, () => {
      this.#step().then(
        () => this.#stop ?? this.#driver ?? this.#again(),
        (error: unknown) => this.#halt({ kind: 'broken', error }),
      )
    })
  }

  async #step(): Promise<void> {
    await this.look()
    if (this.#stop) return
    // Begun before anybody here looked, or a moment after the fact that asked for it.
    if (!this.#driver) await this.#joined.reconcile(this.state, this.#begun ? 'first' : 'last')
    this.#begun = true
    if (this.state.status === 'ended') return this.#halt({ kind: 'ended' })
    const now = this.#deps.clock.now()
    if (!this.#takesOver || now - this.#triedAt < tryEveryMs) return
    this.#triedAt = now
    await this.#takeOver()
  }

  /** One look at a time: an answer's own and the clock's would tell the same facts twice. */
  look(): Promise<void> {
    this.#looking ??= this.#readOn().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #readOn(): Promise<void> {
    const head = await this.#deps.journal.head(this.#run)
    if (!head || head.seq <= this.#told || this.#stop || this.#driver) return
    const tail = await readTail(this.#deps.journal, this.#run, { seq: this.#told, hash: this.#last })
    if (tail.kind === 'unusable') throw new Error(tail.why)
    // One by one: whoever watches looks at the state as it was when the fact came.
    for (const { fact, hash } of tail.entries) {
      if (fact.event.type === 'child.ended') await this.#joined.catchUp(fact.event.effect as EffectId)
      this.#fold.apply(fact)
      this.#told = fact.seq
      this.#toldAt = fact.at
      this.#last = hash
      this.#tell([fact])
      if (fact.event.type === 'child.started') await this.#joined.reconcile(this.state, 'first')
    }
  }

  async #takeOver(): Promise<void> {
    const result = await driveRun(this.#deps, this.#run)
    if (result.kind === 'busy') return
    if (result.kind !== 'driving')
      throw new Error(result.kind === 'absent' ? 'the run is gone' : `${result.why}; ${result.remedy}`)
    const { driver } = result
    // Listened to before anything is awaited; what it tells meanwhile comes after what was not read here yet.
    const waiting: (readonly Fact[])[] = []
    let tell = (facts: readonly Fact[]): void => void waiting.push(facts)
    driver.watch((facts) => tell(facts))
    await this.look()
    await this.#joined.release()
    this.#driver = driver
    for (const listener of this.#childWatchers) driver.children.watch(listener)
    this.onTakeOver()
    tell = (facts) => {
      const fresh = facts.filter(({ seq }) => seq > this.#told)
      this.#told = fresh.at(-1)?.seq ?? this.#told
      if (fresh.length > 0) this.#tell(fresh)
    }
    for (const facts of waiting) tell(facts)
    void driver.stopped.then((stopped) => this.#halt(stopped))
  }

  #watchChildren(listener: () => void): () => void {
    this.#childWatchers.add(listener)
    const leave = [this.#joined.watch(listener), this.#driver?.children.watch(listener)]
    return () => {
      this.#childWatchers.delete(listener)
      for (const each of leave) each?.()
    }
  }

  #tell(facts: readonly Fact[]): void {
    for (const watcher of this.#watchers) watcher(facts, this.state)
  }

  #halt(stopped: Stopped): void {
    if (this.#stop) return
    this.#stop = stopped
    this.#unset()
    this.#resolveStopped(stopped)
  }
}
