import type { VerifiedRecord, VerifiedRun, VerifiedWitness } from '../app/verify-record.ts'
import type { View } from './terminal/view.ts'
import { wrap } from './terminal/wrap.ts'

/** What a check of the record found, and what that may be taken to mean. */
export function auditLines({ runs, ledger, witnesses, good, claim }: VerifiedRecord, view: View): string[] {
  const { styles, columns } = view
  const count = runs.length === 1 ? '1 run' : `${runs.length} runs`
  const bad = runs.filter(({ problems }) => problems.length > 0).length
  const result = good
    ? `${count} and the ledger verified.`
    : bad > 0
      ? `${bad} of ${count} are not what was written.`
      : 'The record is not what was written.'
  return [
    ...runs.flatMap((run) => runLines(run, view)),
    `${mark(ledger.problems, view)} ledger  ${ledger.entries} entries${ledger.deleted > 0 ? `, ${ledger.deleted} ${ledger.deleted === 1 ? 'run' : 'runs'} deleted` : ''}`,
    styles.dim(`  ${ledger.tip}`),
    ...problemLines(ledger.problems, view),
    ...witnesses.flatMap((witness) => witnessLines(witness, view)),
    '',
    styles.bold(result),
    ...claim.flatMap((sentence) => wrap(sentence, { columns })),
  ]
}

const runLines = (
  { run, entries, blobs, erased, logs, tip, problems }: VerifiedRun,
  view: View,
): string[] => [
  `${mark(problems, view)} ${run}  ${entries} entries, ${blobs} private values, ${logs} logs${erased > 0 ? `, ${erased} erased` : ''}`,
  view.styles.dim(`  ${tip}`),
  ...problemLines(problems, view),
]

const witnessLines = ({ seq, at, signedBy, problem }: VerifiedWitness, view: View): string[] => {
  const problems = problem === undefined ? [] : [problem]
  return [
    `${mark(problems, view)} witness  of ${at}, ${seq} entries${signedBy === undefined ? '' : `, ${signedBy}`}`,
    ...problemLines(problems, view),
  ]
}

const mark = (problems: readonly string[], { styles }: View): string =>
  problems.length === 0 ? styles.green('✓') : styles.red('✗')

const problemLines = (problems: readonly string[], { styles, columns }: View): string[] =>
  problems.flatMap((problem) => wrap(styles.red(problem), { columns, first: '  ! ', rest: '    ' }))
