import type { Range } from '../text/range.ts'
import type { Block } from './block.ts'
import type { Label } from './label.ts'
import type { SectionId } from './section.ts'

/** Section path and the title's slug: derived on every reading, never written into the file. */
export type StepId = string & { readonly __brand: 'StepId' }

/** The version of the rule that derives step ids; stored in plans so that an old id can be understood. */
export const stepIdVersion = 1

/** Which rule of format.md §3 made the step. */
export type StepRule =
  | 'ordered-list'
  | 'task-list'
  | 'numbered-heading'
  | 'heading-in-series'
  | 'option-heading'
  | 'notebook-cell'
  | 'prose-then-fence'
  | 'prose-then-data'
  | 'bullet-with-fence'
  | 'bullets'
  | 'prose'

/** A section that is itself the step: its heading is the title, its body the step's. */
export const isHeadingRule = (rule: StepRule): boolean =>
  rule === 'numbered-heading' || rule === 'heading-in-series' || rule === 'option-heading'

/** Words at the margin with fences below them. */
export const isProseWithFences = (rule: StepRule): boolean =>
  rule === 'prose-then-fence' || rule === 'prose-then-data'

/** What a step's body is made of, in the order it is written. */
export type BodyPart =
  | { readonly kind: 'markdown'; readonly range: Range }
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'label'; readonly label: Label }

export type Step = {
  readonly id: StepId
  readonly title: string
  readonly titleRange: Range
  readonly section: SectionId
  readonly rule: StepRule
  /** 0 for a step, 1 for its sub-steps, and so on. */
  readonly depth: number
  readonly range: Range
  readonly body: readonly BodyPart[]
  readonly steps: readonly Step[]
  /** When the whole step is a link to another Markdown file: carry that runbook out here. */
  readonly runbookLink?: { readonly href: string; readonly range: Range }
}

/** The step and every step inside it, in document order. */
export function* stepsWithin(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step
    yield* stepsWithin(step.steps)
  }
}

export const blocksOf = (step: Step): readonly Block[] =>
  step.body.flatMap((part) => (part.kind === 'block' ? [part.block] : []))

export const labelsOf = (step: Step): readonly Label[] =>
  step.body.flatMap((part) => (part.kind === 'label' ? [part.label] : []))
