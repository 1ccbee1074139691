import { once } from 'node:events'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { App } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import { readLog, readLogLines, streamLogLines } from '../../app/read-log.ts'
import { findRun, showRun } from '../../app/show-run.ts'
import type { LoadedRun } from '../../driver/load.ts'
import type { EffectId, RunId } from '../../run/id.ts'
import { effectId } from '../../run/id.ts'
import { readInstanceId } from '../../run/instance-id.ts'
import type { OutputLine } from '../../run/output-lines.ts'
import { rfc3339 } from '../../run/report/instant.ts'
import { terminalLine, terminalPlain, terminalText } from '../../sink/terminal.ts'
import { sizeWords } from '../../text/size-words.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { stepNamed } from '../step-argument.ts'
import { isTrouble } from '../trouble.ts'

type LogOptions = GlobalOptions & { readonly json?: true; readonly lines?: LineRange }

export function addLog(program: Command, cli: Cli): void {
  program
    .command('log')
    .summary('what the commands of a run printed')
    .description('Prints what the commands of a run printed, secrets masked: of all steps, or of one.')
    .argument('<run>', 'a run id, or the end of one')
    .argument('[step]', 'a step: its number, title or id')
    .option('--lines <range>', 'only these lines of each: 12-20, or the last 20 as -20', lineRange)
    .option('--json', 'as JSON: kneeboard.log/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard log 4x7k 3 --lines -20')
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
  { fold, facts }: LoadedRun,
  attempts: readonly LoggedAttempt[],
  { json, lines: range }: LogOptions,
): Promise<ExitCode> {
  const { plan, run } = fold.state
  if (json) return printLogJson(cli, app, run, attempts)
  const cut = new Set(
    facts.flatMap(({ event }) =>
      event.type === 'attempt.finished' && event.truncated ? [event.effect] : [],
    ),
  )
  for (const { effect, step, stage, at } of attempts) {
    const title = Object.values(plan.steps).find(({ id }) => id === step)?.title ?? step
    print(cli, cli.styles.dim(`── ${rfc3339(at)} ${terminalLine(title)} (${stage})`))
    const found = range ? await linesIn(app, effect, range) : await streamLogLines(app, effect)
    if (isTrouble(found)) return complain(cli, found, app)
    for await (const lines of found.parts) await write(cli, lines)
    if (cut.has(effect))
      print(cli, cli.styles.yellow(`! ${cutWords(app.driver.outputMaxBytes)}: the log ends there`))
  }
  return exitCodes.fine
}

/** What is said of a command that printed more than is kept. */
const cutWords = (maxBytes: number): string => `it printed more than ${sizeWords(maxBytes)}`

async function printLogJson(
  cli: Cli,
  app: App,
  run: RunId,
  attempts: readonly LoggedAttempt[],
): Promise<ExitCode> {
  const logs = []
  for (const attempt of attempts) {
    const chunks = await readLog(app, attempt.effect, 0)
    if (isTrouble(chunks)) return complain(cli, chunks, app)
    logs.push({ ...attempt, chunks })
  }
  printJson(cli, { schema: 'kneeboard.log/1', run, attempts: logs })
  return exitCodes.fine
}

async function linesIn(app: App, effect: EffectId, { from, count }: LineRange) {
  const page = await readLogLines(app, effect, { from, count })
  return isTrouble(page) ? page : { kind: 'lines' as const, parts: [page.lines] }
}

/** Waits for whoever reads: a long log is not put into memory because a pager is slow. */
async function write({ world, styles }: Cli, lines: readonly OutputLine[]): Promise<void> {
  if (lines.length === 0) return
  const shown = lines.map(({ text }) => `${styles.coloured ? terminalText(text) : terminalPlain(text)}\n`)
  if (!world.stdout.write(shown.join(''))) await once(world.stdout, 'drain')
}

/** Some lines of each log; they are counted from 1. */
type LineRange = { readonly from: number | 'end'; readonly count: number }

/** `12-20`, `12` or, for the last ones, `-20`. */
function lineRange(written: string): LineRange {
  const [, from, to] = /^(\d{1,9})?(?:-(\d{1,9}))?$/.exec(written) ?? []
  const count = Number(to ?? from) - (from === undefined ? 0 : Number(from) - 1)
  if ((from ?? to) === undefined || from === '0' || !(count > 0) || count > linesMax)
    throw new InvalidArgumentError(
      `give lines as 12-20, or the last 20 as -20; at most ${linesMax.toLocaleString('en')}`,
    )
  return { from: from === undefined ? 'end' : Number(from) - 1, count }
}

/** More at once is read as the whole log is. */
const linesMax = 100_000
