import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { listRuns } from '../../app/show-run.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { runTable } from '../run-table.ts'
import { isTrouble } from '../trouble.ts'

type RunsOptions = GlobalOptions & { readonly open?: true; readonly limit: number; readonly json?: true }

export function addRuns(program: Command, cli: Cli): void {
  program
    .command('runs')
    .summary('the runs of this library, newest first')
    .description('Lists runs, newest first: their id, how they stand, how many steps are settled.')
    .option('--open', 'only those that have not ended')
    .option('--limit <count>', 'at most so many', readLimit, 20)
    .option('--json', 'as JSON: kneeboard.runs/1')
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
    const heads = await listRuns(app, { limit: options.limit, ...(options.open ? { open: true } : {}) })
    if (isTrouble(heads)) return complain(cli, heads, app)
    const view = { columns: columnsOf(cli), styles: cli.styles }
    if (options.json) printJson(cli, { schema: 'kneeboard.runs/1', runs: heads })
    else if (heads.length > 0) print(cli, runTable(heads, cli.world.now(), view))
    else print(cli, options.open ? 'No run is open.' : 'No runs yet. Start one: kneeboard run FILE')
    return exitCodes.fine
  })
