import type { Command } from 'commander'
import { Option } from 'commander'
import { reportRun } from '../../app/report-run.ts'
import { findRun } from '../../app/show-run.ts'
import { reportChat } from '../../run/report/chat.ts'
import { reportHtml } from '../../run/report/html/page.ts'
import { reportJunit } from '../../run/report/junit.ts'
import { reportMarkdown } from '../../run/report/markdown.ts'
import type { RunReport } from '../../run/report/schema.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

const formats = ['md', 'html', 'json', 'junit', 'chat'] as const
type Format = (typeof formats)[number]

type ReportOptions = GlobalOptions & {
  readonly format: Format
  readonly json?: true
  readonly link?: string
}

export function addReport(program: Command, cli: Cli): void {
  program
    .command('report')
    .summary('what a run was, for others')
    .description(
      'Prints the report of a run: result, who, steps with what was run and what came of it, deviations, notes, timeline, and its hashes. As Markdown; as one HTML file to read or print; as JSON; as JUnit XML, a step a testcase; or as a few lines for a chat.',
    )
    .argument('[run]', 'a run id, or the end of one (default: the newest)')
    .addOption(new Option('--format <format>', 'how').choices([...formats]).default('md'))
    .option('--json', 'the same as --format json: kneeboard.report/1')
    .option('--link <url>', 'with --format chat: where the report can be read')
    .addHelpText('after', '\nExample:\n  $ kneeboard report --format html > report.html')
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
    const format = options.json ? 'json' : options.format
    print(cli, textOf(made.report, format, options.link).trimEnd())
    return exitCodes.fine
  })

function textOf(made: RunReport, format: Format, link: string | undefined): string {
  switch (format) {
    case 'md':
      return reportMarkdown(made)
    case 'html':
      return reportHtml(made)
    case 'json':
      return JSON.stringify(made, undefined, 2)
    case 'junit':
      return reportJunit(made)
    case 'chat':
      return reportChat(made, link)
  }
}
