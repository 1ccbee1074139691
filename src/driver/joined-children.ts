import type { EffectId, RunId } from '../run/id.ts'
import type { ReadonlyRunState } from '../run/state.ts'
import type { DriverDeps } from './deps.ts'
import type { DrivenRun } from './driven-run.ts'
import type { LoadedRun, LoadedUpTo } from './load.ts'
import { loadRun } from './load.ts'

/** A run that is followed, and can be asked to catch up. */
export type Followed = DrivenRun & {
  /** Tells everything that is in the journal by now. */
  look(): Promise<void>
}

/**
 * The runs inside one that another process drives: each is followed as that one is, from its first fact where it
 * begins meanwhile. They are not taken over by themselves: whoever takes over the outer one drives them too.
 */
export class JoinedChildren {
  readonly #deps: DriverDeps
  readonly #follow: (loaded: LoadedRun) => Followed
  readonly #joined = new Map<EffectId, Followed>()
  readonly #asked = new Set<EffectId>()
  readonly #listeners = new Set<() => void>()
  #over = false

  constructor(deps: DriverDeps, follow: (loaded: LoadedRun) => Followed) {
    this.#deps = deps
    this.#follow = follow
  }

  get driven(): ReadonlyMap<EffectId, Followed> {
    return this.#joined
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Follows what the outer run has begun; `upTo` says how much of it is history to whoever looks. */
  async reconcile(state: ReadonlyRunState, upTo: LoadedUpTo): Promise<void> {
    for (const { effect, run } of state.children.values())
      if (!this.#asked.has(effect)) await this.#join(effect, run, upTo)
  }

  /** What happened inside comes before the end of it. */
  async catchUp(effect: EffectId): Promise<void> {
    await this.#joined.get(effect)?.look()
  }

  async release(): Promise<void> {
    this.#over = true
    await Promise.all([...this.#joined.values()].map((inner) => inner.release()))
  }

  /** One that is not in the journal yet is there a moment later. */
  async #join(effect: EffectId, run: RunId, upTo: LoadedUpTo): Promise<void> {
    const loaded = await loadRun(this.#deps.journal, run, this.#deps.hash, upTo)
    if (this.#over || loaded.kind === 'absent') return
    this.#asked.add(effect)
    if (loaded.kind === 'unusable') return
    const inner = this.#follow(loaded)
    this.#joined.set(effect, inner)
    this.#tell()
    void inner.stopped.then(() => {
      this.#joined.delete(effect)
      this.#tell()
    })
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
