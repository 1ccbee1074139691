import type { Command } from 'commander'
import { fetchLibrary } from '../../app/fetch-library.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'
import { trouble } from '../../app/app.ts'

export function addFetch(program: Command, cli: Cli): void {
  program
    .command('fetch')
    .summary('bring what is new in the repository of a library')
    .description(
      'Fetches the repository of a library and publishes what may be published. What may not is refused by a rule that is named; what was published before stays.',
    )
    .addHelpText('after', '\nExample:\n  $ kneeboard fetch --library git@git.example.com:ops/runbooks.git')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await fetch(cli, command.optsWithGlobals())
    })
}

const fetch = (cli: Cli, options: GlobalOptions) =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const fetched = await fetchLibrary(app)
    if (isTrouble(fetched)) return complain(cli, fetched, app)
    const { published, ref, refused } = fetched.state
    if (published)
      print(
        cli,
        terminalLine(`${ref ?? ''} ${published.commit.slice(0, 10)} is published: ${published.subject}`),
      )
    if (!refused) return exitCodes.fine
    await complain(cli, trouble(`not published (${refused.rule}): ${refused.why}`, refused.remedy), app)
    return exitCodes.failed
  })
