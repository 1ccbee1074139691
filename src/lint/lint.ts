import type { Runbook } from '../document/runbook.ts'
import type { LintConfig } from './config.ts'
import type { LintContext, LintFacts } from './context.ts'
import { lintContext } from './context.ts'
import type { Finding, Severity } from './finding.ts'
import type { Profile } from './profile.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules.ts'
import { isSuppressed } from './suppression.ts'

/**
 * What is wrong with a runbook, in document order. Nothing is executed, nothing is looked up: facts about the
 * world outside the text are given, and a rule that lacks its fact says nothing.
 */
export function lintRunbook(runbook: Runbook, facts: LintFacts, config: LintConfig): readonly Finding[] {
  const context = lintContext(runbook, facts, config, ruleIds)
  const active = activeProfiles(context)
  return rules
    .flatMap((rule) => {
      const severity = severityOf(rule, config, active)
      return severity ? findingsOf(rule, severity, context) : []
    })
    .filter((finding) => !isSuppressed(finding, context.suppressions))
    .toSorted((a, b) => a.range.from - b.range.from || a.range.to - b.range.to || compare(a.rule, b.rule))
}

const ruleIds: ReadonlySet<string> = new Set(rules.map((rule) => rule.id))

const findingsOf = (rule: Rule, severity: Severity, context: LintContext): readonly Finding[] =>
  rule.check(context).map((defect) => ({ rule: rule.id, severity, ...defect }))

function severityOf(rule: Rule, config: LintConfig, active: ReadonlySet<Profile>): Severity | undefined {
  const setting = Object.hasOwn(config.rules, rule.id) ? config.rules[rule.id] : undefined
  if (setting === 'off') return undefined
  if (setting) return setting
  return rule.profiles.some((profile) => active.has(profile)) ? rule.severity : undefined
}

/** A runbook made from the template has a section of that name, and is held to what the template asks for. */
function activeProfiles({ runbook, config }: LintContext): ReadonlySet<Profile> {
  const fromTemplate = runbook.sections.some((section) => /^runbook info$/i.test(section.title))
  return new Set(fromTemplate ? [...config.profiles, 'aws-well-architected'] : config.profiles)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
