import type { BodyPart, StepRule } from '../step.ts'
import type { Range } from '../../text/range.ts'

/** A step before it has an id: ids need the order of the whole document. */
export type StepDraft = {
  readonly title: string
  readonly titleRange: Range
  readonly rule: StepRule
  readonly range: Range
  readonly body: readonly BodyPart[]
  readonly steps: readonly StepDraft[]
  readonly runbookLink?: { readonly href: string; readonly range: Range }
}

/** A title, where its words stand, and what of the source it stands for (marks and punctuation too). */
export type Title = { readonly title: string; readonly range: Range; readonly cut: Range }
