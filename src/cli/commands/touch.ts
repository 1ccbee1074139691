import type { Command } from 'commander'
import type { App } from '../../app/app.ts'
import { findRun } from '../../app/show-run.ts'
import type { OutsideInput } from '../../app/touch-run.ts'
import { touchRun } from '../../app/touch-run.ts'
import type { RunId } from '../../run/id.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { finishCancel } from '../run/finish-cancel.ts'
import { isTrouble } from '../trouble.ts'

export function addCancel(program: Command, cli: Cli): void {
  program
    .command('cancel')
    .summary('end a run early')
    .description(
      'Cancels a run: the command that runs is ended, and nothing more begins. What was done stays done.',
    )
    .argument('<run>', 'a run id, or the end of one')
    .option('--reason <text>', 'why, for the record')
    .addHelpText('after', '\nExample:\n  $ kneeboard cancel 4x7k --reason "wrong host"')
    .action(async (run: string, _: unknown, command: Command) => {
      const options: GlobalOptions & { readonly reason?: string } = command.optsWithGlobals()
      const { reason } = options
      const input = { kind: 'cancel', ...(reason === undefined ? {} : { reason }) } as const
      cli.exitCode = await touch(cli, run, input, options, finishCancel)
    })
}

export function addNote(program: Command, cli: Cli): void {
  program
    .command('note')
    .summary('add a note to a run')
    .description('Adds a note to a run, also after its end. It stands in the record and in the report.')
    .argument('<run>', 'a run id, or the end of one')
    .argument('<text...>', 'the note')
    .addHelpText('after', '\nExample:\n  $ kneeboard note 4x7k "the load was normal again at 03:40"')
    .action(async (run: string, text: string[], _: unknown, command: Command) => {
      const input = { kind: 'note', text: text.join(' ') } as const
      cli.exitCode = await touch(cli, run, input, command.optsWithGlobals(), (cli) => {
        print(cli, 'noted')
        return Promise.resolve(exitCodes.fine)
      })
    })
}

const touch = (
  cli: Cli,
  written: string,
  input: OutsideInput,
  options: GlobalOptions,
  after: (cli: Cli, app: App, run: RunId) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const touched = await touchRun(app, found.run, input)
    return isTrouble(touched) ? complain(cli, touched, app) : after(cli, app, found.run)
  })
