import { planOfPinned } from '../plan/pinned.ts'
import type { Actor } from '../run/event/envelope.ts'
import type { EffectId, RunId } from '../run/id.ts'
import type { RunInput } from '../run/input.ts'
import type { OpenChild, ReadonlyRunState } from '../run/state.ts'
import { createRun } from './create.ts'
import type { DriverDeps } from './deps.ts'
import { loadRun } from './load.ts'
import type { Submitted } from './submit.ts'

/** A run that is driven here for another: what its parent needs of it. */
export type Driven = {
  readonly state: Pick<ReadonlyRunState, 'mode' | 'modeAt' | 'paused' | 'pausedAt'>
  readonly stopped: Promise<{ readonly kind: 'ended' | 'released' | 'lost' | 'broken' }>
  submit(input: RunInput, by: Actor): Promise<Submitted>
  release(): Promise<void>
}

/** What came of trying to drive a run. */
export type Drive<D extends Driven> = (
  run: RunId,
) => Promise<
  | { readonly kind: 'driving'; readonly driver: D }
  | { readonly kind: 'busy' | 'absent' }
  | { readonly kind: 'unusable'; readonly why: string }
>

/** How soon it is tried again to drive a run that another process drives, or to see that it has ended. */
const againMs = 2_000

const engine: Actor = { kind: 'system', id: 'engine', via: 'engine' }

/**
 * The runs that steps of one run asked for. Each has an id that follows from what asked for it, so that asking
 * again, after whatever went wrong, finds it; its end is reported until it is in the parent's journal.
 */
export class Children<D extends Driven> {
  readonly #deps: DriverDeps
  readonly #drive: Drive<D>
  readonly #submit: (input: RunInput) => void
  readonly #begun = new Set<EffectId>()
  readonly #driven = new Map<EffectId, D>()
  readonly #cancelled = new Set<EffectId>()
  readonly #listeners = new Set<() => void>()
  #wanted: ReadonlyMap<EffectId, Readonly<OpenChild>> = new Map()
  #parent: ReadonlyRunState | undefined
  #over = false

  constructor(deps: DriverDeps, drive: Drive<D>, submit: (input: RunInput) => void) {
    this.#deps = deps
    this.#drive = drive
    this.#submit = submit
  }

  /** Those that are driven by this process now. */
  get driven(): ReadonlyMap<EffectId, D> {
    return this.#driven
  }

  /** Calls back whenever a run begins or ends to be driven here; the returned function ends that. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Makes what happens be what the state wants. */
  reconcile(state: ReadonlyRunState): void {
    this.#wanted = state.children
    this.#parent = state
    for (const child of state.children.values()) {
      if (this.#begun.has(child.effect)) continue
      this.#begun.add(child.effect)
      void this.#lead(state, child)
    }
    for (const effect of this.#begun) if (!state.children.has(effect)) this.#forget(effect)
    this.#handDown()
  }

  /** Leaves them as they are, for whoever drives them next. */
  async release(): Promise<void> {
    this.#over = true
    await Promise.all([...this.#driven.values()].map((driver) => driver.release()))
  }

  async #lead(state: ReadonlyRunState, child: OpenChild): Promise<void> {
    while (!this.#over && this.#wanted.has(child.effect)) {
      try {
        const refused = await this.#ensure(state, child)
        if (refused !== undefined) this.#report(child.effect, 'failed', refused)
        if (refused !== undefined || (await this.#follow(child))) return
      } catch {
        // What broke here (a disk) breaks its parent too, unless it is over when it is tried again.
        await this.#pause()
      }
    }
  }

  /** Records the run unless it is there; a text says why there can be none. */
  async #ensure(state: ReadonlyRunState, child: OpenChild): Promise<string | undefined> {
    if (await this.#deps.journal.head(child.run)) return undefined
    const { path, section, given, run, effect } = child
    const request = {
      path,
      given: new Map(Object.entries(given)),
      ...(section === undefined ? {} : { section }),
    }
    const made = planOfPinned(state.plan, request, this.#deps.environment)
    if (made.kind === 'problems') return made.problems.map(({ message }) => message).join('; ')
    const text = state.plan.runbooks?.[path]?.text
    await createRun(this.#deps, {
      plan: made.plan,
      mode: state.mode,
      cwd: state.startCwd,
      startedOn: state.startedOn,
      by: { kind: 'person', id: state.operator, via: 'engine', ...(state.proven ? { proven: true } : {}) },
      part: { run, of: { run: state.run, effect } },
      ...(text === undefined ? {} : { text }),
    })
    return undefined
  }

  /** Drives it, or waits for whoever does; true when there is nothing more to be done here. */
  async #follow({ effect, run }: OpenChild): Promise<boolean> {
    const head = await this.#deps.journal.head(run)
    if (head && !head.open) return this.#reportEnd(effect, run)
    const result = await this.#drive(run)
    if (result.kind === 'unusable') return this.#report(effect, 'failed', result.why)
    if (result.kind !== 'driving') {
      await this.#pause()
      return false
    }
    this.#driven.set(effect, result.driver)
    this.#tell()
    if (this.#over) await result.driver.release()
    this.#handDown()
    const stopped = await result.driver.stopped
    this.#driven.delete(effect)
    this.#cancelled.delete(effect)
    this.#tell()
    if (stopped.kind === 'released') return true
    if (stopped.kind !== 'ended') await this.#pause()
    return false
  }

  async #reportEnd(effect: EffectId, run: RunId): Promise<true> {
    const loaded = await loadRun(this.#deps.journal, run)
    if (loaded.kind !== 'run') return this.#report(effect, 'failed', 'its record cannot be read')
    const { ended, outputs } = loaded.fold.state
    const all = Object.assign({}, ...outputs.values()) as Record<string, string>
    return this.#report(effect, ended?.status ?? 'failed', ended?.why ?? '', all)
  }

  #report(
    effect: EffectId,
    status: Extract<RunInput, { kind: 'child-ended' }>['status'],
    why: string,
    outputs: Readonly<Record<string, string>> = {},
  ): true {
    this.#submit({ kind: 'child-ended', effect, status, why, outputs })
    return true
  }

  /** What was said to the run that concerns those inside it, too. */
  #handDown(): void {
    for (const [effect, driver] of this.#driven) {
      for (const input of this.#parent ? newerWord(this.#parent, driver.state) : [])
        void driver.submit(input, engine)
      if (!this.#wanted.get(effect)?.cancel || this.#cancelled.has(effect)) continue
      this.#cancelled.add(effect)
      void driver.submit({ kind: 'cancel' }, engine)
    }
  }

  #forget(effect: EffectId): void {
    this.#begun.delete(effect)
    this.#cancelled.delete(effect)
  }

  #pause(): Promise<void> {
    const { clock } = this.#deps
    return new Promise((resolve) => void clock.at(clock.now() + againMs, resolve))
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

type Word = Driven['state']

/** The mode and the pause of a run hold inside it, unless something else was said there since. */
function newerWord(outer: Word, inner: Word): readonly RunInput[] {
  const words: RunInput[] = []
  if (outer.mode !== inner.mode && outer.modeAt >= inner.modeAt)
    words.push({ kind: 'change-mode', mode: outer.mode })
  if (outer.paused !== inner.paused && outer.pausedAt >= inner.pausedAt)
    words.push({ kind: outer.paused ? 'pause' : 'continue' })
  return words
}
