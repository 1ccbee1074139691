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
import { Writer } from '../terminal/writer.ts'
import { endLines } from './end-lines.ts'
import { Narrator } from './narrator.ts'
import { questionTitle } from './question-lines.ts'
import { withinMs } from './within-ms.ts'

/** Lets a run go where nobody can be asked: plain lines; what waits for a person is said, and the run is left. */
export async function attendRun(cli: Cli, app: App, driver: DrivenRun): Promise<ExitCode> {
  const view = { columns: columnsOf(cli), styles: cli.styles }
  const narrator = new Narrator(app, driver, new Writer(cli.world.stdout), view)
  const wishes = interruptions(cli, app, driver)
  try {
    for (;;) {
      await narrator.tell()
      await narrator.followOutput()
      if (narrator.stopped) break
      if (wishes.leave || waitsForPerson(driver)) return await leaveWaiting(cli, driver)
      await withinMs(lookEveryMs, [narrator.changed(), wishes.heard()])
    }
  } finally {
    wishes.stop()
    narrator.close()
  }
  return reportStop(cli, driver, narrator)
}

const lookEveryMs = 50

/** Nothing goes on by itself any more: only an answer would move the run. */
export const waitsForPerson = ({ state, told }: DrivenRun): boolean =>
  state.seq === told &&
  (state.questions.size > 0 || state.paused) &&
  state.attempts.size === 0 &&
  state.timers.size === 0

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

async function leaveWaiting(cli: Cli, driver: DrivenRun): Promise<ExitCode> {
  const lines = waitingLines(driver.state)
  await driver.release()
  print(cli, lines)
  return exitCodes.person
}

/** What waits, and how to go on: where nobody can be asked. */
export function waitingLines(state: ReadonlyRunState): string[] {
  const waiting = [...state.questions.values()].map(({ instance, question }) => {
    const step = state.instances.get(instance)?.step
    const title = step === undefined ? '' : terminalLine(stepOf(state.plan, step).title)
    return `"${title}" ${questionTitle(question).replace(/[.!?]+$/, '')}.`
  })
  const going = state.attempts.size > 0 ? ['The command that runs goes on.'] : []
  return ['', ...waiting, ...going, `Go on in a terminal: kneeboard resume ${state.run}`]
}

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
