import { Command, CommanderError } from 'commander'
import { StorageError } from '../ports/storage-error.ts'
import { trouble } from '../app/app.ts'
import type { Cli } from './cli-context.ts'
import { complain, makeCli, say } from './cli-context.ts'
import type { AddCommand } from './commands/add-command.ts'
import type { Need } from './commands/command-word.ts'
import { needOf } from './commands/command-word.ts'
import type { ExitCode } from './exit-code.ts'
import { exitCodes } from './exit-code.ts'
import type { CliWorld } from './world.ts'

/** The commands that a command line can mean. */
export type CommandsFor = (need: Need) => readonly AddCommand[] | Promise<readonly AddCommand[]>

/**
 * Reads the words of a command line, does what they say through the product's verbs, and gives the exit code.
 * It never throws: what goes wrong is said on standard error.
 */
export async function runCli(
  argv: readonly string[],
  world: CliWorld,
  commandsFor: CommandsFor,
): Promise<ExitCode> {
  // A reader that went away (`kneeboard list | head`) is no reason to break off what is being done.
  world.stdout.on('error', () => undefined)
  world.stderr.on('error', () => undefined)
  const cli = makeCli(world)
  try {
    await makeProgram(cli, await commandsFor(needOf(argv))).parseAsync(argv, { from: 'user' })
    return cli.exitCode
  } catch (error) {
    return await exitCodeOfError(cli, error)
  }
}

/** The command line as a value, with these commands in it. */
export function makeProgram(cli: Cli, commands: readonly AddCommand[]): Command {
  const program = new Command('kneeboard')
    .description('Turns the Markdown runbooks of a folder into procedures: followed, run, recorded.')
    .version(cli.world.version, '-V, --version', 'print the version')
    .option(
      '--library <place>',
      'folder or git repository of the runbooks (default: the git root, or the current folder)',
    )
    .option('--ref <branch>', 'the branch of a repository (default: its own)')
    .option('--data <dir>', "folder of the records (default: in the user's state directory)")
    .helpOption('-h, --help', 'explain a command, with an example')
    .helpCommand(false)
    .showSuggestionAfterError()
    .addHelpText('after', programHelp)
  for (const add of commands) add(program, cli)
  // What is set here does not reach commands that are already there, nor those added later: each gets it.
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((each) => each.commands),
  ]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void cli.world.stdout.write(text),
      writeErr: (text) => void cli.world.stderr.write(text),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
  }
  return program
}

const programHelp = `
Begin:
  kneeboard init                 write a first runbook and say what to do next
  kneeboard list                 the runbooks of this folder
  kneeboard run FILE             carry one out, step by step

Exit codes: 0 fine · 1 the run or lint failed · 2 wrong usage or input
            3 a person is needed · 4 cancelled
`

async function exitCodeOfError(cli: Cli, error: unknown): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.wrong
  if (error instanceof StorageError) return complain(cli, trouble(error.message, error.remedy))
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say(cli, [
    'error: Kneeboard itself went wrong; this is a mistake in it, not in your runbook.',
    what,
    '  do: report it with the text above. A run that was going is kept: kneeboard resume',
  ])
  return exitCodes.failed
}
