import type { Command } from 'commander'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, say } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'
import type { Served, ServeOptions } from '../world.ts'
import { trouble } from '../../app/app.ts'

export function addServe(program: Command, cli: Cli): void {
  program
    .command('serve')
    .summary('open the library in a browser')
    .description(
      'Serves the library on this machine, for the user who starts it. The link it prints lets one browser in.',
    )
    .option('--port <number>', 'the port (default: 4600, or any that is free)', '4600')
    .option('--accounts', 'people sign in: for many, with roles, tokens and an audit trail')
    .option('--host <address>', 'with --accounts: the address to listen at', '127.0.0.1')
    .option('--public-url <url>', 'with --accounts: how browsers reach the server, when a proxy is before it')
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard serve --library runbooks\n  $ kneeboard serve --library git@git.example.com:ops/runbooks.git',
    )
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await serve(cli, command.optsWithGlobals())
    })
}

type ServeWords = GlobalOptions & {
  readonly port: string
  readonly accounts?: true
  readonly host: string
  readonly publicUrl?: string
}

async function serve(
  cli: Cli,
  { library, ref, data, port: written, ...options }: ServeWords,
): Promise<ExitCode> {
  if (!/^\d{1,5}$/.test(written) || Number(written) > 65535)
    return complain(
      cli,
      trouble(`${terminalLine(written)} is not a port`, 'give a number up to 65535; 0 is any free one'),
    )
  const served = await cli.world.serve({
    port: Number(written),
    ...accountsOf(options),
    ...(library === undefined ? {} : { library }),
    ...(ref === undefined ? {} : { ref }),
    ...(data === undefined ? {} : { data }),
  })
  if (isTrouble(served)) return complain(cli, served)
  say(cli, linesOf(served, options.accounts === true))
  await new Promise<void>((ended) => {
    const stop = cli.world.onOsSignal(() => {
      stop()
      ended()
    })
  })
  await served.close()
  return exitCodes.fine
}

const accountsOf = ({
  accounts,
  host,
  publicUrl,
}: Pick<ServeWords, 'accounts' | 'host' | 'publicUrl'>): Pick<ServeOptions, 'accounts'> =>
  accounts ? { accounts: { host, ...(publicUrl === undefined ? {} : { publicUrl }) } } : {}

function linesOf({ link, setUpLink }: Served, accounts: boolean): readonly string[] {
  const ends = 'Ctrl-C ends the server; runs go on when it is started again.'
  if (!accounts) return [`Kneeboard is at ${link}`, `The link lets one browser in. ${ends}`]
  return setUpLink === undefined
    ? [`Kneeboard is at ${link}`, `People sign in there. ${ends}`]
    : [
        `Kneeboard is at ${link}`,
        `Nobody administers it yet. Whoever opens this link first does (good for 15 minutes, once):`,
        setUpLink,
        ends,
      ]
}
