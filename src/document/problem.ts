import type { Range } from '../text/range.ts'

/** What the reader of a document noticed; each becomes a lint finding of the same name. */
export type ProblemCode =
  | 'frontmatter-invalid'
  | 'frontmatter-duplicate-key'
  | 'frontmatter-too-large'
  | 'metadata-disagreement'
  | 'unclosed-fence'
  | 'parameter-table-invalid'
  | 'duplicate-parameter'
  | 'attribute-unknown'
  | 'file-too-large'
  | 'nesting-too-deep'
  | 'too-many-steps'
  | 'inline-too-long'

/** One thing the reader noticed, where it stands, and what to do about it. */
export type Problem = {
  readonly code: ProblemCode
  readonly range: Range
  readonly message: string
  readonly remedy: string
}
