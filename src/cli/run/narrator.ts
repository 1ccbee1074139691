import type { App } from '../../app/app.ts'
import { landingOf } from '../../app/see-command.ts'
import type { StepId } from '../../document/step.ts'
import type { Stopped } from '../../driver/drive.ts'
import type { DrivenRun } from '../../driver/driven-run.ts'
import type { PlanWork } from '../../plan/plan.ts'
import type { Landing } from '../../ports/landing.ts'
import type { Fact } from '../../run/evolve.ts'
import { effectId } from '../../run/id.ts'
import type { EffectId } from '../../run/id.ts'
import type { InstanceId } from '../../run/instance-id.ts'
import { readInstanceId, stepAt } from '../../run/instance-id.ts'
import { resolveAttempt } from '../../run/resolve/attempt.ts'
import type { ResolvedAction } from '../../run/resolve.ts'
import type { OpenAttempt } from '../../run/state.ts'
import type { View } from '../terminal/view.ts'
import type { Screen } from '../terminal/writer.ts'
import type { Bell } from './bell.ts'
import { resolvedLines } from './command-lines.ts'
import { fillFrom } from './fill.ts'
import { answeredLines, lateLines, seenFromHere } from './joined.ts'
import { landingText } from './landing.ts'
import type { OutputState } from './output.ts'
import { lastLines, noOutput, openLine, takeChunks } from './output.ts'
import { factLines, said } from './screen.ts'
import { bodyLines, headerLines } from './step-lines.ts'

/** A fact as it was told, with what was true only at that moment. */
type News = { readonly fact: Fact; readonly attempt?: OpenAttempt; readonly action?: ResolvedAction }

/** Where and how it is told; others may tell beside it, and ring the same bell. */
type Stage = { readonly writer: Screen; readonly view: View; readonly bell: Bell }

/**
 * Tells a driven run as it goes: facts in order, each command before its output, output as it comes. It holds
 * the subscription to the driver and what has been shown so far; `close` ends both.
 */
export class Narrator {
  readonly #app: App
  readonly #driver: DrivenRun
  readonly #writer: Screen
  readonly #bell: Bell
  readonly #view: View
  readonly #unwatch: () => void
  #news: News[] = []
  #outputs = new Map<EffectId, OutputState>()
  #step: StepId | undefined
  #partsShown = 0
  /** Commands whose text stands on the screen already, by instance, stage and count. */
  readonly #commandsShown = new Set<string>()
  /** Where the last command landed. */
  landing: Landing | undefined
  stopped: Stopped | undefined
  /** By question: the hash of what an approver was shown. */
  readonly subjectsShown = new Map<string, string>()
  /** Questions that were answered at this terminal: they need not be told. */
  readonly answeredHere = new Set<string>()
  /** Called at once when a command that wants the terminal begins (true) and when it is over (false). */
  onTerminal: (taken: boolean) => void = () => undefined
  /** Attempts that have had the terminal: what they showed stood on the screen. */
  readonly #lent = new Set<EffectId>()

  constructor(app: App, driver: DrivenRun, { writer, view, bell }: Stage) {
    this.#app = app
    this.#driver = driver
    this.#writer = writer
    this.#view = view
    this.#bell = bell
    const deaf = driver.watch((facts) => this.#hear(facts))
    const leave = bell.add(() => this.#news.length > 0 || this.stopped !== undefined)
    this.#unwatch = () => {
      deaf()
      leave()
    }
    void driver.stopped.then((stopped) => {
      this.stopped = stopped
      bell.ring()
    })
  }

  get hasNews(): boolean {
    return this.#bell.hasNews
  }

  /** Resolves when there is something to tell, here or by others beside it, or a run is driven no more. */
  changed(): Promise<void> {
    return this.#bell.changed()
  }

  close(): void {
    this.#unwatch()
  }

  /** Prints everything there is to tell. */
  async tell(): Promise<void> {
    for (let news = this.#news.shift(); news; news = this.#news.shift()) await this.#tellOne(news)
  }

  /** Prints what commands have put out since the last time; true when there was something. */
  async followOutput(): Promise<boolean> {
    let some = false
    for (const { effect } of this.#driver.state.attempts.values())
      some = (await this.#readOutput(effect)) || some
    return some
  }

  /** A command has the terminal: nothing is drawn, and what it shows needs not be shown. */
  get isTerminalLent(): boolean {
    return [...this.#driver.state.attempts.keys()].some((effect) => this.#lent.has(effect))
  }

  /** The line the running command is in the middle of. */
  openLine(effect: EffectId): string | undefined {
    const state = this.#outputs.get(effect)
    return state && openLine(state, this.#view)
  }

  /** Shows a step's header unless it is the one on the screen: after a resume its beginning was told to somebody else. */
  showStep(instance: InstanceId): void {
    const found = this.#driver.state.instances.get(instance)
    const step = found && this.#driver.state.plan.steps[found.step]
    if (!found || step?.kind !== 'step' || this.#step === step.id) return
    this.#writer.lines(headerLines(this.#driver.state.plan, step, found.visit, this.#view))
    this.#begin(step.id)
  }

  /** Shows a step's text up to (and without) its command `index`; all of it when none is given. */
  showBody(step: PlanWork, index?: number): void {
    const until =
      index === undefined
        ? step.body.length
        : step.body.findIndex((part) => part.kind === 'command' && part.index === index)
    if (this.#step !== step.id || until <= this.#partsShown) return
    const parts = step.body.slice(this.#partsShown, until)
    this.#partsShown = until
    this.#writer.lines(bodyLines(parts, fillFrom(this.#driver.state), this.#view))
  }

  /** Remembers that a command's exact text stands on the screen, so that its start does not print it again. */
  commandShown(instance: InstanceId, stage: string, at: number): void {
    this.#commandsShown.add(`${instance}#${stage}${at}`)
  }

  #answered({ event, by }: Fact): readonly string[] {
    if (event.type === 'answer.late') return lateLines(by.id, event.answer, this.#view)
    return event.type === 'question.answered' && !this.answeredHere.has(event.effect)
      ? answeredLines(by.id, event.answer, this.#view)
      : []
  }

  /** A command may have the terminal from the beginning: after a resume, or when a joined run is driven here. */
  lendAgain(): void {
    const { state } = this.#driver
    for (const attempt of state.attempts.values())
      this.#lend(attempt.effect, resolveAttempt(state, attempt, this.#app.driver.environment))
  }

  #lend(effect: EffectId, action: ResolvedAction | undefined): void {
    if (action?.action !== 'shell' || !action.tty || !this.#driver.drives) return
    this.#lent.add(effect)
    this.onTerminal(true)
  }

  #takeBack(effect: string): void {
    if (this.#lent.has(effect as EffectId)) this.onTerminal(false)
  }

  #begin(step: StepId): void {
    this.#step = step
    this.#partsShown = 0
  }

  #hear(facts: readonly Fact[]): void {
    const { state } = this.#driver
    for (const fact of facts) {
      const { event } = fact
      if (event.type !== 'attempt.started') {
        this.#news.push({ fact })
        if (event.type === 'attempt.finished' || event.type === 'attempt.unknown')
          this.#takeBack(event.effect)
        continue
      }
      const attempt = state.attempts.get(effectId(state.run, fact.seq))
      // The state is the driver's own and moves on: what this command is must be read now.
      const action = attempt && resolveAttempt(state, attempt, this.#app.driver.environment)
      if (attempt) this.#lend(attempt.effect, action)
      this.#news.push({ fact, ...(attempt ? { attempt } : {}), ...(action ? { action } : {}) })
    }
    this.#bell.ring()
  }

  async #tellOne({ fact, attempt, action }: News): Promise<void> {
    const { event } = fact
    const { plan } = this.#driver.state
    if (event.type === 'attempt.started') return attempt && this.#tellStart(attempt, action)
    if (event.type === 'attempt.finished' || event.type === 'attempt.unknown')
      await this.#endOutput(event.effect as EffectId)
    if (event.type === 'step.succeeded') {
      const step = stepAt(plan, event.instance)
      if (step?.kind === 'step') this.showBody(step)
    }
    const lines = [...this.#answered(fact), ...factLines(fact, plan, this.#view)]
    if (event.type === 'step.entered' && lines.length > 0) {
      this.#begin(readInstanceId(event.instance).step as StepId)
      for (const shown of this.#commandsShown)
        if (shown.startsWith(`${event.instance}#`)) this.#commandsShown.delete(shown)
    }
    this.#writer.lines(lines)
  }

  async #tellStart(attempt: OpenAttempt, action: ResolvedAction | undefined): Promise<void> {
    this.showStep(attempt.instance)
    const instance = this.#driver.state.instances.get(attempt.instance)
    const step = instance && this.#driver.state.plan.steps[instance.step]
    if (step?.kind === 'step' && attempt.stage === 'main') this.showBody(step, attempt.at)
    const key = `${attempt.instance}#${attempt.stage}${attempt.at}`
    const words = this.#commandsShown.has(key) ? 'running' : stageWords[attempt.stage]
    if (action && !this.#commandsShown.has(key)) {
      this.landing = await this.look(action)
      this.#writer.lines([
        ...resolvedLines(action, this.#view, '  '),
        ...said('⌂', landingText(this.landing), 'dim', this.#view),
      ])
    }
    this.#commandsShown.add(key)
    this.#writer.lines(said('▸', words, 'dim', this.#view))
  }

  /** Where an action would land. */
  async look(action: ResolvedAction): Promise<Landing> {
    const landing = await landingOf(this.#app, this.#driver.state, action)
    // The process that drives it has an environment of its own.
    return this.#driver.drives ? landing : seenFromHere(landing)
  }

  async #readOutput(effect: EffectId): Promise<boolean> {
    if (this.#lent.has(effect)) return false
    const before = this.#outputs.get(effect) ?? noOutput
    const chunks = await this.#app.logs.read(effect, before.chunks)
    if (chunks.length === 0) return false
    const { lines, state } = takeChunks(before, chunks, this.#view)
    this.#outputs.set(effect, state)
    this.#writer.lines(lines)
    return true
  }

  async #endOutput(effect: EffectId): Promise<void> {
    await this.#readOutput(effect)
    this.#writer.lines(lastLines(this.#outputs.get(effect) ?? noOutput, this.#view))
    this.#outputs.delete(effect)
  }
}

const stageWords = {
  precheck: 'looking whether it is already done',
  main: 'running',
  verify: 'verifying',
  undo: 'taking it back',
} satisfies Record<OpenAttempt['stage'], string>
