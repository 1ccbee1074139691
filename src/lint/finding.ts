import type { Range } from '../text/range.ts'
import type { Replacement } from '../text/replacement.ts'

/** error: it will go wrong. warning: it probably does. info: worth knowing before someone follows the text. */
export type Severity = 'error' | 'warning' | 'info'

/** A change that takes the defect away. `safe`: what the author meant is certain, and only that changes. */
export type Fix = {
  readonly description: string
  readonly replacements: readonly Replacement[]
  readonly safe: boolean
}

/** What a rule saw: one sentence of what is wrong, one of what to do, and where. */
export type Defect = {
  readonly message: string
  readonly remedy: string
  readonly range: Range
  readonly fix?: Fix
}

/** A defect with the rule that saw it and how much it matters under the configuration in force. */
export type Finding = Defect & { readonly rule: string; readonly severity: Severity }
