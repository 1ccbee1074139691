import type { Command } from 'commander'
import type { Examination, ExaminedThing } from '../../app/examine.ts'
import { examine } from '../../app/examine.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, today, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { runTable } from '../run-table.ts'
import type { View } from '../terminal/view.ts'
import { isTrouble } from '../trouble.ts'

type DoctorOptions = GlobalOptions & { readonly json?: true }

export function addDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .summary('whether everything needed is here')
    .description(
      'Looks at the runtime, the records, the library and the programs runbooks use. Changes nothing.',
    )
    .option('--json', 'as JSON: kneeboard.doctor/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard doctor')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await doctor(cli, command.optsWithGlobals())
    })
}

const doctor = (cli: Cli, options: DoctorOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const { nodeVersion, findProgram } = cli.world
    const found = await examine(app, { nodeVersion, findProgram, today: today(cli) })
    if (isTrouble(found)) return complain(cli, found, app)
    const { kind: _, ...examination } = found
    const view = { columns: columnsOf(cli), styles: cli.styles }
    if (options.json) printJson(cli, { schema: 'kneeboard.doctor/1', ...examination })
    else print(cli, doctorLines(found, cli.world.now(), view))
    return found.checks.some(({ state }) => state === 'wrong') ? exitCodes.failed : exitCodes.fine
  })

function doctorLines(
  { checks, runbooks, documents, lint, openRuns }: Examination,
  now: number,
  view: View,
): string[] {
  const { error, warning, info } = lint
  return [
    ...checks.flatMap((check) => checkLines(check, view)),
    `  ${view.styles.dim('runbooks')}  ${runbooks}, and ${documents} documents without steps`,
    `  ${view.styles.dim('lint')}      ${error} errors, ${warning} warnings, ${info} info`,
    ...(openRuns.length === 0
      ? [`  ${view.styles.dim('runs')}      none is open`]
      : ['', 'Open runs:', ...runTable(openRuns, now, view)]),
  ]
}

function checkLines({ name, state, detail, remedy }: ExaminedThing, { styles }: View): string[] {
  const mark = { good: styles.green('✓'), missing: styles.dim('–'), wrong: styles.red('✗') }[state]
  return [
    `${mark} ${styles.dim(name.padEnd(8))}  ${terminalLine(detail)}`,
    ...(remedy === undefined || state === 'missing' ? [] : [`            ${remedy}`]),
  ]
}
