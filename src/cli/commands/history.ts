import type { Command } from 'commander'
import { runbookDiff, runbookHistory } from '../../app/runbook-history.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import type { FileArgument } from '../file-argument.ts'
import { besideOf, libraryPath, readFileArgument } from '../file-argument.ts'
import { changeLines } from '../show/change-lines.ts'
import { versionLines } from '../show/version-lines.ts'
import { isTrouble } from '../trouble.ts'

type Options = GlobalOptions & { readonly json?: true }

export function addHistory(program: Command, cli: Cli): void {
  program
    .command('history')
    .summary('what happened to a runbook: what, when, why')
    .description(
      'Shows the versions of a runbook that version control has, the newest first, through its renames.',
    )
    .argument('<file>', 'a Markdown file')
    .option('--json', 'as JSON: kneeboard.history/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard history runbooks/disk-full.md')
    .action(async (file: string, _: unknown, command: Command) => {
      cli.exitCode = await history(cli, readFileArgument(cli.world, file), command.optsWithGlobals())
    })
}

const history = (cli: Cli, file: FileArgument, options: Options) =>
  withApp(cli, { ...options, ...besideOf(cli.world, file), records: 'none' }, async (app) => {
    const found = await runbookHistory(app, libraryPath(cli.world, app, file))
    if (isTrouble(found)) return complain(cli, found, app)
    const { kind: _, ...rest } = found
    if (options.json) printJson(cli, { schema: 'kneeboard.history/1', ...rest })
    else print(cli, versionLines(found, { columns: columnsOf(cli), styles: cli.styles }))
    return exitCodes.fine
  })

export function addDiff(program: Command, cli: Cli): void {
  program
    .command('diff')
    .summary('what is different between two versions of a runbook')
    .description(
      'Compares two versions of a runbook by what they say: steps added, removed, moved, changed; parameters; facts; text. Without A and B, the text as it stands with the version before it.',
    )
    .argument('<file>', 'a Markdown file')
    .argument('[a]', 'a commit, branch or tag')
    .argument('[b]', 'another; without it the text as it stands')
    .option('--json', 'as JSON: kneeboard.diff/1')
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard diff runbooks/disk-full.md\n  $ kneeboard diff runbooks/disk-full.md v1.0 main',
    )
    .action(
      async (file: string, a: string | undefined, b: string | undefined, _: unknown, command: Command) => {
        const sides = { ...(a === undefined ? {} : { from: a }), ...(b === undefined ? {} : { to: b }) }
        cli.exitCode = await diff(cli, readFileArgument(cli.world, file), sides, command.optsWithGlobals())
      },
    )
}

const diff = (cli: Cli, file: FileArgument, sides: { from?: string; to?: string }, options: Options) =>
  withApp(cli, { ...options, ...besideOf(cli.world, file), records: 'none' }, async (app) => {
    const found = await runbookDiff(app, { path: libraryPath(cli.world, app, file), ...sides })
    if (isTrouble(found)) return complain(cli, found, app)
    const { kind: _, ...rest } = found
    if (options.json) printJson(cli, { schema: 'kneeboard.diff/1', ...rest })
    else print(cli, changeLines(found, { columns: columnsOf(cli), styles: cli.styles }))
    return exitCodes.fine
  })
