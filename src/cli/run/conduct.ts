import type { App } from '../../app/app.ts'
import type { JoinedRun } from '../../driver/join.ts'
import type { DrivenRun } from '../../driver/driven-run.ts'
import { statusOf } from '../../run/headline.ts'
import type { OpenAttempt } from '../../run/state.ts'
import { formatDuration } from '../../text/duration.ts'
import type { Cli } from '../cli-context.ts'
import { columnsOf, say } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodeOf, exitCodes } from '../exit-code.ts'
import { Keyboard } from '../terminal/keyboard.ts'
import { inset, Writer } from '../terminal/writer.ts'
import { narrower } from './attend.ts'
import { askCommon, callForHelp, leaveMenu } from './ask-common.ts'
import type { Asked } from './ask.ts'
import { askQuestion } from './ask.ts'
import { Bell } from './bell.ts'
import type { Conductor, Next } from './conductor.ts'
import { press, submit } from './conductor.ts'
import { endLines } from './end-lines.ts'
import { takenOverLines } from './joined.ts'
import { Ensemble } from './ensemble.ts'
import { Narrator } from './narrator.ts'
import { contactLines } from './opening.ts'
import { said } from './screen.ts'
import { withinMs } from './within-ms.ts'

/** Leads a run through a terminal: tells what happens, asks what a person decides, until it ends or is left. */
export async function conductRun(
  cli: Cli,
  app: App,
  driver: DrivenRun,
  joined: JoinedRun | undefined,
): Promise<ExitCode> {
  const view = { columns: columnsOf(cli), styles: cli.styles }
  const writer = new Writer(cli.world.stdout)
  const bell = new Bell()
  const narrator = new Narrator(app, driver, { writer, view, bell })
  // A command of before may have the terminal already.
  narrator.lendAgain()
  const { stdin, stdout } = cli.world
  const keyboard = new Keyboard(stdin, stdout, narrator.isTerminalLent ? 'lent' : 'open')
  const conductor: Conductor = { cli, app, driver, top: driver, narrator, keyboard, writer, view }
  const takesTerminal = (taken: boolean) => (taken ? keyboard.close() : keyboard.open())
  const all = new Ensemble(conductor, bell, (inner, around) => {
    const inside = { writer: inset(around.writer, '  '), view: narrower(around.view) }
    const teller = new Narrator(app, inner, { ...inside, bell })
    teller.onTerminal = takesTerminal
    teller.lendAgain()
    return { ...around, ...inside, driver: inner, narrator: teller }
  })
  if (joined)
    joined.onTakeOver = () => {
      writer.lines(takenOverLines(view))
      narrator.lendAgain()
    }
  narrator.onTerminal = takesTerminal
  const deaf = cli.world.onOsSignal((osSignal) => keyboard.hear(osSignal === 'SIGINT' ? 'ctrl-c' : 'hang-up'))
  try {
    return await lead(conductor, all)
  } finally {
    deaf()
    all.close()
    writer.footer([])
    keyboard.close()
  }
}

async function lead(conductor: Conductor, all: Ensemble<Conductor>): Promise<ExitCode> {
  const { narrator, driver } = conductor
  const asked: Asked = {}
  // Whoever joins a run that somebody paused does not unpause it by looking.
  if (driver.state.paused && driver.drives) await submit(conductor, { kind: 'continue' })
  for (;;) {
    await all.tell()
    if (narrator.stopped) return stopped(conductor)
    const next = await lookAfter(conductor, all.players, asked)
    if (next === 'leave') return leave(conductor)
  }
}

async function lookAfter(conductor: Conductor, players: readonly Conductor[], asked: Asked): Promise<Next> {
  // The state runs ahead of what is stored; nobody is asked about what may yet be taken back.
  if (players.some(({ driver }) => driver.state.seq > driver.told)) {
    await conductor.narrator.changed()
    return 'on'
  }
  // Whoever waits for a person is heard first: commands beside it go on by themselves.
  for (const player of players) {
    const [question] = player.driver.state.questions.values()
    if (question) return askQuestion(player, question, asked)
  }
  for (const player of players) {
    const [attempt] = player.driver.state.attempts.values()
    if (attempt) return followAttempt(player, attempt, players)
  }
  const paused = players.find(({ driver }) => driver.state.paused)
  if (paused) return whilePaused(paused)
  return whileWaiting(players.find(({ driver }) => driver.state.timers.size > 0) ?? conductor)
}

/** How often output is looked for: often enough to look alive, seldom enough to cost nothing. */
const lookEveryMs = 50

async function followAttempt(
  conductor: Conductor,
  { effect, instance, startedAt }: OpenAttempt,
  players: readonly Conductor[],
): Promise<Next> {
  const { narrator, writer, driver } = conductor
  let interrupts = 0
  let key = conductor.keyboard.key()
  try {
    while (!narrator.hasNews) {
      // Whoever sits at a command's terminal sees nothing else.
      if (!players.some((player) => player.narrator.isTerminalLent)) {
        for (const player of players) await player.narrator.followOutput()
        writer.footer(runningFooter(conductor, effect, driver.now() - startedAt))
      }
      const pressed = await withinMs(lookEveryMs, [key.pressed, narrator.changed()])
      if (pressed === undefined) continue
      key = conductor.keyboard.key()
      if (pressed === 'hang-up') return 'leave'
      if (pressed === 'c') writer.lines(contactLines(driver.state.plan, conductor.view))
      if (pressed === 'C') {
        key.forget()
        await callForHelp(conductor, instance)
        key = conductor.keyboard.key()
      }
      const wantsOut = pressed === 'q' || (pressed === 'ctrl-c' && interrupts++ > 0)
      if (wantsOut) {
        key.forget()
        const next = await leaveMenu(conductor)
        if (next === 'leave') return next
        key = conductor.keyboard.key()
      } else if (pressed === 'ctrl-c') await submit(conductor, { kind: 'interrupt', effect })
    }
    return 'on'
  } finally {
    key.forget()
    writer.footer([])
  }
}

function runningFooter(conductor: Conductor, effect: OpenAttempt['effect'], elapsedMs: number): string[] {
  const { narrator, view } = conductor
  const shown = elapsedMs < 1000 ? 'running' : `running ${wholeSeconds(elapsedMs)}`
  const open = narrator.openLine(effect)
  return [
    ...(open === undefined ? [] : [open]),
    view.styles.dim(`  ◷ ${shown} · Ctrl-C interrupts it · q leaves`),
  ]
}

/** `7 s`, `1 m 12 s`: tenths would flicker, and nobody reads them. */
const wholeSeconds = (ms: number): string =>
  ms < 60_000 ? `${Math.floor(ms / 1000)} s` : formatDuration(Math.floor(ms / 1000) * 1000)

/** Nothing to do but wait: for a timer, or for what another process does. */
async function whileWaiting(conductor: Conductor): Promise<Next> {
  const { driver, writer, view, narrator } = conductor
  const [timer] = driver.state.timers.values()
  if (timer) {
    const left = Math.max(0, timer.due - driver.now())
    const words = timer.purpose === 'retry' ? 'trying again in' : 'waiting, still'
    writer.footer([view.styles.dim(`  ◷ ${words} ${wholeSeconds(left + 999)} · q leaves`)])
  }
  const { pressed, forget } = conductor.keyboard.key()
  // A timer's countdown is drawn anew every second; without one there is nothing to draw.
  const key = await withinMs(timer ? 1000 : undefined, [pressed, narrator.changed()])
  forget()
  if (narrator.hasNews || key !== undefined) writer.footer([])
  if (key === 'hang-up') return 'leave'
  return key === 'ctrl-c' || key === 'q' ? leaveMenu(conductor) : 'on'
}

async function whilePaused(conductor: Conductor): Promise<Next> {
  const keys = [{ keys: ['g', 'enter'], wish: 'yes', words: 'go on' }] as const
  const pressed = await press(conductor, keys)
  if (pressed.kind === 'changed') return 'on'
  if (pressed.wish === 'yes') await submit(conductor, { kind: 'continue' })
  return (await askCommon(conductor, undefined, pressed)) ?? 'on'
}

/** What was last to be said: the run ended, or is led elsewhere. */
function stopped({ narrator, driver, writer, view, cli }: Conductor): ExitCode {
  const { stopped: how } = narrator
  switch (how?.kind) {
    case 'ended':
      writer.lines(endLines(driver.state, cli.world.now(), view))
      return exitCodeOf(statusOf(driver.state))
    case 'lost':
      writer.lines(said('!', 'another process has taken this run over; it goes on there', 'yellow', view))
      return exitCodes.person
    case 'broken':
      throw how.error
    case 'released':
    case undefined:
      return exitCodes.person
  }
}

async function leave(conductor: Conductor): Promise<ExitCode> {
  const { driver, cli, view, writer } = conductor
  const going = driver.state.attempts.size > 0
  const elsewhere = !driver.drives
  await driver.release()
  writer.lines([
    '',
    ...said(
      '·',
      elsewhere
        ? 'Left. The run is driven elsewhere.'
        : going
          ? 'Left. The command goes on.'
          : 'Left. The run waits.',
      'dim',
      view,
    ),
  ])
  say(cli, [`    kneeboard resume ${driver.state.run}`])
  return exitCodes.person
}
