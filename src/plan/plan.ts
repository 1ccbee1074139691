import type { ActionInput } from '../action/action.ts'
import type { Loop, Parallel } from '../action/group.ts'
import type { Backoff, Check, FailurePolicy, OutputRule } from '../document/label.ts'
import type { ParameterType } from '../document/parameter.ts'
import type { SectionRole } from '../document/section.ts'
import type { StepId, StepRule } from '../document/step.ts'
import type { Sha256 } from '../hash/sha256.ts'
import type { Danger } from '../shell/judge.ts'
import type { Range } from '../text/range.ts'

/**
 * A runbook with its parameters resolved to steps that can be carried out: plain JSON, one tree of steps.
 * It can be printed, compared, previewed, stored; what a command will be exactly is known when it starts.
 */
export type Plan = {
  readonly schema: 'kneeboard.plan/1'
  readonly stepIdVersion: number
  readonly runbook: PlanRunbook
  readonly values: Readonly<Record<string, PlanValue>>
  /** The root phase: everything a run does when nothing goes wrong. */
  readonly root: StepId
  /** The root phase of the rollback sections, when there are any. */
  readonly rollback?: StepId
  /** The root phase of what is done when a run is cancelled, and of what is done whenever one is over. */
  readonly onCancel?: StepId
  readonly final?: StepId
  readonly steps: Readonly<Record<StepId, PlanStep>>
  /** Every runbook that is carried out from here, or from those, as it was when the plan was made; by path. */
  readonly runbooks?: Readonly<Record<string, PinnedRunbook>>
}

/** A runbook's text, held fast: its plan is made when it starts, and only then are its parameters known. */
export type PinnedRunbook = {
  readonly text: string
  readonly documentHash: Sha256
  readonly version: PlanVersion
  /** The names of its parameters: what has the same name here is handed on. */
  readonly parameters: readonly string[]
}

/** A plan's trees alone: its steps, and where they begin. */
export type PlanTree = Pick<Plan, 'root' | 'rollback' | 'onCancel' | 'final' | 'steps'>

export type PlanRunbook = {
  /** Relative to the library, with `/`. */
  readonly path: string
  readonly title: string
  readonly kind: 'runbook' | 'playbook'
  /** Only this section's subtree is run: `FILE#section`. */
  readonly section?: string
  readonly outcome?: string
  readonly owner?: string
  readonly escalation?: string
  readonly tools?: string
  readonly permissions?: string
  /** Of the file's bytes, and of what can be executed in it. */
  readonly documentHash: Sha256
  readonly executableHash: Sha256
  /** Where the text stands in version control. */
  readonly version: PlanVersion
}

export type PlanVersion =
  | {
      readonly kind: 'committed'
      readonly commit: string
      readonly branch?: string
      /** Absent where nobody has said what is published: `library/publication.ts`. */
      readonly publication?: Publication
    }
  | { readonly kind: 'uncommitted'; readonly commit?: string }
  | { readonly kind: 'unversioned' }

/** Whether a text is the one that was reviewed and published; if not, the rule that says so, in words. */
export type Publication =
  | { readonly published: true }
  | { readonly published: false; readonly rule: string; readonly why: string }

/** The value of a parameter. A secret is only where it can be read: `secret-reference.ts`. */
export type PlanValue = {
  readonly type: ParameterType
  readonly origin: 'default' | 'person' | 'signal'
  /** True when `Allowed` or a pattern was declared, and so held. */
  readonly constrained: boolean
} & ({ readonly value: ParameterValue } | { readonly secret: string })

export type ParameterValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

/** A node of the tree: a phase (a section), a menu, or a step. Children are carried out in order. */
export type PlanStep = PlanPhase | PlanMenu | PlanWork

type PlanNode = {
  readonly id: StepId
  readonly title: string
  readonly parent?: StepId
  readonly children: readonly StepId[]
  readonly range: Range
  /** 1-based line of the file, for messages and links. */
  readonly line: number
  /** How long the whole of it may take, and in a loop each turn. */
  readonly limitMs?: number
  /** The node is carried out again and again. */
  readonly loop?: Loop
  /** Its children are carried out side by side, and not one after the other. */
  readonly parallel?: Parallel
}

/** Steps under one section. */
export type PlanPhase = PlanNode & { readonly kind: 'phase'; readonly role: SectionRole }

/** Children are options; the operator picks any, in any order. */
export type PlanMenu = PlanNode & { readonly kind: 'menu'; readonly reason: string }

/** How far up the ladder: manual (a person does it), assisted (runs when pressed), auto. */
export type Rung = 'manual' | 'assisted' | 'auto'

export type PlanWork = PlanNode & {
  readonly kind: 'step'
  readonly rule: StepRule
  readonly rung: Rung
  /** What is shown, in order: prose, commands (by index), other code, sample output. */
  readonly body: readonly PlanBody[]
  readonly commands: readonly PlanCommand[]
  readonly onlyIf?: string
  readonly alreadyDoneIf: readonly PlanCheck[]
  readonly verify: readonly PlanCheck[]
  readonly onFailure?: FailurePolicy
  readonly retry?: PlanRetry
  readonly undo?: PlanUndo
  /** May be repeated when its outcome is unknown: `repeatable`, or it says when it is already done. */
  readonly repeatable: boolean
  readonly who?: string
  readonly takesMs?: number
  readonly evidence?: string
  /** The whole step is: carry out that runbook. */
  readonly runbookLink?: string
  /** Of the step's executable content; equal hashes mean the same commands. */
  readonly hash: Sha256
}

export type PlanBody =
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'command'; readonly index: number }
  | {
      readonly kind: 'code'
      readonly language: string
      readonly text: string
      readonly sample: boolean
      /** Why a block that looks like a command is only for copying. */
      readonly refusal?: {
        readonly code: string
        readonly message: string
        readonly remedy: string
        readonly line: number
      }
    }

/** Something executed or asked: one block of a step. */
export type PlanCommand = {
  readonly input: ActionInput
  readonly rung: Exclude<Rung, 'manual'>
  readonly dangers: readonly Danger[]
  /** The attribute `confirm`: even when automatic, someone says yes first. */
  readonly confirm: boolean
  readonly expects: readonly Check[]
  readonly outputs: readonly { readonly name: string; readonly rule: OutputRule }[]
  readonly timeoutMs?: number
  /** Looked at again and again until it succeeds; after so long it has failed. */
  readonly poll?: { readonly everyMs: number; readonly atMostMs: number }
  readonly range: Range
  readonly line: number
}

/** A check after or before a step: looked at by a command, or by a person. */
export type PlanCheck =
  | { readonly kind: 'command'; readonly command: PlanCommand }
  | { readonly kind: 'person'; readonly text: string }

export type PlanRetry = { readonly times: number; readonly everyMs: number; readonly backoff: Backoff }

export type PlanUndo =
  | { readonly kind: 'command'; readonly command: PlanCommand; readonly text: string }
  | { readonly kind: 'person'; readonly text: string }
