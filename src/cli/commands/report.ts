import type { Command } from 'commander'
import { Option } from 'commander'
import { reportRun } from '../../app/report-run.ts'
import { findRun } from '../../app/show-run.ts'
import { reportMarkdown } from '../../run/report/markdown.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

type ReportOptions = GlobalOptions & { readonly format: 'md' | 'json'; readonly json?: true }

export function addReport(program: Command, cli: Cli): void {
  program
    .command('report')
    .summary('what a run was, for others')
    .description(
      'Prints the report of a run: result, steps, deviations, notes, timeline, output, and its hash.',
    )
    .argument('[run]', 'a run id, or the end of one (default: the newest)')
    .addOption(new Option('--format <format>', 'how').choices(['md', 'json']).default('md'))
    .option('--json', 'the same as --format json: kneeboard.report/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard report > report.md')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await report(cli, run, command.optsWithGlobals())
    })
}

const report = (cli: Cli, written: string | undefined, options: ReportOptions) =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const made = await reportRun(app, found.run)
    if (isTrouble(made)) return complain(cli, made, app)
    if (options.json || options.format === 'json') printJson(cli, made.report)
    else print(cli, reportMarkdown(made.report).trimEnd())
    return exitCodes.fine
  })
