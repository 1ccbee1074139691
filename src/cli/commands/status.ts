import type { Command } from 'commander'
import { findRun, showRun } from '../../app/show-run.ts'
import { headOf, statusOf } from '../../run/headline.ts'
import type { Sha256 } from '../../hash/sha256.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { instanceIdOf } from '../../run/state.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodeOf } from '../exit-code.ts'
import { endLines, statusWord } from '../run/end-lines.ts'
import { openingLines } from '../run/opening.ts'
import { stepsInOrder } from '../run/preview.ts'
import { titleLine } from '../run/fill.ts'
import { waitingLines } from '../run/attend.ts'
import type { View } from '../terminal/view.ts'
import { cutTo } from '../terminal/width.ts'
import { isTrouble } from '../trouble.ts'

type StatusOptions = GlobalOptions & { readonly json?: true }

export function addStatus(program: Command, cli: Cli): void {
  program
    .command('status')
    .summary('how a run stands')
    .description(
      'Shows how a run stands: its steps, and what waits. The exit code says it too (0 succeeded, 1 failed, 3 open, 4 cancelled).',
    )
    .argument('[run]', 'a run id, or the end of one (default: the newest open run, else the newest)')
    .option('--json', 'as JSON: kneeboard.run/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard status')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await status(cli, run, command.optsWithGlobals())
    })
}

const status = (cli: Cli, written: string | undefined, options: StatusOptions) =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const open = await findRun(app, written, 'open')
    const found = isTrouble(open) && written === undefined ? await findRun(app, undefined, 'newest') : open
    if (isTrouble(found)) return complain(cli, found, app)
    const loaded = await showRun(app, found.run)
    if (isTrouble(loaded)) return complain(cli, loaded, app)
    const { state } = loaded.fold
    if (options.json) printJson(cli, statusJson(state, loaded.last))
    else print(cli, statusLines(state, cli.world.now(), { columns: columnsOf(cli), styles: cli.styles }))
    return exitCodeOf(statusOf(state))
  })

function statusLines(state: ReadonlyRunState, now: number, view: View): string[] {
  const steps = stepsInOrder(state.plan).map((step, index) => {
    const word = statusWord(state.instances.get(instanceIdOf(step.id))?.status)
    const number = String(index + 1).padStart(3)
    return cutTo(
      `${number}. ${markOf(word)} ${titleLine(state.plan, step.title)} ${view.styles.dim(`(${word})`)}`,
      view.columns,
    )
  })
  const open = state.ended ? [] : waitingLines(state)
  return [
    ...openingLines(state.plan, `${state.mode} · ${state.run}`, view),
    '',
    ...steps,
    ...endLines(state, now, view),
    ...open,
  ]
}

const markOf = (word: string): string =>
  ({
    done: '✓',
    skipped: '–',
    'not chosen': '–',
    failed: '✗',
    cancelled: '■',
    unknown: '?',
    'under way': '▸',
  })[word] ?? ' '

const statusJson = (state: ReadonlyRunState, last: Sha256) => ({
  schema: 'kneeboard.run/1',
  ...headOf(state, last),
  documentHash: state.plan.runbook.documentHash,
  version: state.plan.runbook.version,
  why: state.ended?.why ?? null,
  steps: stepsInOrder(state.plan).map((step) => ({
    id: step.id,
    title: step.title,
    line: step.line,
    rung: step.rung,
    status: state.instances.get(instanceIdOf(step.id))?.status ?? { kind: 'waiting' },
  })),
  waiting: [...state.questions.values()].map(({ effect, instance, question, askedAt }) => ({
    effect,
    instance,
    question,
    askedAt,
  })),
})
