import type { Command } from 'commander'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, say } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'
import type { ConfigWords, Served } from '../world.ts'

export function addServe(program: Command, cli: Cli): void {
  program
    .command('serve')
    .summary('open the library in a browser')
    .description(
      'Serves the library on this machine, for the user who starts it. The link it prints lets one browser in.',
    )
    .option('--port <number>', 'the port; 0 is any that is free (default: 4600)')
    .option('--accounts', 'people sign in: for many, with roles, tokens and an audit trail')
    .option('--host <address>', 'the address to listen at (default: 127.0.0.1)')
    .option('--public-url <url>', 'how browsers reach the server, when a proxy is before it')
    .option('--config <file>', "the server's configuration (docs/configuration.md)")
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard serve --library runbooks\n  $ kneeboard serve --library git@git.example.com:ops/runbooks.git',
    )
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await serve(cli, command.optsWithGlobals())
    })
}

type ServeWords = GlobalOptions & {
  readonly port?: string
  readonly accounts?: true
  readonly host?: string
  readonly publicUrl?: string
  readonly config?: string
}

async function serve(cli: Cli, words: ServeWords): Promise<ExitCode> {
  const served = await cli.world.serve(configWords(words))
  if (isTrouble(served)) return complain(cli, served)
  say(cli, linesOf(served))
  return untilSignalled(cli, served)
}

function configWords({
  port,
  accounts,
  host,
  publicUrl,
  config,
  library,
  ref,
  data,
}: ServeWords): ConfigWords {
  return {
    ...(port === undefined ? {} : { 'listen.port': port }),
    ...(host === undefined ? {} : { 'listen.host': host }),
    ...(accounts === undefined ? {} : { 'accounts.enabled': 'true' }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(config === undefined ? {} : { config }),
    ...(library === undefined ? {} : { library }),
    ...(ref === undefined ? {} : { ref }),
    ...(data === undefined ? {} : { data }),
  }
}

/** The exit codes that shells give to a process that INT, TERM or HUP ended. */
const signalCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** The first signal lets everything finish; a second one does not wait. Commands of runs go on either way. */
async function untilSignalled({ world, ...cli }: Cli, served: Served): Promise<ExitCode> {
  let stopping = false
  await new Promise<void>((stopNow) => {
    world.onOsSignal((osSignal) => {
      if (stopping) return world.exit(signalCodes[osSignal])
      stopping = true
      stopNow()
    })
  })
  if (cli.interactive) world.stderr.write('stopping; again to end at once\n')
  const code = (await served.close()) === 'finished' ? exitCodes.fine : exitCodes.failed
  // What still watches a command that goes on would keep this process as long as the command.
  world.exit(code)
  return code
}

function linesOf({ link, setUpLink, gate }: Served): readonly string[] {
  const ends = 'Ctrl-C ends the server; runs go on when it is started again.'
  if (gate === 'single-user') return [`Kneeboard is at ${link}`, `The link lets one browser in. ${ends}`]
  return setUpLink === undefined
    ? [`Kneeboard is at ${link}`, `People sign in there. ${ends}`]
    : [
        `Kneeboard is at ${link}`,
        `Nobody administers it yet. Whoever opens this link first does (good for 15 minutes, once):`,
        setUpLink,
        ends,
      ]
}
