import type { Replacement } from '../../text/replacement.ts'
import type { Block } from '../block.ts'
import type { MetadataField } from '../metadata.ts'
import type { Parameter } from '../parameter.ts'
import type { SectionId } from '../section.ts'
import type { Step, StepId } from '../step.ts'

/**
 * What somebody wants to change of a runbook, in the words of the model and not of the text. How it is written
 * (a table or a list, which marks, how deep) is found from what stands there already.
 */
export type Intent =
  /** Several values become a list where the place knows lists, else they are joined by commas. */
  | {
      readonly kind: 'set-metadata'
      readonly field: MetadataField
      readonly value: string | readonly string[]
    }
  | { readonly kind: 'add-step'; readonly step: NewStep; readonly place: StepPlace }
  | { readonly kind: 'move-step'; readonly step: StepId; readonly place: StepPlace }
  | { readonly kind: 'remove-step'; readonly step: StepId }
  /** The title is inline Markdown of one sentence. */
  | { readonly kind: 'rename-step'; readonly step: StepId; readonly title: string }
  | { readonly kind: 'set-block'; readonly block: BlockPlace; readonly text: string }
  | { readonly kind: 'set-attribute'; readonly block: BlockPlace; readonly attribute: NewAttribute }
  | { readonly kind: 'remove-attribute'; readonly block: BlockPlace; readonly name: string }
  | { readonly kind: 'add-parameter'; readonly parameter: NewParameter }
  /** The replacements of a finding's fix: their own meaning, so only that nothing else changes is checked. */
  | { readonly kind: 'apply-fix'; readonly rule: string; readonly replacements: readonly Replacement[] }

export type IntentOf<K extends Intent['kind']> = Extract<Intent, { kind: K }>

/** Where a step shall stand: beside another, written as that one is, or last in a section. */
export type StepPlace =
  | { readonly kind: 'before' | 'after'; readonly step: StepId }
  | { readonly kind: 'end-of'; readonly section: SectionId }

export type NewStep = {
  /** Inline Markdown, one sentence. */
  readonly title: string
  /** Markdown that stays text: paragraphs, bullets, tables. What would be code, a label or a sub-step is refused. */
  readonly text?: string
  readonly blocks: readonly NewBlock[]
}

export type NewBlock = {
  /** The first word of the info string, and an action's word after `yaml`: `sh`, `yaml approve`. */
  readonly language: string
  readonly attributes: readonly NewAttribute[]
  readonly text: string
}

/** `true` is a bare word in the braces. */
export type NewAttribute = { readonly name: string; readonly value: string | true }

export type NewParameter = Omit<Parameter, 'range'>

/** The blocks of a step count from 0 in the order they are written, those below labels included. */
export type BlockPlace = { readonly step: StepId; readonly index: number }

/** The blocks of a step as `BlockPlace.index` counts them. */
export const blocksIn = (step: Step): readonly Block[] =>
  step.body.flatMap((part): readonly Block[] => {
    if (part.kind === 'block') return [part.block]
    if (part.kind === 'markdown') return []
    const { label } = part
    if (label.kind === 'undo') return label.block ? [label.block] : []
    const check =
      label.kind === 'expect' || label.kind === 'verify' || label.kind === 'already-done-if'
        ? label.check
        : undefined
    return check?.kind === 'command' ? [check.block] : []
  })

/** Why an edit is not made, and what to do instead. */
export type Refusal = { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

export const refused = (why: string, remedy: string): Refusal => ({ kind: 'refused', why, remedy })

/**
 * Ways to write one intent, the most natural first; the first that says what was meant is taken. Each is a list of
 * replacements that do not overlap.
 */
export type Drafts = { readonly kind: 'drafts'; readonly drafts: readonly (readonly Replacement[])[] }

export const draftsOf = (...drafts: readonly (readonly Replacement[])[]): Drafts => ({
  kind: 'drafts',
  drafts,
})
