import type { Profile } from './profile.ts'
import type { LintContext } from './context.ts'
import type { Defect, Severity } from './finding.ts'

/** A rule is a value: everything said about it (pages, lists, output of other tools) is derived from here. */
export type Rule = {
  /** Lower case words joined by `-`: what people write to switch it off. */
  readonly id: string
  /** One sentence: what is true of a runbook this rule is content with. */
  readonly summary: string
  readonly severity: Severity
  readonly profiles: readonly Profile[]
  readonly docs: RuleDocs
  check(context: LintContext): readonly Defect[]
}

/** The page of a rule. A test holds that the rule fires on `bad` and is silent on `good`. */
export type RuleDocs = {
  readonly what: string
  readonly bad: string
  readonly good: string
  readonly why: string
  /** Where the rule comes from: a section of the format, a standard, a page on the web. */
  readonly source: string
}

/** Lines of an example as one text. */
export const example = (...lines: readonly string[]): string => `${lines.join('\n')}\n`
