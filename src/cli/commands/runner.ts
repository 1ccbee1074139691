import type { Command } from 'commander'
import type { Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import type { RunnerNews } from '../../ports/runners.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli } from '../cli-context.ts'
import { complain, say } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

type Options = { readonly server: string; readonly tokenFile?: string; readonly state?: string }

export function addRunner(program: Command, cli: Cli): void {
  program
    .command('runner')
    .summary("carry out a server's commands on this host")
    .description(
      'Carries out, as the user who starts it, the commands of runs whose folder an administrator has bound to this runner. It only calls out; nothing listens.',
    )
    .requiredOption('--server <url>', 'where the server is, as in https://kneeboard.example.org')
    .option('--token-file <file>', "file with the runner's token (default: $KNEEBOARD_RUNNER_TOKEN)")
    .option(
      '--state <dir>',
      "folder of what it knows of its commands (default: in the user's state directory)",
    )
    .addHelpText(
      'after',
      `
The first Ctrl-C (or TERM) lets what runs come to its end and takes nothing new; the second
leaves at once: commands go on, and the runner finds them when it is started again.

Example:
  $ kneeboard runner --server https://kneeboard.example.org --token-file /etc/kneeboard/token`,
    )
    .action(async (options: Options) => {
      cli.exitCode = await carryOut(cli, options)
    })
}

async function carryOut(cli: Cli, { server, tokenFile, state }: Options): Promise<ExitCode> {
  const url = serverOf(server)
  if (isTrouble(url)) return complain(cli, url)
  const token =
    tokenFile === undefined
      ? { text: cli.world.environment['KNEEBOARD_RUNNER_TOKEN'] ?? '' }
      : { file: tokenFile }
  const tell = (news: RunnerNews): void => say(cli, [lineOf(news)])
  const working = await cli.world.runRunner({ server: url, token, state, tell })
  if (isTrouble(working)) return complain(cli, working)
  let asked = 0
  const left = new Promise<'left'>((leave) => {
    const stop = cli.world.onOsSignal(() => {
      if (++asked === 1) return working.drain()
      stop()
      leave('left')
    })
  })
  const end = await Promise.race([working.ended, left])
  if (end === 'left' || end.kind === 'drained') return exitCodes.fine
  return complain(cli, trouble(end.why, end.remedy))
}

/** A token goes over a line that nobody reads along; on this machine there is none. */
function serverOf(written: string): URL | Trouble {
  const url = URL.parse(written)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return trouble(
      `${terminalLine(written)} is not the address of a server`,
      'write it as https://kneeboard.example.org',
    )
  return url.protocol === 'https:' || loopback.has(url.hostname)
    ? url
    : trouble(`${url.origin} would be told the token in the clear`, 'use https')
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

function lineOf(news: RunnerNews): string {
  switch (news.kind) {
    case 'connected':
      return `connected as ${terminalLine(news.name)}`
    case 'lost':
      return `the server is lost: ${terminalLine(news.why)}; trying again`
    case 'draining':
      return news.busy === 0 ? 'leaving' : `${news.busy} commands still run; Ctrl-C again leaves at once`
  }
}
