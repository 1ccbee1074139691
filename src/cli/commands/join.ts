import type { Command } from 'commander'
import type { Cli } from '../cli-context.ts'
import { resume } from './resume.ts'

export function addJoin(program: Command, cli: Cli): void {
  program
    .command('join')
    .summary('follow and answer in a run that another terminal drives')
    .description(
      'Joins a run that another terminal or the server drives: it is shown as it goes, and questions can be answered in both. If nobody drives it, or that process ends, it goes on here.',
    )
    .argument('[run]', 'a run id, or the end of one (default: the newest open run)')
    .option('--json', 'what happens from now on: the journal, one envelope a line')
    .addHelpText('after', '\nExample:\n  $ kneeboard join 4x7k')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await resume(cli, run, command.optsWithGlobals())
    })
}
