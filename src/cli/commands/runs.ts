import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { listRuns } from '../../app/show-run.ts'
import type { RunHead } from '../../run/head.ts'
import { rfc3339 } from '../../run/report/instant.ts'
import { csvRow } from '../../sink/csv.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { runTable } from '../run-table.ts'
import { isTrouble } from '../trouble.ts'

type RunsOptions = GlobalOptions & {
  readonly open?: true
  readonly all?: true
  readonly limit: number
  readonly json?: true
  readonly csv?: true
}

export function addRuns(program: Command, cli: Cli): void {
  program
    .command('runs')
    .summary('the runs of this library, newest first')
    .description('Lists runs, newest first: their id, how they stand, how many steps are settled.')
    .option('--open', 'only those that have not ended')
    .option('--all', 'those inside others, too: each below the run it is a part of')
    .option('--limit <count>', 'at most so many', readLimit, 20)
    .option('--json', 'as JSON: kneeboard.runs/1')
    .option('--csv', 'as CSV, for a spreadsheet')
    .addHelpText('after', '\nExample:\n  $ kneeboard runs --open')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await runs(cli, command.optsWithGlobals())
    })
}

function readLimit(written: string): number {
  if (!/^[1-9]\d{0,5}$/.test(written)) throw new InvalidArgumentError('give a number from 1 to 999999')
  return Number(written)
}

const runs = (cli: Cli, options: RunsOptions) =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const heads = await listRuns(app, {
      limit: options.limit,
      ...(options.open ? { open: true } : {}),
      ...(options.all ? {} : { outermost: true }),
    })
    if (isTrouble(heads)) return complain(cli, heads, app)
    const view = { columns: columnsOf(cli), styles: cli.styles }
    if (options.json) printJson(cli, { schema: 'kneeboard.runs/1', runs: heads })
    else if (options.csv) cli.world.stdout.write(runsCsv(heads))
    else if (heads.length > 0) print(cli, runTable(heads, cli.world.now(), view))
    else print(cli, options.open ? 'No run is open.' : 'No runs yet. Start one: kneeboard run FILE')
    return exitCodes.fine
  })

const columns = {
  run: ({ run }) => run,
  status: ({ status }) => status,
  title: ({ title }) => title,
  path: ({ path }) => path,
  mode: ({ mode }) => mode,
  started_by: ({ startedBy }) => startedBy,
  started_at: ({ startedAt }) => rfc3339(startedAt),
  changed_at: ({ changedAt }) => rfc3339(changedAt),
  steps_done: ({ stepsDone }) => String(stepsDone),
  steps_all: ({ stepsAll }) => String(stepsAll),
  hash: ({ hash }) => hash,
  parent: ({ parent }) => parent ?? '',
} as const satisfies Record<string, (head: RunHead) => string>

const runsCsv = (heads: readonly RunHead[]): string =>
  [
    csvRow(Object.keys(columns)),
    ...heads.map((head) => csvRow(Object.values(columns).map((read) => read(head)))),
  ].join('')
