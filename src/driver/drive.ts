import type { Sha256 } from '../hash/sha256.ts'
import type { Place } from '../ports/executor.ts'
import type { Lease } from '../ports/leases.ts'
import { Bug } from '../text/bug.ts'
import { decide } from '../run/decide.ts'
import type { Actor } from '../run/event/envelope.ts'
import type { RunEvent } from '../run/event/event.ts'
import type { Fact } from '../run/evolve.ts'
import type { Fold } from '../run/fold.ts'
import { nextDue } from '../run/headline.ts'
import type { RunId } from '../run/id.ts'
import { effectId } from '../run/id.ts'
import type { Circumstances, RunInput } from '../run/input.ts'
import type { ResolvedAction } from '../run/resolve.ts'
import type { ReadonlyRunState } from '../run/state.ts'
import { Attempts } from './attempts.ts'
import type { Drive } from './children.ts'
import { Children } from './children.ts'
import { commitFacts } from './commit.ts'
import type { DriverDeps } from './deps.ts'
import { leaseMs, renewEveryMs, takeLease } from './deps.ts'
import type { LoadedRun } from './load.ts'
import { loadRun } from './load.ts'
import type { Submitted } from './submit.ts'

/** What a driven run tells whoever watches: the facts just made durable and the state they lead to. */
export type Watcher = (facts: readonly Fact[], state: ReadonlyRunState) => void

/** Why driving stopped. */
export type Stopped =
  | { readonly kind: 'ended' }
  | { readonly kind: 'released' }
  /** Another process drives the run now. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'broken'; readonly error: unknown }

export type DriveResult =
  | { readonly kind: 'driving'; readonly driver: RunDriver }
  | { readonly kind: 'busy'; readonly holder: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly why: string; readonly remedy: string }

/** Takes a run's lease and drives it: from its journal, with commands of an earlier process found again. */
export async function driveRun(
  deps: DriverDeps,
  run: RunId,
  driveInner: Drive<RunDriver> = (inner) => driveRun(deps, inner),
  /** Told what the journal holds, before anything is done with it. */
  tellPast: Watcher = () => undefined,
): Promise<DriveResult> {
  const lease = await takeLease(deps, run)
  if (typeof lease === 'string') return { kind: 'busy', holder: lease }
  const loaded = await loadRun(deps.journal, run, deps.hash)
  if (loaded.kind !== 'run') {
    await deps.leases.release(lease)
    return loaded
  }
  // The clock may have been set back since: within a run time does not go back.
  const clock = deps.clock.since(loaded.facts.at(-1)?.at ?? 0)
  const driver = new RunDriver({ ...deps, clock }, lease, loaded, driveInner)
  tellPast(loaded.facts, loaded.fold.state)
  driver.wake()
  return { kind: 'driving', driver }
}

/** Between TERM and KILL, for what a run left running. */
const graceMs = 2_000

/** How soon what another process wrote into this run is noticed. */
const lookEveryMs = 250

/** More moves than this without waiting for anything is a circle no other limit caught. */
const movesMax = 100_000

const engine: Actor = { kind: 'system', id: 'engine', via: 'engine' }

type Waiting = {
  readonly input: RunInput
  readonly by: Actor
  readonly reply?: (submitted: Submitted) => void
}

/**
 * Drives one run. A turn takes every waiting input, decides in memory until quiet, commits once, and only then
 * lets anything out: effects, replies, news. What should be happening is read from the state and not remembered
 * from the way there, so a reload (after a lost race) changes nothing.
 */
export class RunDriver {
  readonly #deps: DriverDeps
  readonly #lease: Lease
  readonly #attempts: Attempts
  /** Runs of other runbooks that steps of this one asked for. */
  readonly children: Children<RunDriver>
  readonly #watchers = new Set<Watcher>()
  #fold: Fold
  #last: Sha256
  /** Sequence number of the last fact that is durable and has been told. */
  #told: number
  /** Since the last look. */
  #committed = false
  /** Another writer came between: the run is read again before the next turn. */
  #stale = false
  #waiting: Waiting[] = []
  /** What this turn's starts were resolved to. */
  readonly #resolved = new Map<string, ResolvedAction>()
  #turning = false
  #wanted = false
  #unset: (() => void)[] = []
  #undue: () => void = () => undefined
  /** Where the commands of this run are carried out. */
  #place: Place = { host: '', bootId: '' }
  #stop: Stopped | undefined
  #resolveStopped: (stopped: Stopped) => void = () => undefined
  /** Resolves once, when this process no longer drives the run. */
  readonly stopped: Promise<Stopped>

  constructor(deps: DriverDeps, lease: Lease, loaded: LoadedRun, driveInner: Drive<RunDriver>) {
    this.#deps = deps
    this.#lease = lease
    this.#fold = loaded.fold
    this.#last = loaded.last
    this.#told = loaded.fold.state.seq
    this.#attempts = new Attempts(deps, (input) => this.#enqueue({ input, by: engine }))
    this.children = new Children(deps, driveInner, (input) => this.#enqueue({ input, by: engine }))
    this.stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve
    })
    this.#every(renewEveryMs, () => this.#renew())
    this.#every(lookEveryMs, () => this.#look())
  }

  get state(): ReadonlyRunState {
    return this.#fold.state
  }

  /** Sequence number up to which the state is durable and told; what a state says beyond it may still be taken back. */
  get told(): number {
    return this.#told
  }

  readonly drives = true

  /** The time that what happens in the run is recorded with. */
  now(): number {
    return this.#deps.clock.now()
  }

  /** Hands in an input; resolves once what it means is durable, or it is refused. */
  submit(input: RunInput, by: Actor): Promise<Submitted> {
    return new Promise((reply) => this.#enqueue({ input, by, reply }))
  }

  /** Calls `watcher` after every commit; the returned function ends that. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Stops driving and leaves everything as it is: commands go on, and the next driver finds them. */
  async release(): Promise<void> {
    if (this.#stop) return
    this.#halt({ kind: 'released' })
    await this.children.release()
    await this.#deps.leases.release(this.#lease)
  }

  /** Takes a turn soon; many calls make one turn. */
  wake(): void {
    this.#wanted = true
    if (this.#turning || this.#stop) return
    this.#turning = true
    void this.#turns()
  }

  #enqueue(waiting: Waiting): void {
    if (this.#stop)
      return waiting.reply?.({ kind: 'refused', why: 'the run is no longer driven here', by: 'nobody' })
    this.#waiting.push(waiting)
    this.wake()
  }

  async #turns(): Promise<void> {
    try {
      while (this.#wanted && !this.#stop) {
        this.#wanted = false
        await this.#turn()
      }
    } catch (error) {
      this.#attempts.abandon()
      this.#halt({ kind: 'broken', error })
    } finally {
      this.#turning = false
      if (this.#wanted && !this.#stop) this.wake()
    }
  }

  async #turn(): Promise<void> {
    if (this.#stale) await this.#reload()
    const { run, plan } = this.state
    this.#place = await this.#deps.executor.placeFor(run, plan.runbook.path)
    const expectedSeq = this.state.seq
    const taken = this.#take()
    this.#resolved.clear()
    const facts: Fact[] = []
    const replies = taken.map((waiting) => this.#decide(waiting, facts))
    this.#advance(facts)
    if (facts.length > 0) {
      await this.#prepare(facts)
      const committed = await this.#commit(facts, expectedSeq)
      if (!committed) {
        this.#waiting = [
          ...taken.filter(({ input }) => input.kind !== 'timer-due' && input.kind !== 'limit-due'),
          ...this.#waiting,
        ]
        return
      }
    }
    for (const reply of replies) reply()
    this.#tell(facts)
    this.#attempts.reconcile(this.state)
    this.children.reconcile(this.state)
    if (this.state.status === 'ended') await this.#end()
    else this.#wakeWhenDue()
  }

  /** Every waiting input, people and outcomes before timers: an answer given in time wins. */
  #take(): readonly Waiting[] {
    const taken = this.#waiting
    this.#waiting = []
    const now = this.#deps.clock.now()
    // Most turns come from an outcome, and nothing is due.
    if ((nextDue(this.state) ?? Infinity) > now) return taken
    const due = [
      ...[...this.state.timers.values()].filter((timer) => timer.due <= now),
      ...[...this.state.attempts.values()].filter(
        ({ timeoutAt, cancel }) => !cancel && timeoutAt !== undefined && timeoutAt <= now,
      ),
    ]
    const limits = [...this.state.limits].filter(([, at]) => at <= now)
    return [
      ...taken,
      ...limits.map(([instance]): Waiting => ({ input: { kind: 'limit-due', instance }, by: engine })),
      ...due.map(({ effect }): Waiting => ({ input: { kind: 'timer-due', effect }, by: engine })),
    ]
  }

  #decide({ input, by, reply }: Waiting, facts: Fact[]): () => void {
    const before = facts.length
    const decision = decide(this.state, input, this.#circumstances())
    for (const event of decision.events) this.#apply(event, by, facts)
    const submitted: Submitted =
      decision.refused === undefined
        ? { kind: 'taken', facts: facts.slice(before) }
        : { kind: 'refused', why: decision.refused }
    return () => reply?.(submitted)
  }

  #advance(facts: Fact[]): void {
    for (let moves = 0; moves < movesMax; moves++) {
      const { events } = decide(this.state, { kind: 'advance' }, this.#circumstances())
      if (events.length === 0) return
      for (const event of events) this.#apply(event, engine, facts)
    }
    throw new Bug('the run moves for ever without waiting for anything')
  }

  #apply(event: RunEvent, by: Actor, facts: Fact[]): void {
    const fact = { seq: this.state.seq + 1, at: this.#deps.clock.now(), by, event }
    this.#fold.apply(fact)
    facts.push(fact)
  }

  #circumstances(): Circumstances {
    const { clock, evaluate, environment, hash } = this.#deps
    const resolved = (hash: string, action: ResolvedAction) => void this.#resolved.set(hash, action)
    const given = { now: clock.now(), place: this.#place, evaluate, environment, resolved }
    return hash ? { ...given, hash } : given
  }

  /** Attempt folders are there before the start is committed, so that a missing one always means something. */
  async #prepare(facts: readonly Fact[]): Promise<void> {
    for (const { seq, event } of facts) {
      if (event.type !== 'attempt.started') continue
      const open = this.state.attempts.get(effectId(this.state.run, seq))
      if (open) await this.#attempts.prepare(this.state, open, this.#resolved.get(open.hash))
    }
  }

  /** False when another writer came first: everything is read again and the turn is taken again. */
  async #commit(facts: readonly Fact[], expectedSeq: number): Promise<boolean> {
    const commit = {
      state: this.state,
      facts,
      previous: this.#last,
      expectedSeq,
      blobs: [],
      epoch: this.#lease.epoch,
    }
    const { result, last } = await commitFacts(this.#deps, commit)
    if (result === 'appended') {
      this.#last = last
      this.#committed = true
      return true
    }
    await this.#attempts.discard()
    if (result === 'fenced') this.#halt({ kind: 'lost' })
    this.#stale = true
    this.#wanted = true
    return false
  }

  async #reload(): Promise<void> {
    const loaded = await loadRun(this.#deps.journal, this.state.run, this.#deps.hash)
    if (loaded.kind !== 'run') throw new Error(loaded.kind === 'absent' ? 'the run is gone' : loaded.why)
    this.#fold = loaded.fold
    this.#last = loaded.last
    this.#stale = false
    this.#tell(loaded.facts.filter(({ seq }) => seq > this.#told))
  }

  #tell(facts: readonly Fact[]): void {
    if (facts.length === 0) return
    this.#told = this.state.seq
    for (const watcher of this.#watchers) watcher(facts, this.state)
  }

  async #end(): Promise<void> {
    await this.#deps.executor.endRun(this.state.run, graceMs)
    await this.#deps.leases.release(this.#lease)
    this.#halt({ kind: 'ended' })
  }

  #halt(stopped: Stopped): void {
    if (this.#stop) return
    this.#stop = stopped
    for (const unset of this.#unset) unset()
    this.#undue()
    for (const { reply } of this.#waiting)
      reply?.({ kind: 'refused', why: 'the run is no longer driven here', by: 'nobody' })
    this.#waiting = []
    if (stopped.kind !== 'ended') void this.children.release()
    this.#resolveStopped(stopped)
  }

  #wakeWhenDue(): void {
    this.#undue()
    const due = nextDue(this.state)
    this.#undue = due === undefined ? () => undefined : this.#deps.clock.at(due, () => this.wake())
  }

  async #renew(): Promise<void> {
    if (!(await this.#deps.leases.renew(this.#lease, leaseMs))) this.#halt({ kind: 'lost' })
  }

  /**
   * Another process may have answered, noted or cancelled: then its facts are newer than this state. A commit would
   * have met them, so a run that has just made one need not ask; many busy runs would ask more than they commit.
   */
  async #look(): Promise<void> {
    const met = this.#turning || this.#committed
    this.#committed = false
    if (met) return
    const head = await this.#deps.journal.head(this.state.run)
    if (!head || this.#turning || head.seq <= this.#told) return
    this.#stale = true
    this.wake()
  }

  #every(ms: number, work: () => Promise<void>): void {
    let unset = () => undefined as void
    const again = () => {
      unset = this.#deps.clock.at(this.#deps.clock.now() + ms, () => {
        work().then(
          () => this.#stop ?? again(),
          (error: unknown) => this.#halt({ kind: 'broken', error }),
        )
      })
    }
    again()
    this.#unset.push(() => unset())
  }
}
