import { resolve } from 'node:path'
import type { Command } from 'commander'
import { backUp } from '../../app/back-up.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

type BackupOptions = GlobalOptions & { readonly json?: true }

export function addBackup(program: Command, cli: Cli): void {
  program
    .command('backup')
    .summary('write all records into one file')
    .description(
      'Writes runs, values, logs, ledger and accounts into one new file that only you can read, as one moment shows them; runs and a server go on meanwhile. Who is signed in is left out. The file holds what runs hold: keep it as private.',
    )
    .argument('<file>', 'a file that is not there yet')
    .option('--json', 'as JSON: kneeboard.backed-up/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard backup /backup/kneeboard-$(date +%F).tar.gz')
    .action(async (file: string, _: unknown, command: Command) => {
      cli.exitCode = await backup(cli, file, command.optsWithGlobals())
    })
}

const backup = (cli: Cli, file: string, options: BackupOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const made = await backUp(app, resolve(cli.world.folder, file))
    if (isTrouble(made)) return complain(cli, made, app)
    const { kind: _, ...said } = made
    if (options.json) printJson(cli, { schema: 'kneeboard.backed-up/1', ...said })
    else
      print(cli, [
        `${terminalLine(made.file)}: ${made.files} files, ${made.bytes} bytes`,
        `the ledger has ${made.tip.seq} entries, the last is ${made.tip.hash}`,
      ])
    return exitCodes.fine
  })

export function addRestore(program: Command, cli: Cli): void {
  program
    .command('restore')
    .summary('put a backup back')
    .description(
      'Compares every hash of a backup and the chain of its ledger, and only then puts it into the data folder, whole or not at all. The folder must be empty or absent.',
    )
    .argument('<file>', 'what `kneeboard backup` wrote')
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard restore /backup/kneeboard-2026-11-25.tar.gz --data /var/lib/kneeboard',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      cli.exitCode = await restore(cli, file, command.optsWithGlobals())
    })
}

async function restore(cli: Cli, file: string, { library, data }: GlobalOptions): Promise<ExitCode> {
  const restored = await cli.world.restore(resolve(cli.world.folder, file), {
    ...(library === undefined ? {} : { library }),
    ...(data === undefined ? {} : { data: resolve(cli.world.folder, data) }),
  })
  if (isTrouble(restored)) return complain(cli, restored)
  const { folder, at, ledger, runs } = restored
  print(cli, [
    `${terminalLine(folder)}: ${runs} runs, as they were at ${new Date(at).toISOString()}`,
    `The ledger ends with entry ${ledger.seq}. What was recorded after it is gone: whoever keeps a later tip`,
    'sees that (audit verify --witness), and will for ever. Note the restore where tips are kept.',
    'Commands that were going then ask a person what became of them; everybody signs in again.',
  ])
  return exitCodes.fine
}
