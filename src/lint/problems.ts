import type { ProblemCode } from '../document/problem.ts'
import type { LintContext } from './context.ts'
import type { Defect } from './finding.ts'

/** What the reader of the document already noticed, under the name of the rule that reports it. */
export const problemsOf = ({ runbook }: LintContext, code: ProblemCode): readonly Defect[] =>
  runbook.problems
    .filter((problem) => problem.code === code)
    .map(({ message, remedy, range }) => ({ message, remedy, range }))
