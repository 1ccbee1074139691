import type { Command } from 'commander'
import type { App } from '../../app/app.ts'
import { findRun } from '../../app/show-run.ts'
import type { VerifiedRun } from '../../app/verify-record.ts'
import { verifyRecord } from '../../app/verify-record.ts'
import type { RunId } from '../../run/id.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'
import { wrap } from '../terminal/wrap.ts'

type AuditOptions = GlobalOptions & { readonly json?: true }

export function addAudit(program: Command, cli: Cli): void {
  const audit = program
    .command('audit')
    .summary('whether records are what was written')
    .description('Looks at the records of runs.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  $ kneeboard audit verify')
  audit
    .command('verify')
    .summary('check the chain of entries and every private value')
    .description(
      'Checks, over the bytes as they are stored, that every entry of a run follows from the one before, and every private value from its digest.',
    )
    .argument('[run]', 'a run id, or the end of one (default: every run)')
    .option('--json', 'as JSON: kneeboard.audit/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard audit verify 4x7k')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await verify(cli, run, command.optsWithGlobals())
    })
}

const verify = (cli: Cli, written: string | undefined, options: AuditOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const runs = await runsNamed(app, written)
    if (isTrouble(runs)) return complain(cli, runs, app)
    const verified = await verifyRecord(app, runs)
    if (isTrouble(verified)) return complain(cli, verified, app)
    const good = verified.runs.every(({ problems }) => problems.length === 0)
    if (options.json)
      printJson(cli, { schema: 'kneeboard.audit/1', good, claim: claim.join(' '), runs: verified.runs })
    else print(cli, auditLines(cli, verified.runs))
    return good ? exitCodes.fine : exitCodes.failed
  })

async function runsNamed(app: App, written: string | undefined) {
  if (written !== undefined) {
    const found = await findRun(app, written, 'newest')
    return isTrouble(found) ? found : [found.run]
  }
  const runs: RunId[] = []
  for (;;) {
    const before = runs.at(-1)
    const page = await app.driver.journal.heads({ limit: 500, ...(before ? { before } : {}) })
    if (page.length === 0) return runs
    runs.push(...page.map(({ run }) => run))
  }
}

function auditLines(cli: Cli, runs: readonly VerifiedRun[]): string[] {
  const { styles } = cli
  const columns = columnsOf(cli)
  const lines = runs.flatMap(({ run, entries, blobs, erased, tip, problems }) => [
    `${problems.length === 0 ? styles.green('✓') : styles.red('✗')} ${run}  ${entries} entries, ${blobs} private values${erased > 0 ? `, ${erased} erased` : ''}`,
    styles.dim(`  ${tip}`),
    ...problems.flatMap((problem) => wrap(styles.red(problem), { columns, first: '  ! ', rest: '    ' })),
  ])
  const bad = runs.filter(({ problems }) => problems.length > 0).length
  const result =
    bad === 0
      ? `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} verified.`
      : `${bad} of ${runs.length} runs are not what was written.`
  return [...lines, '', styles.bold(result), ...claim.flatMap((sentence) => wrap(sentence, { columns }))]
}

/** What such a check may claim, and what it may not. */
const claim: readonly string[] = [
  'This shows accidents and partial edits. Whoever may write to the data folder could have rewritten a whole chain.',
  'Compare a hash above with one kept elsewhere (a report, a witness): if they are equal, nothing up to there was altered since.',
]
