import type { StepId } from '../document/step.ts'
import type { Hasher } from '../hash/sha256.ts'
import type { MatchedBy } from '../plan/mapping.ts'
import type { Plan } from '../plan/plan.ts'
import type { Response } from './check.ts'
import type { EndStatus } from './event/event.ts'
import type { EffectId } from './id.ts'
import type { Mode } from './mode.ts'
import type { Answer } from './question.ts'
import type { ResolvedAction } from './resolve.ts'
import type { SessionChange } from './session.ts'

/** Where an attempt was started; only this host may say what became of it. */
export type Place = { readonly host: string; readonly bootId: string }

/** How an attempt ended, as its executor saw it. */
export type OutcomeEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'os-signal'; readonly osSignal: string }
  /** The executor could not carry it out: interpreter missing, connection refused. */
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'cancelled' }

/** Something that happened outside and that a run must take in. Times and ids come with it. */
export type RunInput =
  /** The engine's own next move, if there is one. */
  | { readonly kind: 'advance' }
  | {
      readonly kind: 'attempt-ended'
      readonly effect: EffectId
      readonly end: OutcomeEnd | { readonly kind: 'never-ran' }
      /** Captured standard output: looked at by checks and outputs, never stored. */
      readonly stdout: string
      /** What paths look at where it is not standard output. */
      readonly json?: string
      /** Status and headers of an answer. */
      readonly response?: Response
      readonly outputs: Readonly<Record<string, string>>
      readonly session?: SessionChange
      /** Hash of all that was logged of it. */
      readonly log?: string
      readonly truncated: boolean
    }
  | { readonly kind: 'attempt-unknown'; readonly effect: EffectId; readonly why: string }
  /** The run of another runbook is over, or could not be. */
  | {
      readonly kind: 'child-ended'
      readonly effect: EffectId
      readonly status: EndStatus
      readonly why: string
      readonly outputs: Readonly<Record<string, string>>
    }
  | { readonly kind: 'timer-due'; readonly effect: EffectId }
  /** What may take only so long has not ended. */
  | { readonly kind: 'limit-due'; readonly instance: string }
  | { readonly kind: 'answer'; readonly effect: EffectId; readonly answer: Answer }
  /** Ask the running command to end. */
  | { readonly kind: 'interrupt'; readonly effect: EffectId }
  | { readonly kind: 'pause' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'cancel'; readonly reason?: string }
  | { readonly kind: 'change-mode'; readonly mode: Mode }
  | { readonly kind: 'go-to'; readonly step: string }
  | PeopleInput
  /** Go on with a corrected text of the same runbook. */
  | {
      readonly kind: 'replace-plan'
      readonly plan: Plan
      readonly mapping: readonly ConfirmedMatch[]
      /** The document the plan was made from, as long as it is still that one. */
      readonly text?: string
    }

/** A step of the corrected text a person says is a step of the text before; of a finished one, what becomes of it. */
export type ConfirmedMatch = {
  readonly from: StepId
  readonly to: StepId
  readonly by: MatchedBy | 'person'
  readonly finished?: 'keep' | 'again'
}

/** What people say beside answering: it changes nothing of what the run does next, and is taken also after its end. */
export type PeopleInput =
  | { readonly kind: 'note'; readonly text: string; readonly instance?: string }
  | {
      readonly kind: 'remark'
      readonly step: string
      readonly verdict: 'works' | 'unclear' | 'wrong'
      readonly text?: string
    }
  | {
      readonly kind: 'attach'
      readonly instance?: string
      /** Under which the bytes lie beside the journal; they are committed with the fact. */
      readonly content: string
      readonly bytes: number
      readonly name: string
      readonly sha256: string
    }
  | { readonly kind: 'hand-over'; readonly to: string; readonly note?: string }
  | { readonly kind: 'escalate'; readonly instance?: string; readonly text?: string }

/** What a decision may look at besides the state: given, never fetched. */
export type Circumstances = {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly place: Place
  readonly evaluate: Evaluate
  /** Names the environment sets for every command: not holes. */
  readonly environment: ReadonlySet<string>
  /** Instead of the pure one. */
  readonly hash?: Hasher
  /** Told what a started command was resolved to, under its hash: whoever carries it out need not resolve it again. */
  readonly resolved?: (hash: string, action: ResolvedAction) => void
}

/** Evaluates a CEL condition over plain values; errors are values. */
export type Evaluate = (
  expression: string,
  bindings: Readonly<Record<string, unknown>>,
) =>
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly message: string }
