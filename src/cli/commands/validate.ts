import type { Command } from 'commander'
import { findRun } from '../../app/show-run.ts'
import { validateRun } from '../../app/validate-run.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

type ValidateOptions = GlobalOptions & {
  readonly note?: string
  readonly allWork?: true
  readonly json?: true
}

export function addValidate(program: Command, cli: Cli): void {
  program
    .command('validate')
    .summary('state that a runbook works: you ran it, and you did not write it')
    .description(
      'States, with a run behind it, that a runbook works. The run went to its end, whoever states it took part in it and wrote none of the text, and of every step somebody said that it works. The statement is a small file in .kneeboard/validations, for git to carry; it lapses when the steps change.',
    )
    .argument('<run>', 'a run id, or the end of one')
    .option('--all-work', 'also say of every step without a remark that it works')
    .option('--note <text>', 'what else there is to say')
    .option('--json', 'as JSON: kneeboard.validation/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard validate 4x7k --all-work')
    .action(async (run: string, _: unknown, command: Command) => {
      cli.exitCode = await validate(cli, run, command.optsWithGlobals())
    })
}

const validate = (cli: Cli, written: string, options: ValidateOptions) =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const validated = await validateRun(app, found.run, {
      unremarked: options.allWork ? 'works' : 'refuse',
      ...(options.note === undefined ? {} : { note: options.note }),
    })
    if (isTrouble(validated)) return complain(cli, validated, app)
    if (options.json)
      printJson(cli, { schema: 'kneeboard.validation/1', ...validated.statement, file: validated.file })
    else
      print(cli, [
        `Validated, as ${terminalLine(validated.statement.by)} claims it: ${terminalLine(validated.file)}`,
        validated.proposal
          ? terminalLine(`It is on the branch ${validated.proposal.branch}; it holds when that is merged.`)
          : 'Commit the file with the runbook; it holds as long as the steps stay as they are.',
      ])
    return exitCodes.fine
  })
