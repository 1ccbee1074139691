import type { Command } from 'commander'
import type { LibraryEntry } from '../../app/list-library.ts'
import { listLibrary } from '../../app/list-library.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodes } from '../exit-code.ts'
import { tableLines } from '../terminal/table.ts'
import type { View } from '../terminal/view.ts'
import { isTrouble } from '../trouble.ts'

type ListOptions = GlobalOptions & { readonly all?: true; readonly json?: true }

export function addList(program: Command, cli: Cli): void {
  program
    .command('list')
    .summary('the runbooks of the library')
    .description(
      'Lists the runbooks of the library: their steps, how far these have climbed, and who owns them.',
    )
    .option('--all', 'also documents without steps')
    .option('--json', 'as JSON: kneeboard.library/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard list --library runbooks')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await list(cli, command.optsWithGlobals())
    })
}

const list = (cli: Cli, options: ListOptions) =>
  withApp(cli, { ...options, records: 'none' }, async (app) => {
    const entries = await listLibrary(app)
    if (isTrouble(entries)) return complain(cli, entries, app)
    if (options.json) printJson(cli, { schema: 'kneeboard.library/1', root: app.library.root, entries })
    else print(cli, listLines(entries, options, { columns: columnsOf(cli), styles: cli.styles }))
    return exitCodes.fine
  })

function listLines(entries: readonly LibraryEntry[], { all }: ListOptions, view: View): string[] {
  const { styles, columns } = view
  const shown = entries.filter((entry) => all || entry.kind === 'unreadable' || entry.steps > 0)
  const left = entries.length - shown.length
  const rows = shown.map((entry) =>
    entry.kind === 'unreadable'
      ? [terminalLine(entry.path), styles.red('unreadable'), terminalLine(entry.why)]
      : [terminalLine(entry.path), styles.dim(rungsOf(entry)), titleOf(entry)],
  )
  const lines = tableLines(rows, columns)
  if (entries.length === 0) return ['No Markdown file here. Write a first runbook: kneeboard init']
  const note = `${left} ${left === 1 ? 'document' : 'documents'} without steps (--all shows them)`
  return [...lines, ...(left > 0 ? [styles.dim(note)] : [])]
}

type Runbook = Extract<LibraryEntry, { kind: 'runbook' }>

const rungsOf = ({ rungs, steps }: Runbook): string =>
  steps === 0 ? 'no steps' : `${rungs.manual}/${rungs.assisted}/${rungs.auto}`

const titleOf = ({ title, owner, validation }: Runbook): string =>
  [
    terminalLine(title),
    ...(owner === undefined ? [] : [terminalLine(owner)]),
    ...validationWords[validation],
  ].join(' · ')

const validationWords = {
  none: [],
  current: ['validated'],
  lapsed: ['validation lapsed'],
} satisfies Record<Runbook['validation'], readonly string[]>
