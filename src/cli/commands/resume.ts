import type { Command } from 'commander'
import type { App } from '../../app/app.ts'
import { findRun, showRun } from '../../app/show-run.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, withApp } from '../cli-context.ts'
import { statusOf } from '../../run/headline.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodeOf, exitCodes } from '../exit-code.ts'
import { askSecrets } from '../run/ask-inputs.ts'
import { correctRun } from '../run/correct.ts'
import { endLines } from '../run/end-lines.ts'
import { followRun } from '../run/follow.ts'
import { isTrouble } from '../trouble.ts'

type ResumeOptions = GlobalOptions & { readonly json?: true; readonly corrected?: true }

export function addResume(program: Command, cli: Cli): void {
  program
    .command('resume')
    .summary('go on with a run that was left')
    .description(
      'Goes on with a run: the one named (the end of its id is enough), or the newest open one. A command that was running is found again, or its result. Where another terminal drives the run, it is joined.',
    )
    .argument('[run]', 'a run id, or the end of one')
    .option('--corrected', 'go on with the runbook as it reads now: you are shown which step is which')
    .option('--json', 'what happens from now on: the journal, one envelope a line')
    .addHelpText('after', '\nExample:\n  $ kneeboard resume\n  $ kneeboard resume 4x7k --corrected')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await resume(cli, run, command.optsWithGlobals())
    })
}

export const resume = (cli: Cli, written: string | undefined, options: ResumeOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app: App) => {
    const found = await findRun(app, written, 'open')
    if (isTrouble(found)) return complain(cli, found, app)
    const loaded = await showRun(app, found.run)
    if (isTrouble(loaded)) return complain(cli, loaded, app)
    const { state } = loaded.fold
    if (state.status === 'ended') {
      const view = { columns: columnsOf(cli), styles: cli.styles }
      if (!options.json) print(cli, ['This run has ended.', ...endLines(state, cli.world.now(), view)])
      return exitCodeOf(statusOf(state))
    }
    if (options.corrected) {
      const ended = await correctRun(cli, app, state)
      if (ended !== undefined) return ended
    }
    const now = await showRun(app, found.run)
    if (isTrouble(now)) return complain(cli, now, app)
    const secrets = await askSecrets(cli, now.fold.state.plan)
    if (secrets === 'broken-off') return exitCodes.cancelled
    if (secrets !== 'asked') return complain(cli, secrets, app)
    return followRun(cli, app, found.run, { run: 'old', ...(options.json ? { json: true } : {}) })
  })
