import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { App, Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import type { Erasable, Redaction, RedactRequest } from '../../app/redact-run.ts'
import { listErasable, redactRun } from '../../app/redact-run.ts'
import { findRun } from '../../app/show-run.ts'
import { rfc3339 } from '../../run/report/instant.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { findStepOfRun } from '../step-argument.ts'
import { tableLines } from '../terminal/table.ts'
import { wrap } from '../terminal/wrap.ts'
import { isTrouble } from '../trouble.ts'

type RedactOptions = GlobalOptions & {
  readonly valueFromStdin?: true
  readonly note: readonly number[]
  readonly output: readonly string[]
  readonly log: readonly number[]
  readonly reason?: string
  readonly evenPlan?: true
  readonly json?: true
}

export function addRedact(program: Command, cli: Cli): void {
  program
    .command('redact')
    .summary('erase what should not be in a record')
    .description(
      'Erases a leaked value, or single notes, answers, files and logs, from the record of a run and from the disk. What is gone leaves a mark, and the ledger says so; everything else still verifies. Without options it lists what can be erased.',
    )
    .argument('<run>', 'a run id, or the end of one')
    .option(
      '--value-from-stdin',
      'erase every private value that holds the value on standard input, and mask it in logs',
    )
    .option(
      '--note <number>',
      'erase the private values of this entry: a note, an answer, a file',
      numbers,
      [],
    )
    .option('--output <step>', 'erase outputs and logs of a step: its number, title or id', words, [])
    .option('--log <number>', 'erase the log of the attempt that this entry started', numbers, [])
    .option('--reason <text>', 'why, for the ledger')
    .option('--even-plan', 'also when the plan holds the value: then the run can no longer be shown')
    .option('--json', 'as JSON: kneeboard.redaction/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard redact 4x7k --value-from-stdin < leaked')
    .action(async (run: string, _: unknown, command: Command) => {
      cli.exitCode = await redact(cli, run, command.optsWithGlobals())
    })
}

function numbers(written: string, before: readonly number[]): readonly number[] {
  if (!/^[1-9]\d{0,8}$/.test(written)) throw new InvalidArgumentError('give the number of an entry')
  return [...before, Number(written)]
}

const words = (written: string, before: readonly string[]): readonly string[] => [...before, written]

const redact = (cli: Cli, written: string, options: RedactOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const named = options.note.length + options.output.length + options.log.length
    if (named === 0 && !options.valueFromStdin) {
      const erasable = await listErasable(app, found.run)
      if (isTrouble(erasable)) return complain(cli, erasable, app)
      return list(cli, erasable, options)
    }
    const request = await requestOf(cli, app, found.run, options)
    if (isTrouble(request)) return complain(cli, request, app)
    const redacted = await redactRun(app, found.run, request)
    if (isTrouble(redacted)) return complain(cli, redacted, app)
    return tell(cli, redacted, options)
  })

async function requestOf(
  cli: Cli,
  app: App,
  run: string,
  options: RedactOptions,
): Promise<RedactRequest | Trouble> {
  const steps: string[] = []
  for (const written of options.output) {
    const found = await findStepOfRun(app, run, written)
    if (isTrouble(found)) return found
    steps.push(found.step)
  }
  const value = options.valueFromStdin ? await readValue(cli) : undefined
  if (isTrouble(value)) return value
  return {
    ...(value === undefined ? {} : { value }),
    entries: options.note,
    steps,
    attempts: options.log,
    ...(options.reason === undefined ? {} : { why: options.reason }),
    plan: options.evenPlan ? 'erase' : 'keep',
  }
}

/** More than any secret that is typed or copied. */
const valueBytesMax = 64 * 1024

async function readValue({ world }: Cli): Promise<string | Trouble> {
  if (world.stdin.isTTY)
    return trouble(
      'the value would be seen while it is typed',
      'give it through a pipe or from a file: < FILE',
    )
  const parts: Buffer[] = []
  let length = 0
  for await (const part of world.stdin) {
    const bytes = Buffer.from(part)
    length += bytes.length
    if (length > valueBytesMax) return trouble('the value is longer than 64 kB', 'name the entries')
    parts.push(bytes)
  }
  const value = Buffer.concat(parts)
    .toString()
    .replace(/\r?\n$/, '')
  return value === '' ? trouble('there is no value on standard input', 'give it with < FILE') : value
}

function list(cli: Cli, { entries }: Erasable, { json }: RedactOptions): ExitCode {
  if (json) printJson(cli, { schema: 'kneeboard.redaction/1', erasable: entries })
  else if (entries.length === 0) print(cli, 'The run holds nothing that can be erased.')
  else {
    const rows = entries.map(({ seq, type, at, step }) => [String(seq), rfc3339(at), type, step])
    print(cli, tableLines(rows, columnsOf(cli)))
    print(cli, 'Erase one with --note NUMBER, the log of an attempt.started with --log NUMBER.')
  }
  return exitCodes.fine
}

/** 1 when the value is still somewhere: whoever called must not believe that it is gone. */
function tell(cli: Cli, { values, logs, left }: Redaction, { json }: RedactOptions): ExitCode {
  if (json) printJson(cli, { schema: 'kneeboard.redaction/1', values, logs, left })
  else {
    const { styles } = cli
    print(
      cli,
      `Erased: ${values} private ${values === 1 ? 'value' : 'values'}, parts of ${logs} ${logs === 1 ? 'log' : 'logs'}.`,
    )
    for (const { seq, type } of left)
      print(cli, styles.red(`! entry ${seq} (${type}) holds it, and cannot be altered`))
    if (left.length > 0) print(cli, wrap(cannot, { columns: columnsOf(cli) }))
    print(cli, wrap(elsewhere, { columns: columnsOf(cli) }))
  }
  return left.length === 0 ? exitCodes.fine : exitCodes.failed
}

const cannot =
  'The chain is made of the bytes of entries. Only deleting the whole run removes it: kneeboard prune --run.'
const elsewhere =
  'Copies made before (exports, reports, backups) are not touched. A leaked secret must be changed all the same.'
