import type { App } from '../../app/app.ts'
import type { DrivenRun } from '../../driver/driven-run.ts'
import { stepOf } from '../../plan/find.ts'
import { statusOf } from '../../run/headline.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli } from '../cli-context.ts'
import { columnsOf, print, say } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodeOf, exitCodes } from '../exit-code.ts'
import type { View } from '../terminal/view.ts'
import type { Screen } from '../terminal/writer.ts'
import { inset, Writer } from '../terminal/writer.ts'
import { Bell } from './bell.ts'
import { endLines } from './end-lines.ts'
import { Ensemble } from './ensemble.ts'
import { Narrator } from './narrator.ts'
import { questionTitle } from './question-lines.ts'
import { withinMs } from './within-ms.ts'

/** Lets a run go where nobody can be asked: plain lines; what waits for a person is said, and the run is left. */
export async function attendRun(cli: Cli, app: App, driver: DrivenRun): Promise<ExitCode> {
  const view = { columns: columnsOf(cli), styles: cli.styles }
  const bell = new Bell()
  const writer = new Writer(cli.world.stdout)
  const root: Attending = {
    driver,
    writer,
    view,
    narrator: new Narrator(app, driver, { writer, view, bell }),
  }
  const { narrator } = root
  const all = new Ensemble(root, bell, (inner, around): Attending => {
    const inside = { writer: inset(around.writer, '  '), view: narrower(around.view) }
    return { driver: inner, ...inside, narrator: new Narrator(app, inner, { ...inside, bell }) }
  })
  const wishes = interruptions(cli, app, driver)
  try {
    for (;;) {
      await all.tell()
      for (const player of all.players) await player.narrator.followOutput()
      if (narrator.stopped) break
      const runs = runsOf(driver)
      if (wishes.leave || waitsForPerson(runs)) return await leaveWaiting(cli, driver, runs)
      await withinMs(lookEveryMs, [narrator.changed(), wishes.heard()])
    }
  } finally {
    wishes.stop()
    all.close()
  }
  return reportStop(cli, driver, narrator)
}

const lookEveryMs = 50

type Attending = {
  readonly driver: DrivenRun
  readonly narrator: Narrator
  readonly writer: Screen
  readonly view: View
}

/** Inside something else there is less room. */
export const narrower = (view: View): View => ({ ...view, columns: Math.max(40, view.columns - 2) })

/** A run and those inside it. */
export const runsOf = (driver: DrivenRun): readonly DrivenRun[] => [
  driver,
  ...[...driver.children.driven.values()].flatMap(runsOf),
]

/** Nothing goes on by itself any more: only an answer would move the run, or one inside it. */
export const waitsForPerson = (runs: readonly Pick<DrivenRun, 'state' | 'told'>[]): boolean =>
  runs.some(({ state }) => state.questions.size > 0 || state.paused) &&
  runs.every(
    ({ state, told }) => state.seq === told && state.attempts.size === 0 && state.timers.size === 0,
  ) &&
  runs.length > runs.reduce((inner, { state }) => inner + state.children.size, 0)

type Interruptions = { leave: boolean; readonly heard: () => Promise<void>; readonly stop: () => void }

/** The first INT ends the command that runs; another one, or TERM, or HUP, leaves the run as it is. */
export function interruptions(cli: Cli, app: App, driver: DrivenRun): Interruptions {
  let wake: () => void = () => undefined
  let interrupted: string | undefined
  const state: Interruptions = {
    leave: false,
    heard: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
    stop: cli.world.onOsSignal((osSignal) => {
      const [attempt] = driver.state.attempts.values()
      if (osSignal === 'SIGINT' && attempt && attempt.effect !== interrupted) {
        interrupted = attempt.effect
        void driver.submit({ kind: 'interrupt', effect: attempt.effect }, app.actor)
        say(cli, ['interrupting the command; once more leaves the run'])
      } else state.leave = true
      wake()
    }),
  }
  return state
}

async function leaveWaiting(cli: Cli, driver: DrivenRun, runs: readonly DrivenRun[]): Promise<ExitCode> {
  const inside = runs.filter((run) => run !== driver).flatMap(({ state }) => waitingWords(state))
  const lines = waitingLines(driver.state, inside)
  await driver.release()
  print(cli, lines)
  return exitCodes.person
}

/** What waits, and how to go on: where nobody can be asked. */
export function waitingLines(state: ReadonlyRunState, inside: readonly string[] = []): string[] {
  const waiting = [...waitingWords(state), ...inside]
  const going = state.attempts.size > 0 ? ['The command that runs goes on.'] : []
  return ['', ...waiting, ...going, `Go on in a terminal: kneeboard resume ${state.run}`]
}

const waitingWords = (state: ReadonlyRunState): string[] =>
  [...state.questions.values()].map(({ instance, question }) => {
    const step = state.instances.get(instance)?.step
    const title = step === undefined ? '' : terminalLine(stepOf(state.plan, step).title)
    return `"${title}" ${questionTitle(question).replace(/[.!?]+$/, '')}.`
  })

/** Says how the run stopped being driven here, and gives the exit code for it. */
export function reportStop(cli: Cli, driver: DrivenRun, { stopped }: Pick<Narrator, 'stopped'>): ExitCode {
  const view = { columns: columnsOf(cli), styles: cli.styles }
  if (stopped?.kind === 'broken') throw stopped.error
  if (stopped?.kind !== 'ended') {
    say(cli, [`another process has taken ${driver.state.run} over; it goes on there`])
    return exitCodes.person
  }
  print(cli, endLines(driver.state, cli.world.now(), view))
  return exitCodeOf(statusOf(driver.state))
}
