import type { Command } from 'commander'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

export function addMcp(program: Command, cli: Cli): void {
  program
    .command('mcp')
    .summary('let an agent look at the library and its runs')
    .description(
      'Speaks the Model Context Protocol over standard input and output. An agent may search, read, lint and plan, and look at runs; what a run asks is answered by people.',
    )
    .addHelpText(
      'after',
      '\nExample, in the configuration of an agent:\n  kneeboard --library /srv/runbooks mcp',
    )
    .action(async (_: unknown, command: Command) => {
      const { library, ref, data }: GlobalOptions = command.optsWithGlobals()
      const ended = await cli.world.serveAgents({
        ...(library === undefined ? {} : { library }),
        ...(ref === undefined ? {} : { ref }),
        ...(data === undefined ? {} : { data }),
      })
      cli.exitCode = isTrouble(ended) ? await complain(cli, ended) : exitCodes.fine
    })
}
