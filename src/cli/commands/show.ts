import type { Command } from 'commander'
import type { App } from '../../app/app.ts'
import { appAt, isApp } from '../../app/at-commit.ts'
import { showRunbook } from '../../app/show-runbook.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, today, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import type { FileArgument } from '../file-argument.ts'
import { besideOf, libraryPath, readFileArgument } from '../file-argument.ts'
import { collectParam } from '../param.ts'
import { warningLines } from '../run/opening.ts'
import { describeRunbook } from '../show/describe.ts'
import { explainRunbook } from '../show/explain.ts'
import { runbookJson } from '../show/runbook-json.ts'
import { isTrouble } from '../trouble.ts'

type ShowOptions = GlobalOptions & {
  readonly json?: true
  readonly explain?: true
  readonly plan?: true
  readonly at?: string
  readonly param?: readonly string[]
}

export function addShow(program: Command, cli: Cli): void {
  program
    .command('show')
    .summary('what a file says: its metadata, parameters and steps')
    .description(
      'Shows how a Markdown file is read: metadata, parameters, steps, what may be run. Executes nothing.',
    )
    .argument('<file>', 'a Markdown file; with #section for --plan')
    .option('--json', 'as JSON: kneeboard.runbook/1, or with --plan kneeboard.plan/1')
    .option('--explain', 'why each section, step and block is read as it is')
    .option('--at <commit>', 'as a commit, branch or tag has it')
    .option('--plan', 'the plan a run would follow')
    .option('--param <name=value>', 'a parameter, for --plan (may be repeated)', collectParam)
    .addHelpText('after', '\nExample:\n  $ kneeboard show runbooks/disk-full.md --explain')
    .action(async (file: string, _: unknown, command: Command) => {
      cli.exitCode = await show(cli, readFileArgument(cli.world, file), command.optsWithGlobals())
    })
}

const show = (cli: Cli, file: FileArgument, options: ShowOptions) =>
  withApp(cli, { ...options, ...besideOf(cli.world, file), records: 'none' }, async (now) => {
    const app = await appAt(now, options.at)
    if (!isApp(app)) return complain(cli, app, now)
    if (!options.plan) return showFile(cli, app, file, options)
    // Making plans is a third of the product; showing a file does without it.
    const { printPlan } = await import('../run/print-plan.ts')
    return printPlan(cli, app, file, options)
  })

async function showFile(cli: Cli, app: App, file: FileArgument, options: ShowOptions): Promise<ExitCode> {
  const shown = await showRunbook(app, libraryPath(cli.world, app, file), today(cli))
  if (isTrouble(shown)) return complain(cli, shown, app)
  const view = { columns: columnsOf(cli), styles: cli.styles }
  // Where the text stands is looked up when it may be another than the published one; that takes git.
  const version = options.at === undefined ? undefined : await app.library.version(shown.path)
  if (options.json) printJson(cli, { ...runbookJson(shown), ...(version ? { version } : {}) })
  else
    print(cli, [
      ...(version ? warningLines(version, view) : []),
      ...(options.explain ? explainRunbook(shown, view) : describeRunbook(shown, view)),
    ])
  return exitCodes.fine
}
