import type { Command } from 'commander'
import { Option } from 'commander'
import type { App, Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import { liveRunsBeside } from '../../app/live-runs.ts'
import { openForRun, planRun, startRun } from '../../app/start-run.ts'
import type { Problem } from '../../document/problem.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Mode } from '../../run/mode.ts'
import { modes } from '../../run/mode.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, say, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import type { FileArgument } from '../file-argument.ts'
import { besideOf, libraryPath, readFileArgument } from '../file-argument.ts'
import { collectParam, givenParams } from '../param.ts'
import { askParameters, askSecrets } from '../run/ask-inputs.ts'
import { besideNotes, chooseBeside } from '../run/beside.ts'
import { followRun } from '../run/follow.ts'
import { printDryRun, printDryRunJson } from '../run/print-plan.ts'
import { isTrouble } from '../trouble.ts'

type RunOptions = GlobalOptions & {
  readonly param?: readonly string[]
  readonly mode: Mode | 'dry-run'
  readonly at?: string
  readonly json?: true
}

export function addRun(program: Command, cli: Cli): void {
  program
    .command('run')
    .summary('carry out a runbook')
    .description(
      'Carries out a runbook, or one section of it. Every command is shown, with where it lands, before it runs.',
    )
    .argument('<file>', 'a Markdown file, or FILE#section')
    .option(
      '--param <name=value>',
      'a parameter (may be repeated); of a secret, where it is read: name=env:NAME',
      collectParam,
    )
    .addOption(new Option('--mode <mode>', 'how: see below').choices([...modes, 'dry-run']).default('step'))
    .option('--at <commit>', 'the text of a commit, branch or tag')
    .option('--json', 'the journal, one envelope a line; with dry-run: kneeboard.dry-run/1')
    .addHelpText('after', modesHelp)
    .action(async (file: string, _: unknown, command: Command) => {
      cli.exitCode = await run(cli, readFileArgument(cli.world, file), command.optsWithGlobals())
    })
}

const modesHelp = `
Modes:
  checklist   nothing is executed; a person does and ticks every step
  step        every command waits to be pressed
  auto        what is marked auto runs by itself; stops where a person is needed
  unattended  the same, but a person being needed ends the run (exit 3)
  dry-run     prints what would be done; executes nothing, records nothing

Without a terminal nothing is ever granted: what waits is said, the run is
left (exit 3), and \`kneeboard resume\` goes on with it.

Example:
  $ kneeboard run runbooks/disk-full.md --param host=web1 --mode step
  $ kneeboard run runbooks/orders.md#rollback`

const run = (cli: Cli, file: FileArgument, options: RunOptions): Promise<ExitCode> =>
  withApp(
    cli,
    { ...options, ...besideOf(cli.world, file), records: options.mode === 'dry-run' ? 'none' : 'use' },
    async (app) => {
      const plan = await planOf(cli, app, file, options)
      if (plan === undefined) return exitCodes.cancelled
      if (isTrouble(plan)) return complain(cli, plan, app)
      if (options.mode !== 'dry-run') return begin(cli, app, plan, options.mode, options)
      if (options.json) printDryRunJson(cli, app, plan)
      else await printDryRun(cli, app, plan)
      return exitCodes.fine
    },
  )

const atOf = ({ at }: RunOptions) => (at === undefined ? {} : { at })

/** The plan, with missing parameters asked for where there is a terminal; undefined when that was broken off. */
async function planOf(cli: Cli, app: App, file: FileArgument, options: RunOptions) {
  const path = libraryPath(cli.world, app, file)
  let given: ReturnType<typeof givenParams> | undefined = givenParams(options.param)
  if (cli.interactive && !options.json && options.mode !== 'dry-run') {
    const open = await openForRun(app, { path, ...atOf(options) })
    if (isTrouble(open)) return open
    const asked = await askParameters(cli, open.runbook.parameters, given)
    given = asked && new Map(asked)
  }
  if (!given) return undefined
  const section = file.section === undefined ? {} : { section: file.section }
  const planned = await planRun(app, { path, given, ...section, ...atOf(options) })
  if (isTrouble(planned)) return planned
  const works = Object.values(planned.plan.steps).some((step) => step.kind === 'step')
  return works ? planned.plan : withoutSteps(file, planned.open.runbook.problems)
}

/** A document that is beyond a limit has no steps either, for another reason than one for reading. */
function withoutSteps(file: FileArgument, problems: readonly Problem[]): Trouble {
  const beyond = problems.find(({ code }) => code === 'file-too-large')
  if (beyond) return trouble(`${file.written} is not understood: ${beyond.message}`, beyond.remedy)
  return trouble(
    `${file.written} has no steps: it is a document for reading`,
    `see how it is read: kneeboard show ${file.path} --explain`,
  )
}

async function begin(cli: Cli, app: App, plan: Plan, mode: Mode, options: RunOptions): Promise<ExitCode> {
  const live = await liveRunsBeside(app, plan)
  if (isTrouble(live)) return complain(cli, live, app)
  const asks = cli.interactive && !options.json && live.some(({ same }) => same)
  const notes = besideNotes(asks ? live.filter(({ same }) => !same) : live, cli.world.now())
  if (notes.length > 0) say(cli, notes)
  if (asks) {
    const choice = await chooseBeside(cli, live)
    if (choice.kind === 'not') return exitCodes.cancelled
    if (choice.kind === 'join') return followRun(cli, app, choice.run, { run: 'old' })
  }
  const secrets = await askSecrets(cli, plan)
  if (secrets === 'broken-off') return exitCodes.cancelled
  if (secrets !== 'asked') return complain(cli, secrets, app)
  const started = await startRun(app, plan, mode)
  if (isTrouble(started)) return complain(cli, started, app)
  return followRun(cli, app, started.run, { run: 'new', ...(options.json ? { json: true } : {}) })
}
