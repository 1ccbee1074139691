import type { Command } from 'commander'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, say } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'
import { trouble } from '../../app/app.ts'

export function addServe(program: Command, cli: Cli): void {
  program
    .command('serve')
    .summary('open the library in a browser')
    .description(
      'Serves the library on this machine, for the user who starts it. The link it prints lets one browser in.',
    )
    .option('--port <number>', 'the port (default: 4600, or any that is free)', '4600')
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard serve --library runbooks\n  $ kneeboard serve --library git@git.example.com:ops/runbooks.git',
    )
    .action(async (options: { readonly port: string }, command: Command) => {
      cli.exitCode = await serve(cli, options.port, command.optsWithGlobals())
    })
}

async function serve(cli: Cli, written: string, { library, ref, data }: GlobalOptions): Promise<ExitCode> {
  if (!/^\d{1,5}$/.test(written) || Number(written) > 65535)
    return complain(
      cli,
      trouble(`${terminalLine(written)} is not a port`, 'give a number up to 65535; 0 is any free one'),
    )
  const served = await cli.world.serve({
    port: Number(written),
    ...(library === undefined ? {} : { library }),
    ...(ref === undefined ? {} : { ref }),
    ...(data === undefined ? {} : { data }),
  })
  if (isTrouble(served)) return complain(cli, served)
  say(cli, [
    `Kneeboard is at ${served.link}`,
    'The link lets one browser in. Ctrl-C ends the server; runs go on when it is started again.',
  ])
  await new Promise<void>((ended) => {
    const stop = cli.world.onOsSignal(() => {
      stop()
      ended()
    })
  })
  await served.close()
  return exitCodes.fine
}
