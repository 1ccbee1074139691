import type { Command } from 'commander'
import { findRun, showRun } from '../../app/show-run.ts'
import { headOf, statusOf } from '../../run/headline.ts'
import type { LoadedRun } from '../../driver/load.ts'
import type { Deviation } from '../../run/deviations.ts'
import { deviationsOf, deviationWords } from '../../run/deviations.ts'
import { instanceIdOf, noTurns } from '../../run/instance-id.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import { exitCodeOf } from '../exit-code.ts'
import { endLines, statusWord } from '../run/end-lines.ts'
import { openingLines, runWords } from '../run/opening.ts'
import { stepsInOrder } from '../../run/preview.ts'
import { titleLine } from '../run/fill.ts'
import { waitingLines } from '../run/attend.ts'
import type { View } from '../terminal/view.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { cutTo } from '../terminal/width.ts'
import { wrap } from '../terminal/wrap.ts'
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
    if (options.json) printJson(cli, statusJson(loaded))
    else print(cli, statusLines(loaded, cli.world.now(), { columns: columnsOf(cli), styles: cli.styles }))
    return exitCodeOf(statusOf(state))
  })

function statusLines({ fold: { state }, facts }: LoadedRun, now: number, view: View): string[] {
  const steps = stepsInOrder(state.plan).map((step, index) => {
    const instance = state.instances.get(instanceIdOf(step.id, noTurns))
    const word = instance?.stale ? 'stale?' : statusWord(instance?.status)
    const number = String(index + 1).padStart(3)
    return cutTo(
      `${number}. ${markOf(word)} ${titleLine(state.plan, step.title)} ${view.styles.dim(`(${word})`)}`,
      view.columns,
    )
  })
  const open = state.ended ? [] : waitingLines(state)
  return [
    ...openingLines(state.plan, runWords(state), view),
    '',
    ...steps,
    ...deviationLines(deviationsOf(facts, state), view),
    ...endLines(state, now, view),
    ...open,
  ]
}

function deviationLines(deviations: readonly Deviation[], view: View): string[] {
  if (deviations.length === 0) return []
  const lines = deviations.flatMap((deviation) =>
    wrap(`${terminalLine(deviationWords(deviation))} ${view.styles.dim(`(${terminalLine(deviation.by)})`)}`, {
      ...view,
      first: '  ≠ ',
      rest: '    ',
    }),
  )
  return ['', ...lines]
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
    'stale?': '≈',
  })[word] ?? ' '

const statusJson = ({ fold: { state }, last, facts }: LoadedRun) => ({
  schema: 'kneeboard.run/1',
  ...headOf(state, last),
  operator: state.operator,
  documentHash: state.plan.runbook.documentHash,
  version: state.plan.runbook.version,
  why: state.ended?.why ?? null,
  steps: stepsInOrder(state.plan).map((step) => ({
    id: step.id,
    title: step.title,
    line: step.line,
    rung: step.rung,
    status: state.instances.get(instanceIdOf(step.id, noTurns))?.status ?? { kind: 'waiting' },
    stale: state.instances.get(instanceIdOf(step.id, noTurns))?.stale ?? false,
  })),
  deviations: deviationsOf(facts, state),
  waiting: [...state.questions.values()].map(({ effect, instance, question, askedAt }) => ({
    effect,
    instance,
    question,
    askedAt,
  })),
})
