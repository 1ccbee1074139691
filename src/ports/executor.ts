import type { Sha256 } from '../hash/sha256.ts'
import type { Response } from '../run/check.ts'
import type { EffectId, RunId } from '../run/id.ts'
import type { ResolvedAction } from '../run/resolve.ts'
import type { OutcomeEnd, Place } from '../run/input.ts'
import type { SessionChange } from '../run/session.ts'

/** One try of one command, ready to be carried out. */
export type Attempt = {
  readonly effect: EffectId
  readonly action: ResolvedAction
  /**
   * Secrets by the environment name that will hold them; resolved last, never stored. Those that an earlier command
   * left in a variable (`isCarriedReference`) are not among them: the executor that saw it end has them.
   */
  readonly secrets: Readonly<Record<string, string>>
  /** Output beyond this is drained and discarded, and the outcome says so. Bytes for each stream. */
  readonly outputMaxBytes: number
}

export type { OutcomeEnd, Place }

export type Outcome = {
  readonly end:
    | OutcomeEnd
    /** Only for what was started by someone else before: it never ran and never can. */
    | { readonly kind: 'never-ran' }
    /** It ran elsewhere, and nobody can tell from here what became of it. */
    | { readonly kind: 'unknown'; readonly why: string }
  /** The last part of standard output within `captureMaxBytes`, secrets masked: outputs taken from it are kept. Never stored. */
  readonly stdout: string
  /** What path checks look at where a table or the like is shown: rows as JSON. Never stored. */
  readonly json?: string
  /** Of all its output as the log holds it; absent where nothing is logged. */
  readonly log?: Sha256
  /** Status and headers of an answer over HTTP. Never stored. */
  readonly response?: Response
  /** `name=value` lines of `$KNEEBOARD_OUTPUT`. */
  readonly outputs: Readonly<Record<string, string>>
  /** What the command did to variables and directory; absent when it could not be captured. */
  readonly session?: SessionChange
  readonly truncated: boolean
}

/** What became of an attempt whose driver died. */
export type Recovery =
  /** It never ran and never can: start afresh without asking. */
  | { readonly kind: 'never-ran' }
  /** Done, or still going: its outcome comes. */
  | { readonly kind: 'known'; readonly outcome: Promise<Outcome> }
  | { readonly kind: 'unknown'; readonly why: string }

/** Carries out attempts. Commands outlive the process that started them. */
export interface Executor {
  /** Where the commands of a run are carried out: always the same place, because its directory and files are there. */
  placeFor(run: RunId, path: string): Promise<Place>
  /**
   * Puts on disk what the attempt needs, before the start is committed. Nothing of the attempt is done, though its
   * process may be begun and wait for `run`.
   */
  prepare(attempt: Attempt): Promise<void>
  /** Takes back `prepare` when the start was not committed. */
  discard(effect: EffectId): Promise<void>
  /** Nobody knows whether the start was committed: nothing runs here, and what was prepared stays for `recover`. */
  abandon(effect: EffectId): void
  /** Starts it and resolves when its outcome is known. Output goes to the logs as it comes. */
  run(attempt: Attempt): Promise<Outcome>
  recover(effect: EffectId, place: Place): Promise<Recovery>
  /** Asks the whole process group to end: TERM, then KILL after the grace. */
  cancel(effect: EffectId, graceMs: number): Promise<void>
  /** Ends what a finished run left running: background processes belong to the run. */
  endRun(run: RunId, graceMs: number): Promise<readonly unknown[]>
  /** Removes an attempt's folder (spool, values) once its outcome is in the journal. */
  clean(effect: EffectId): Promise<void>
}
