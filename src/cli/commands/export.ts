import { resolve } from 'node:path'
import type { Command } from 'commander'
import { trouble } from '../../app/app.ts'
import { exportRuns } from '../../app/export-run.ts'
import { findRun } from '../../app/show-run.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { writeExport } from '../export/write-export.ts'
import { isTrouble } from '../trouble.ts'

type ExportOptions = GlobalOptions & {
  readonly all?: true
  readonly to?: string
  readonly withoutPrivate?: true
}

export function addExport(program: Command, cli: Cli): void {
  program
    .command('export')
    .summary('a run as files, to keep or to hand on')
    .description(
      'Writes everything of a run that somebody else needs to read and to verify it, without Kneeboard: entries, private values, logs, plan, text, report, attachments, the ledger, and a manifest. The same record gives the same bytes.',
    )
    .argument('[run]', 'a run id, or the end of one (default: the newest)')
    .option('--all', 'every run: then a missing one can be seen')
    .option(
      '--to <path>',
      'a zip file, or a folder when it does not end in .zip (default: RUN.zip); never written over',
    )
    .option('--without-private', 'only what proves: no answers, notes, outputs, logs, text or report')
    .addHelpText('after', '\nExample:\n  $ kneeboard export 4x7k --to incident-311.zip')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await exportTo(cli, run, command.optsWithGlobals())
    })
}

const exportTo = (cli: Cli, written: string | undefined, options: ExportOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    if (written !== undefined && options.all)
      return complain(cli, trouble('a run is named, and all are asked for', 'leave out one of the two'), app)
    const found = options.all ? undefined : await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const name = options.to ?? `${found?.run ?? 'kneeboard-record'}.zip`
    const exported = await exportRuns(app, {
      runs: found ? [found.run] : 'all',
      privateValues: options.withoutPrivate ? 'without' : 'with',
    })
    if (isTrouble(exported)) return complain(cli, exported, app)
    const done = await writeExport(resolve(cli.world.folder, name), exported.files)
    if (isTrouble(done)) return complain(cli, done, app)
    print(cli, `${terminalLine(name)}: ${done.files} files`)
    return exitCodes.fine
  })
