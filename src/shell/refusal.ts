import type { Range } from '../text/range.ts'

/** Why a block, or a value in it, is not executed. */
export type RefusalCode =
  | 'syntax'
  | 'undecidable-prompt'
  | 'inner-session'
  | 'empty'
  | 'reference-in-quotes'
  | 'reference-as-command'
  | 'reference-in-expansion'
  | 'reference-in-interpreter'
  | 'reference-as-name'
  | 'reference-in-arithmetic'
  | 'reference-unknown'
  | 'value-like-option'
  | 'value-not-plain'
  | 'value-not-integer'
  | 'value-too-large'
  | 'tree-changed'

/** A refusal says what stands where and what would make it run. `range` is in the text that was given. */
export type Refusal = {
  readonly code: RefusalCode
  readonly range: Range
  readonly message: string
  readonly remedy: string
}
