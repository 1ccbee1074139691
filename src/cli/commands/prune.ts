import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { App, Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import { holdRun } from '../../app/hold-run.ts'
import type { Pruned, PruneRequest } from '../../app/prune-runs.ts'
import { pruneRuns } from '../../app/prune-runs.ts'
import { findRun } from '../../app/show-run.ts'
import { parseDuration } from '../../text/duration.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { runTable } from '../run-table.ts'
import { isTrouble } from '../trouble.ts'

type PruneOptions = GlobalOptions & {
  readonly olderThan?: number
  readonly keepFailed?: true
  readonly run?: string
  readonly dryRun?: true
  readonly json?: true
}

export function addPrune(program: Command, cli: Cli): void {
  program
    .command('prune')
    .summary('delete old runs')
    .description(
      'Deletes runs that ended long ago: entries, private values and logs. Each leaves its last hash in the ledger, so that a check of the record knows of it. Without an age it takes the one in your settings (kneeboard/retention.yaml: "older than: 400d", "keep failed: true"). Nothing is ever deleted unless this is called.',
    )
    .option('--older-than <age>', 'in which nothing happened for so long: 400d', readAge)
    .option('--keep-failed', 'not those that failed, were rolled back, or needed a person')
    .option('--run <run>', 'this one, however old it is')
    .option('--dry-run', 'say what would go, and delete nothing')
    .option('--json', 'as JSON: kneeboard.pruned/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard prune --older-than 400d --keep-failed --dry-run')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await prune(cli, command.optsWithGlobals())
    })
}

export function addHold(program: Command, cli: Cli): void {
  program
    .command('hold')
    .summary('keep a run whatever retention says')
    .description(
      'Keeps a run from being deleted, until it is released. Who, when and why stand in the ledger.',
    )
    .argument('<run>', 'a run id, or the end of one')
    .option('--reason <text>', 'why, for the ledger')
    .option('--release', 'let go of it again')
    .addHelpText('after', '\nExample:\n  $ kneeboard hold 4x7k --reason "post-mortem 311"')
    .action(async (run: string, _: unknown, command: Command) => {
      cli.exitCode = await hold(cli, run, command.optsWithGlobals())
    })
}

/** A day is the least: whoever means less wants to name the run. */
const ageMsMin = 86_400_000

function readAge(written: string): number {
  const age = parseDuration(written)
  if (age === undefined || age < ageMsMin)
    throw new InvalidArgumentError('give an age of at least a day: 400d')
  return age
}

const prune = (cli: Cli, options: PruneOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const which = await whichOf(app, options)
    if (isTrouble(which)) return complain(cli, which, app)
    const pruned = await pruneRuns(app, { which, how: options.dryRun ? 'rehearse' : 'delete' })
    if (isTrouble(pruned)) return complain(cli, pruned, app)
    if (options.json)
      printJson(cli, { schema: 'kneeboard.pruned/1', deleted: pruned.deleted, kept: pruned.kept })
    else print(cli, prunedLines(cli, pruned, options))
    return exitCodes.fine
  })

async function whichOf(
  app: App,
  { run, olderThan, keepFailed }: PruneOptions,
): Promise<PruneRequest['which'] | Trouble> {
  if (run !== undefined) {
    const found = await findRun(app, run, 'newest')
    return isTrouble(found) ? found : { kind: 'named', run: found.run }
  }
  const rule = app.retention()
  if (rule.kind === 'refused' && olderThan === undefined) return trouble(rule.why, rule.remedy)
  const thanMs = olderThan ?? (rule.kind === 'rule' ? rule.olderThanMs : undefined)
  if (thanMs === undefined)
    return trouble('no age is given, and none is in your settings', 'say how old: --older-than 400d')
  return {
    kind: 'older',
    thanMs,
    failed: keepFailed || (rule.kind === 'rule' && rule.failed === 'keep') ? 'keep' : 'delete',
  }
}

function prunedLines(cli: Cli, { deleted, kept }: Pruned, { dryRun }: PruneOptions): string[] {
  const count = `${deleted.length} ${deleted.length === 1 ? 'run' : 'runs'}`
  return [
    ...runTable(deleted, cli.world.now(), { columns: columnsOf(cli), styles: cli.styles }),
    ...kept.map(({ run, why }) => `kept ${run}: ${keptWords[why]}`),
    dryRun ? `${count} would be deleted.` : `${count} deleted.`,
  ]
}

const keptWords = {
  held: 'it is held',
  changed: 'something came to it meanwhile',
  driven: 'another process is at it',
} as const satisfies Record<Pruned['kept'][number]['why'], string>

type HoldOptions = GlobalOptions & { readonly reason?: string; readonly release?: true }

const hold = (cli: Cli, written: string, options: HoldOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    const why = options.reason === undefined ? {} : { why: options.reason }
    const done = await holdRun(app, found.run, { kind: options.release ? 'released' : 'held', ...why })
    if (isTrouble(done)) return complain(cli, done, app)
    print(cli, done.kind)
    return exitCodes.fine
  })
