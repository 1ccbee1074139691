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
import type { SeenConfig } from '../world.ts'

type DoctorOptions = GlobalOptions & { readonly json?: true; readonly config?: string }

export function addDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .summary('whether everything needed is here')
    .description(
      "Looks at the runtime, the records, the library, the programs runbooks use and a server's configuration, and says where each value of it comes from. Changes nothing.",
    )
    .option('--config <file>', "a server's configuration to be checked (default: the one serve would read)")
    .option('--json', 'as JSON: kneeboard.doctor/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard doctor')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await doctor(cli, command.optsWithGlobals())
    })
}

async function doctor(cli: Cli, options: DoctorOptions): Promise<ExitCode> {
  const config = await cli.world.serverConfig(options.config === undefined ? {} : { config: options.config })
  // What is wrong there is said with the rest; the rest is looked at all the same.
  const wrong = isTrouble(config) ? await complain(cli, config) : exitCodes.fine
  const origins = isTrouble(config) ? [] : config.origins.filter(({ from }) => from !== 'default')
  return withApp(cli, { ...options, records: 'use' }, async (app) => {
    const { nodeVersion, findProgram } = cli.world
    const found = await examine(app, { nodeVersion, findProgram, today: today(cli) })
    if (isTrouble(found)) return complain(cli, found, app)
    const { kind: _, ...examination } = found
    const view = { columns: columnsOf(cli), styles: cli.styles }
    if (options.json) printJson(cli, { schema: 'kneeboard.doctor/1', ...examination, configuration: origins })
    else print(cli, [...doctorLines(found, cli.world.now(), view), ...originLines(origins, view)])
    const failed = found.checks.some(({ state }) => state === 'wrong')
    return wrong === exitCodes.fine && !failed ? exitCodes.fine : exitCodes.failed
  })
}

/** What was configured, and by whom; what nobody said is as docs/configuration.md has it. */
const originLines = (origins: SeenConfig['origins'], { styles }: View): string[] =>
  origins.length === 0
    ? [`  ${styles.dim('server')}    nothing is configured`]
    : [
        '',
        'Configuration of the server:',
        ...origins.map(
          ({ key, value, from }) => `  ${key} ${terminalLine(value)}  ${styles.dim(terminalLine(from))}`,
        ),
      ]

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
