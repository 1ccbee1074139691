import type { Range } from '../text/range.ts'
import type { SectionId } from './section.ts'
import type { StepId } from './step.ts'

/** Why siblings are alternatives and not a sequence (format.md §3). */
export type MenuReason =
  | 'mitigations'
  | 'environments'
  | 'methods'
  | 'details'
  | 'tabs'
  | 'conditions'
  | 'announced'
  | 'causes'
  | 'procedures'

export type MenuOption = {
  readonly title: string
  /** The section picked, or absent when the option is items of a list. */
  readonly section?: SectionId
  /** The steps carried out when this is picked, in document order (top-level ones and, by them, their sub-steps). */
  readonly steps: readonly StepId[]
  readonly range: Range
}

/** Siblings of which the operator picks any, in any order; what is not picked is *not chosen*. */
export type Menu = {
  readonly id: string
  readonly title: string
  readonly reason: MenuReason
  /** The section the siblings stand in (or, for items, the section of the list). */
  readonly section: SectionId
  readonly options: readonly MenuOption[]
  readonly range: Range
}
