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
import { complain, print, withApp } from '../cli-context.ts'
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
      cli.exitCode = await touch(cli, run, input, options, finishCancel)
    })
}

export function addNote(program: Command, cli: Cli): void {
  program
    .command('note')
    .summary('add a note to a run')
    .description('Adds a note to a run, also after its end. It stands in the record and in the report.')
    .argument('<run>', 'a run id, or the end of one')
    .argument('<text...>', 'the note')
    .addHelpText('after', '\nExample:\n  $ kneeboard note 4x7k "the load was normal again at 03:40"')
    .action(async (run: string, text: string[], _: unknown, command: Command) => {
      const input = { kind: 'note', text: text.join(' ') } as const
      cli.exitCode = await touch(cli, run, input, command.optsWithGlobals(), (cli) => {
        print(cli, 'noted')
        return Promise.resolve(exitCodes.fine)
      })
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
        const options: GlobalOptions = command.optsWithGlobals()
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
    .addHelpText(
      'after',
      '\nExample:\n  $ kneeboard hand-over 4x7k --to "Grace" --note "the second host is next"',
    )
    .action(async (run: string, _: unknown, command: Command) => {
      const options: GlobalOptions & { readonly to: string; readonly note?: string } =
        command.optsWithGlobals()
      const { to, note } = options
      const input = { kind: 'hand-over', to, ...(note === undefined ? {} : { note }) } as const
      cli.exitCode = await touch(cli, run, input, options, (cli, _app, id) => {
        print(cli, `handed over to ${terminalLine(to)}: kneeboard resume ${id}`)
        return Promise.resolve(exitCodes.fine)
      })
    })
}

/** An input about one step, named as a person names it. */
const touchStep = (
  cli: Cli,
  { run, step }: { readonly run: string; readonly step: string },
  options: GlobalOptions,
  inputFor: (step: StepId) => OutsideInput,
  done: string,
): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const named = await findStepOfRun(app, run, step)
    if (isTrouble(named)) return complain(cli, named, app)
    const touched = await touchRun(app, named.run, inputFor(named.step))
    if (isTrouble(touched)) return complain(cli, touched, app)
    print(cli, done)
    return exitCodes.fine
  })

const touch = (
  cli: Cli,
  written: string,
  input: OutsideInput,
  options: GlobalOptions,
  after: (cli: Cli, app: App, run: RunId) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const touched = await touchRun(app, found.run, input)
    return isTrouble(touched) ? complain(cli, touched, app) : after(cli, app, found.run)
  })
