import type { Binding } from '../access/binding.ts'
import type { LedgerFact } from '../ledger/ledger-event.ts'
import type { EffectId, RunId } from '../run/id.ts'
import type { Attempt, Outcome } from './executor.ts'
import type { LogChunk } from './logs.ts'

/** A process elsewhere that carries out commands for this installation. */
export type KeptRunner = {
  readonly name: string
  /** What bindings may name; its own name always counts as one. */
  readonly labels: readonly string[]
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Of the state folder it first came with; absent until it came. */
  readonly identity?: string
}

export type RunnerChange =
  /** `hash`: SHA-256 of its token. */
  | { readonly kind: 'create-runner'; readonly runner: KeptRunner; readonly hash: string }
  | { readonly kind: 'remove-runner'; readonly name: string }
  /** It came with another state folder: of what ran before, that one knows nothing. */
  | { readonly kind: 'identify-runner'; readonly name: string; readonly identity: string }
  | { readonly kind: 'bind-folder'; readonly binding: Binding }
  | { readonly kind: 'unbind-folder'; readonly folder: string }

/** Which runners there are, what they are bound to, and which runs are theirs. Every call resolves once durable. */
export interface Runners {
  /** The change and its entry in the ledger are one transaction; neither of two that change nothing notes anything. */
  changeRunners(change: RunnerChange, fact: LedgerFact): Promise<'changed' | 'there-already' | 'absent'>
  runners(): Promise<readonly KeptRunner[]>
  bindings(): Promise<readonly Binding[]>
  byRunnerToken(hash: string): Promise<KeptRunner | undefined>
  /** The runner all commands of a run go to, once it has one. */
  runnerOf(run: RunId): Promise<string | undefined>
  /** Gives a run a runner, or tells which it has. */
  assignRunner(run: RunId, name: string): Promise<string>
}

/** What a server has a runner do. It says so again until it has the result. */
export type Order = { readonly id: string } & (
  | { readonly kind: 'run'; readonly attempt: Attempt }
  | { readonly kind: 'recover'; readonly effect: EffectId }
  | { readonly kind: 'cancel'; readonly effect: EffectId; readonly graceMs: number }
  | { readonly kind: 'clean'; readonly effect: EffectId }
  | { readonly kind: 'end-run'; readonly run: RunId; readonly graceMs: number }
)

/** What became of an order: `outcome` of `run` and `recover`. */
export type OrderResult =
  | { readonly kind: 'outcome'; readonly id: string; readonly outcome: Outcome }
  | { readonly kind: 'done'; readonly id: string }

/** How a runner introduces itself. */
export type Hello = {
  /** Of its state folder, made at random with it. */
  readonly identity: string
  /** `user@host`, for people. */
  readonly startedOn: string
  readonly version: string
  /** Runs it still holds something of. */
  readonly runs: readonly string[]
}

export type Welcome = {
  readonly name: string
  /** Comes back with everything it says. */
  readonly session: string
  /** Those of its runs that have ended. */
  readonly ended: readonly RunId[]
}

/** `unknown`: this server never gave that session, so greet again. `replaced`: another process is this runner now. */
export type SessionTrouble = { readonly kind: 'session'; readonly is: 'unknown' | 'replaced' }

/** What of a runner is known only while the server lives. */
export type RunnerPresence = {
  readonly name: string
  readonly connected: boolean
  readonly draining: boolean
  readonly startedOn: string
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly heardAt: number
  /** Commands it was given and has not told the end of. */
  readonly busy: number
}

/** Where runners come for work: the other side of an executor whose commands run elsewhere. */
export interface RunnerDesk {
  greet(runner: string, hello: Hello): Promise<Welcome>
  /** Waits for orders, at most as long as a heartbeat. */
  orders(
    runner: string,
    asked: { readonly session: string; readonly received: readonly string[]; readonly draining: boolean },
  ): Promise<readonly Order[] | SessionTrouble>
  /** Takes results; those of orders nobody waits for any more are taken and forgotten. */
  report(
    runner: string,
    told: { readonly session: string; readonly results: readonly OrderResult[] },
  ): Promise<undefined | SessionTrouble>
  /**
   * `foreign`: the effect is none of this runner's, or is over; `not-yet`: bring it again, the server has just been
   * started. What was appended before is left out.
   */
  append(
    runner: string,
    effect: EffectId,
    chunks: readonly LogChunk[],
  ): Promise<'appended' | 'foreign' | 'not-yet'>
  readUpTo(
    runner: string,
    effect: EffectId,
  ): Promise<{ readonly stdout: number; readonly stderr: number } | 'foreign' | 'not-yet'>
  present(): readonly RunnerPresence[]
  /** The server ends: nobody waits for orders any more. What goes on is asked for by the next one. */
  rest(): void
  /** A runner that was removed is heard no more. */
  dismiss(runner: string): void
}

/** What a runner says of itself while it works, for its own standard output. */
export type RunnerNews =
  | { readonly kind: 'connected'; readonly name: string }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'draining'; readonly busy: number }

/** Why a runner no longer works. */
export type RunnerEnd =
  | { readonly kind: 'drained' }
  /** Another process is this runner now, or the server wants it no more. */
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }
