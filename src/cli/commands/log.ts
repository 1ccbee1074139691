import type { Command } from 'commander'
import type { App } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import { readLog } from '../../app/read-log.ts'
import { findRun, showRun } from '../../app/show-run.ts'
import type { LoadedRun } from '../../driver/load.ts'
import type { EffectId } from '../../run/id.ts'
import { effectId } from '../../run/id.ts'
import { readInstanceId } from '../../run/instance-id.ts'
import { rfc3339 } from '../../run/report/instant.ts'
import { terminalLine, terminalPlain, terminalText } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { stepNamed } from '../step-argument.ts'
import { isTrouble } from '../trouble.ts'

type LogOptions = GlobalOptions & { readonly json?: true }

export function addLog(program: Command, cli: Cli): void {
  program
    .command('log')
    .summary('what the commands of a run printed')
    .description('Prints what the commands of a run printed, secrets masked: of all steps, or of one.')
    .argument('<run>', 'a run id, or the end of one')
    .argument('[step]', 'a step: its number, title or id')
    .option('--json', 'as JSON: kneeboard.log/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard log 4x7k 3')
    .action(async (run: string, step: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await log(cli, run, step, command.optsWithGlobals())
    })
}

const log = (cli: Cli, written: string, step: string | undefined, options: LogOptions) =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const loaded = await showRun(app, found.run)
    if (isTrouble(loaded)) return complain(cli, loaded, app)
    const wanted = step === undefined ? undefined : stepNamed(loaded.fold.state.plan, step)
    if (step !== undefined && wanted === undefined)
      return complain(
        cli,
        trouble(`the run has no step ${step}`, `see \`kneeboard status ${found.run}\``),
        app,
      )
    return printLog(cli, app, loaded, attemptsOf(loaded, wanted), options)
  })

type LoggedAttempt = {
  readonly effect: EffectId
  readonly step: string
  readonly at: number
  readonly stage: string
}

const attemptsOf = ({ facts, fold }: LoadedRun, wanted: string | undefined): readonly LoggedAttempt[] =>
  facts.flatMap(({ event, seq, at }) =>
    event.type === 'attempt.started' &&
    (wanted === undefined || [event.instance, readInstanceId(event.instance).step].includes(wanted))
      ? [{ effect: effectId(fold.state.run, seq), step: event.instance, at, stage: event.stage }]
      : [],
  )

async function printLog(
  cli: Cli,
  app: App,
  { fold }: LoadedRun,
  attempts: readonly LoggedAttempt[],
  { json }: LogOptions,
): Promise<ExitCode> {
  const { plan, run } = fold.state
  const logs = []
  for (const attempt of attempts) {
    const chunks = await readLog(app, attempt.effect, 0)
    if (isTrouble(chunks)) return complain(cli, chunks, app)
    logs.push({ ...attempt, chunks })
  }
  if (json) {
    printJson(cli, { schema: 'kneeboard.log/1', run, attempts: logs })
    return exitCodes.fine
  }
  for (const { step, stage, at, chunks } of logs) {
    const title = Object.values(plan.steps).find(({ id }) => id === step)?.title ?? step
    print(cli, cli.styles.dim(`── ${rfc3339(at)} ${terminalLine(title)} (${stage})`))
    const text = chunks
      .map((chunk) => chunk.text)
      .join('')
      .replace(/\n$/, '')
    if (text !== '') print(cli, cli.styles.coloured ? terminalText(text) : terminalPlain(text))
  }
  return exitCodes.fine
}
