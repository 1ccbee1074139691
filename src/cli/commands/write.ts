import { userInfo } from 'node:os'
import { basename, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { parseGitAddress } from '../../library/git-address.ts'
import { trouble } from '../../app/app.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, today } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { emptyRunbook, firstRunbook } from '../template.ts'
import { isTrouble } from '../trouble.ts'
import { writeNewFile } from '../write-file.ts'

export function addInit(program: Command, cli: Cli): void {
  program
    .command('init')
    .summary('begin a library here')
    .description('Writes a first runbook into runbooks/ and says what to do next. Writes over nothing.')
    .addHelpText('after', '\nExample:\n  $ kneeboard init')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await init(cli, command.optsWithGlobals())
    })
}

export function addNew(program: Command, cli: Cli): void {
  program
    .command('new')
    .summary('write an empty runbook to fill in')
    .description(
      'Writes an empty runbook: its info table, steps, error handling, rollback. Writes over nothing.',
    )
    .argument('<file>', 'where; .md is added when it is missing')
    .option('--title <title>', 'its title (default: made from the file name)')
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard new runbooks/rotate-keys.md --title "Rotate the API keys"',
    )
    .action(async (file: string, options: { readonly title?: string }) => {
      cli.exitCode = await newRunbook(cli, file, options.title)
    })
}

async function init(cli: Cli, { library }: GlobalOptions): Promise<ExitCode> {
  if (library !== undefined && parseGitAddress(library).kind !== 'other')
    return complain(cli, trouble('a library begins in a folder', 'begin it there, then commit and push it'))
  const root = resolve(cli.world.folder, library ?? '.')
  const path = resolve(root, 'runbooks', 'look-at-this-machine.md')
  const written = await writeNewFile(path, firstRunbook(userInfo().username, today(cli)))
  if (isTrouble(written)) return complain(cli, written)
  const shown = shownPath(cli, path)
  print(cli, [
    `Written: ${shown}`,
    '',
    'Next:',
    `  kneeboard show ${shown}    how it is read`,
    `  kneeboard run ${shown}     carry it out`,
    '  kneeboard new runbooks/NAME.md    write your own',
  ])
  return exitCodes.fine
}

async function newRunbook(cli: Cli, file: string, title: string | undefined): Promise<ExitCode> {
  if (file.trim() === '' || file.includes('\0') || /[/\\]$/.test(file))
    return complain(
      cli,
      trouble(`${JSON.stringify(file)} is not the name of a file`, 'name a file ending in .md'),
    )
  const path = resolve(cli.world.folder, /\.(?:md|markdown)$/i.test(file) ? file : `${file}.md`)
  const text = emptyRunbook(title ?? titleFrom(path), userInfo().username, today(cli))
  const written = await writeNewFile(path, text)
  if (isTrouble(written)) return complain(cli, written)
  const shown = shownPath(cli, path)
  print(cli, [`Written: ${shown}`, `Fill it in, then: kneeboard lint ${shown}`])
  return exitCodes.fine
}

/** `rotate-keys.md` becomes `Rotate keys`. */
function titleFrom(path: string): string {
  const words = basename(path)
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim()
  return words === '' ? 'Runbook' : words.charAt(0).toUpperCase() + words.slice(1)
}

function shownPath({ world }: Cli, path: string): string {
  const near = relative(world.folder, path)
  return terminalLine(near.startsWith('..') ? path : near)
}
