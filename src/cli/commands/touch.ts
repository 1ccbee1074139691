import type { Command } from 'commander'
import { Argument } from 'commander'
import type { App } from '../../app/app.ts'
import { findRun } from '../../app/show-run.ts'
import type { OutsideInput } from '../../app/touch-run.ts'
import { touchRun } from '../../app/touch-run.ts'
import type { StepId } from '../../document/step.ts'
import type { RunId } from '../../run/id.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { finishCancel } from '../run/finish-cancel.ts'
import { findStepOfRun } from '../step-argument.ts'
import { isTrouble } from '../trouble.ts'

export function addCancel(program: Command, cli: Cli): void {
  program
    .command('cancel')
    .summary('end a run early')
    .description(
      'Cancels a run: the command that runs is ended, and nothing more begins. What was done stays done.',
    )
    .argument('<run>', 'a run id, or the end of one')
    .option('--reason <text>', 'why, for the record')
    .addHelpText('after', '\nExample:\n  $ kneeboard cancel 4x7k --reason "wrong host"')
    .action(async (run: string, _: unknown, command: Command) => {
      const options: GlobalOptions & { readonly reason?: string } = command.optsWithGlobals()
      const { reason } = options
      const input = { kind: 'cancel', ...(reason === undefined ? {} : { reason }) } as const
      cli.exitCode = await cancelRun(cli, run, input, options)
    })
}

export function addNote(program: Command, cli: Cli): void {
  program
    .command('note')
    .summary('add a note to a run')
    .description('Adds a note to a run, also after its end. It stands in the record and in the report.')
    .argument('<run>', 'a run id, or the end of one')
    .argument('<text...>', 'the note')
    .option('--json', 'as JSON: kneeboard.taken/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard note 4x7k "the load was normal again at 03:40"')
    .action(async (run: string, text: string[], _: unknown, command: Command) => {
      const input = { kind: 'note', text: text.join(' ') } as const
      cli.exitCode = await touch(cli, run, input, command.optsWithGlobals(), () => 'noted')
    })
}

const verdicts = ['works', 'unclear', 'wrong'] as const

export function addRemark(program: Command, cli: Cli): void {
  program
    .command('remark')
    .summary("say of a step's text that it works, is unclear or is wrong")
    .description(
      "Says something of a step's text, for whoever keeps the runbook. It names the line, and stands in the report.",
    )
    .argument('<run>', 'a run id, or the end of one')
    .argument('<step>', 'a step: its number, title or id')
    .addArgument(new Argument('<verdict>', 'what it is').choices(verdicts))
    .argument('[text...]', 'what about it')
    .option('--json', 'as JSON: kneeboard.taken/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard remark 4x7k 3 unclear "which of the two hosts?"')
    .action(
      async (
        run: string,
        step: string,
        verdict: (typeof verdicts)[number],
        words: string[] | undefined,
        _: unknown,
        command: Command,
      ) => {
        const text = (words ?? []).join(' ').trim()
        const remark = { kind: 'remark', verdict, ...(text === '' ? {} : { text }) } as const
        const options: TouchOptions = command.optsWithGlobals()
        cli.exitCode = await touchStep(
          cli,
          { run, step },
          options,
          (id) => ({ ...remark, step: id }),
          'remarked',
        )
      },
    )
}

export function addHandOver(program: Command, cli: Cli): void {
  program
    .command('hand-over')
    .summary('hand a run over to somebody else')
    .description(
      'Says that somebody else operates the run from now on. Whoever resumes it is told what was done, what is open, and the notes.',
    )
    .argument('<run>', 'a run id, or the end of one')
    .requiredOption('--to <name>', 'who operates it from now on')
    .option('--note <text>', 'what they must know')
    .option('--json', 'as JSON: kneeboard.taken/1')
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard hand-over 4x7k --to "Grace" --note "the second host is next"',
    )
    .action(async (run: string, _: unknown, command: Command) => {
      const options: GlobalOptions & { readonly to: string; readonly note?: string } =
        command.optsWithGlobals()
      const { to, note } = options
      const input = { kind: 'hand-over', to, ...(note === undefined ? {} : { note }) } as const
      const done = (id: RunId) => `handed over to ${terminalLine(to)}: kneeboard resume ${id}`
      cli.exitCode = await touch(cli, run, input, options, done)
    })
}

type TouchOptions = GlobalOptions & { readonly json?: true }

/** An input about one step, named as a person names it. */
const touchStep = (
  cli: Cli,
  { run, step }: { readonly run: string; readonly step: string },
  options: TouchOptions,
  inputFor: (step: StepId) => OutsideInput,
  done: string,
): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const named = await findStepOfRun(app, run, step)
    if (isTrouble(named)) return complain(cli, named, app)
    return put(cli, app, named.run, inputFor(named.step), options, () => done)
  })

const touch = (
  cli: Cli,
  written: string,
  input: OutsideInput,
  options: TouchOptions,
  done: (run: RunId) => string,
): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    return isTrouble(found) ? complain(cli, found, app) : put(cli, app, found.run, input, options, done)
  })

/** Puts the input in and says so; as JSON, with the number of the fact it became. */
async function put(
  cli: Cli,
  app: App,
  run: RunId,
  input: OutsideInput,
  { json }: TouchOptions,
  done: (run: RunId) => string,
): Promise<ExitCode> {
  const touched = await touchRun(app, run, input)
  if (isTrouble(touched)) return complain(cli, touched, app)
  if (json) printJson(cli, { schema: 'kneeboard.taken/1', run, seq: touched.facts.at(-1)?.seq ?? null })
  else print(cli, done(run))
  return exitCodes.fine
}

const cancelRun = (
  cli: Cli,
  written: string,
  input: OutsideInput,
  options: GlobalOptions,
): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const touched = await touchRun(app, found.run, input)
    return isTrouble(touched) ? complain(cli, touched, app) : finishCancel(cli, app, found.run)
  })
