import { openForRun } from '../../app/start-run.ts'
import type { App } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import type { Correction } from '../../app/correct-run.ts'
import { givenBefore, proposeCorrection, replacePlan } from '../../app/correct-run.ts'
import type { StepMatch } from '../../plan/mapping.ts'
import type { Given } from '../../plan/parameters.ts'
import { asksWhetherDone, isDoubtful } from '../../run/correction.ts'
import type { ConfirmedMatch } from '../../run/input.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import type { Cli } from '../cli-context.ts'
import { columnsOf, complain, print } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { Keyboard } from '../terminal/keyboard.ts'
import type { View } from '../terminal/view.ts'
import { isTrouble } from '../trouble.ts'
import { askParameters } from './ask-inputs.ts'
import { correctionLines, doubtLines, finishedLines } from './correction-lines.ts'

/**
 * Shows a run's corrected text and which of its steps are which, has a person confirm every doubtful one and what
 * becomes of finished steps that were changed, and lets the run go on with it. Undefined: it does now.
 */
export async function correctRun(cli: Cli, app: App, state: ReadonlyRunState): Promise<ExitCode | undefined> {
  if (!cli.interactive)
    return complain(
      cli,
      trouble('which step is which is confirmed by a person', 'use a terminal: kneeboard resume --corrected'),
    )
  const given = await askNewParameters(cli, app, state)
  if (given === 'broken-off') return exitCodes.cancelled
  if (isTrouble(given)) return complain(cli, given, app)
  const correction = await proposeCorrection(app, state, given)
  if (isTrouble(correction)) return complain(cli, correction, app)
  const view = { columns: columnsOf(cli), styles: cli.styles }
  const mapping = await confirm(cli, state, correction, view)
  if (!mapping) {
    print(cli, '  Nothing is changed: the run keeps the text it has.')
    return exitCodes.cancelled
  }
  const { plan } = correction
  const touched = await replacePlan(app, state.run, { plan, mapping })
  return isTrouble(touched) ? complain(cli, touched, app) : undefined
}

/** Values of required parameters that the text before did not have. */
async function askNewParameters(cli: Cli, app: App, { plan }: ReadonlyRunState) {
  const open = await openForRun(app, { path: plan.runbook.path })
  if (isTrouble(open)) return open
  const before = givenBefore(plan)
  const asked = await askParameters(cli, open.runbook.parameters, before)
  if (!asked) return 'broken-off' as const
  return new Map<string, Given>([...asked].filter(([name]) => !before.has(name)))
}

/** Undefined when the operator did not confirm it. */
async function confirm(
  cli: Cli,
  state: ReadonlyRunState,
  { plan, proposed }: Correction,
  view: View,
): Promise<readonly ConfirmedMatch[] | undefined> {
  const keyboard = new Keyboard(cli.world.stdin, cli.world.stdout)
  try {
    const mapping: ConfirmedMatch[] = []
    for (const match of proposed) {
      const same = isDoubtful(state, match)
        ? await choose(cli, keyboard, doubtLines(state.plan, plan, match, view), sameKeys)
        : 'yes'
      if (same === undefined) return undefined
      if (same === 'no') continue
      const finished = await decideFinished(cli, keyboard, state, { plan, match }, view)
      if (finished === undefined) return undefined
      const { from, to, by } = match
      mapping.push({ from, to, by: isDoubtful(state, match) ? 'person' : by, ...finished })
    }
    print(cli, correctionLines(state, plan, mapping, view))
    const answer = await choose(cli, keyboard, [], confirmKeys)
    return answer === 'yes' ? mapping : undefined
  } finally {
    keyboard.close()
  }
}

async function decideFinished(
  cli: Cli,
  keyboard: Keyboard,
  state: ReadonlyRunState,
  { plan, match }: { readonly plan: Correction['plan']; readonly match: StepMatch },
  view: View,
): Promise<Pick<ConfirmedMatch, 'finished'> | undefined> {
  if (!asksWhetherDone(state, match)) return {}
  const lines = finishedLines(state.plan, plan, match, view)
  const finished = await choose(cli, keyboard, lines, finishedKeys)
  return finished === undefined ? undefined : { finished }
}

type Keys<T extends string> = readonly (readonly [key: string, answer: T, words: string])[]

const sameKeys: Keys<'yes' | 'no'> = [
  ['y', 'yes', 'it is the same step'],
  ['n', 'no', 'it is another'],
]

const finishedKeys: Keys<'keep' | 'again'> = [
  ['k', 'keep', 'keep it as done'],
  ['a', 'again', 'do it again'],
]

const confirmKeys: Keys<'yes'> = [['y', 'yes', 'go on with the corrected text']]

/** One of the keys; undefined when the operator breaks off. */
async function choose<T extends string>(
  cli: Cli,
  keyboard: Keyboard,
  lines: readonly string[],
  keys: Keys<T>,
): Promise<T | undefined> {
  const { bold } = cli.styles
  const shown = keys.map(([key, , words]) => `${bold(`[${key}]`)} ${words}`)
  print(cli, [...lines, `  ${[...shown, `${bold('[q]')} change nothing`].join('  ')}`])
  for (;;) {
    const key = await keyboard.key().pressed
    const found = keys.find(([each]) => each === key)
    if (found) return found[1]
    if (['q', 'ctrl-c', 'ctrl-d', 'hang-up', 'escape'].includes(key)) return undefined
  }
}
