import type { Runbook } from '../document/runbook.ts'
import type { LintFacts } from './context.ts'
import { judgedBlocks } from './context.ts'
import type { ShellSource } from './shell-note.ts'

/** The blocks a checker can say something of: those that may be offered, and in which nothing is left to fill in. */
export function shellSources(runbook: Runbook, facts: LintFacts): readonly ShellSource[] {
  return judgedBlocks(runbook, facts).flatMap(({ block, judgement }) => {
    if (judgement.kind !== 'block' || judgement.holes.some(({ kind }) => kind !== 'variable')) return []
    return [{ at: block.range.from, dialect: judgement.dialect, source: judgement.source }]
  })
}
