import { isCarriedReference } from '../plan/secret-reference.ts'
import type { Attempt, Outcome } from '../ports/executor.ts'
import type { EffectId } from '../run/id.ts'
import type { RunInput } from '../run/input.ts'
import type { ResolvedAction } from '../run/resolve.ts'
import { resolveAttempt } from '../run/resolve/attempt.ts'
import type { OpenAttempt, ReadonlyRunState } from '../run/state.ts'
import type { DriverDeps } from './deps.ts'

/** Between TERM and KILL. */
const graceMs = 5_000

/**
 * The attempts of one run in this process: prepared before their start is durable, started (or found again)
 * after, cancelled when the run says so, and cleaned away once their end is in the journal.
 */
export class Attempts {
  readonly #deps: DriverDeps
  readonly #submit: (input: RunInput) => void
  readonly #prepared = new Map<EffectId, Attempt>()
  readonly #failed = new Map<EffectId, string>()
  readonly #live = new Set<EffectId>()
  readonly #cancelled = new Set<EffectId>()

  constructor(deps: DriverDeps, submit: (input: RunInput) => void) {
    this.#deps = deps
    this.#submit = submit
  }

  /** Makes the attempt's folder. `known` is what its start was just resolved to. What cannot be prepared will be reported as its end, once its start is durable. */
  async prepare(
    state: ReadonlyRunState,
    open: OpenAttempt,
    known: ResolvedAction | undefined,
  ): Promise<void> {
    const attempt = await this.#attemptOf(open, known ?? resolveAttempt(state, open, this.#deps.environment))
    if (typeof attempt === 'string') {
      this.#failed.set(open.effect, attempt)
      return
    }
    try {
      await this.#deps.executor.prepare(attempt)
      this.#prepared.set(open.effect, attempt)
    } catch (error) {
      this.#failed.set(open.effect, error instanceof Error ? error.message : String(error))
    }
  }

  /** Takes preparations back: their start did not become durable. */
  async discard(): Promise<void> {
    for (const effect of this.#prepared.keys()) await this.#deps.executor.discard(effect)
    this.#prepared.clear()
    this.#failed.clear()
  }

  /** Leaves preparations as they are: nobody knows whether their start is durable, and the next driver asks. */
  abandon(): void {
    for (const effect of this.#prepared.keys()) this.#deps.executor.abandon(effect)
    this.#prepared.clear()
    this.#failed.clear()
  }

  /** Makes what happens be what the state wants. */
  reconcile(state: ReadonlyRunState): void {
    for (const open of state.attempts.values()) {
      if (!this.#live.has(open.effect)) this.#begin(open)
      if (open.cancel && !this.#cancelled.has(open.effect)) {
        this.#cancelled.add(open.effect)
        void this.#deps.executor.cancel(open.effect, graceMs).catch(() => this.#cancelled.delete(open.effect))
      }
    }
    for (const effect of this.#live) {
      if (state.attempts.has(effect)) continue
      this.#live.delete(effect)
      this.#cancelled.delete(effect)
      void this.#deps.executor.clean(effect).catch(() => undefined)
    }
  }

  #begin(open: OpenAttempt): void {
    const { effect } = open
    this.#live.add(effect)
    const failed = this.#failed.get(effect)
    const attempt = this.#prepared.get(effect)
    this.#failed.delete(effect)
    this.#prepared.delete(effect)
    if (failed !== undefined)
      this.#submit(ended(effect, { ...noOutcome, end: { kind: 'error', message: failed } }))
    else if (attempt) void this.#report(effect, this.#deps.executor.run(attempt))
    else void this.#recover(open)
  }

  async #recover(open: OpenAttempt): Promise<void> {
    const { effect, host, bootId } = open
    try {
      const recovery = await this.#deps.executor.recover(effect, { host, bootId })
      if (recovery.kind === 'known') return await this.#report(effect, recovery.outcome)
      if (recovery.kind === 'unknown')
        return this.#submit({ kind: 'attempt-unknown', effect, why: recovery.why })
      this.#submit(ended(effect, { ...noOutcome, end: { kind: 'never-ran' } }))
    } catch (error) {
      this.#submit({ kind: 'attempt-unknown', effect, why: messageOf(error) })
    }
  }

  async #report(effect: EffectId, outcome: Promise<Outcome>): Promise<void> {
    try {
      const { end, ...rest } = await outcome
      if (end.kind === 'unknown') this.#submit({ kind: 'attempt-unknown', effect, why: end.why })
      else this.#submit(ended(effect, { end, ...rest }))
    } catch (error) {
      // The executor itself broke: whether the command did its work is not known.
      this.#submit({ kind: 'attempt-unknown', effect, why: messageOf(error) })
    }
  }

  async #attemptOf(open: OpenAttempt, action: ResolvedAction | undefined): Promise<Attempt | string> {
    if (!action) return 'what is to run is not what its start was recorded for'
    const secrets: Record<string, string> = {}
    for (const [name, reference] of Object.entries(action.secrets)) {
      if (isCarriedReference(reference)) continue
      const read = await this.#deps.secrets.read(reference)
      if (read.kind === 'missing') return `${read.why}; ${read.remedy}`
      secrets[name] = read.value
    }
    return { effect: open.effect, action, secrets, outputMaxBytes: this.#deps.outputMaxBytes }
  }
}

const noOutcome: Outcome & Pick<EndedInput, 'end'> = {
  end: { kind: 'cancelled' },
  stdout: '',
  outputs: {},
  truncated: false,
}

type EndedInput = Extract<RunInput, { kind: 'attempt-ended' }>

const ended = (effect: EffectId, outcome: Outcome & Pick<EndedInput, 'end'>): EndedInput => {
  const { end, stdout, json, response, outputs, session, truncated, log } = outcome
  return {
    kind: 'attempt-ended',
    effect,
    end,
    stdout,
    outputs,
    truncated,
    ...(json === undefined ? {} : { json }),
    ...(response ? { response } : {}),
    ...(session ? { session } : {}),
    ...(log === undefined ? {} : { log }),
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
