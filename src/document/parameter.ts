import type { Range } from '../text/range.ts'

/** format.md §6; types of AWS documents (`AWS::EC2::Instance::Id`) are kept as written and checked by pattern. */
export type ParameterType =
  | 'string'
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'list'
  | 'map'
  | 'date'
  | 'secret'
  | `AWS::${string}`
  | `List<AWS::${string}>`

/** An input of a runbook, asked for before a run. */
export type Parameter = {
  readonly name: string
  readonly description: string
  readonly type: ParameterType
  /** As written; parsed by type when a plan is made. A secret has none. */
  readonly default?: string
  /** The values of a choice, or the only ones allowed. */
  readonly allowed: readonly string[]
  /** From `/…/` in the Allowed column or `pattern` in frontmatter; runs on a linear engine. */
  readonly pattern?: string
  readonly required: boolean
  readonly range: Range
}
