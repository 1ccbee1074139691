import type { Plan } from '../src/plan/plan.ts'
import { decide } from '../src/run/decide.ts'
import type { Actor } from '../src/run/event/envelope.ts'
import type { RunEvent } from '../src/run/event/event.ts'
import type { Fact } from '../src/run/evolve.ts'
import { beginFold } from '../src/run/fold.ts'
import type { EffectId } from '../src/run/id.ts'
import type { InstanceId } from '../src/run/instance-id.ts'
import { makeRunId } from '../src/run/id.ts'
import type { Circumstances, RunInput } from '../src/run/input.ts'
import type { Mode } from '../src/run/mode.ts'
import type { Answer } from '../src/run/question.ts'
import type { ReadonlyRunState } from '../src/run/state.ts'

const ann: Actor = { kind: 'person', id: 'ann', via: 'cli' }

/** A run told in memory: what the world and people do, and what the engine makes of it. No driver, no ports. */
export class Story {
  readonly state: ReadonlyRunState
  readonly events: RunEvent[] = []
  /** The same with when they happened, as they would be stored. */
  readonly facts: Fact[] = []
  /** What the run was started with. */
  readonly plan: Plan
  now = 1_000
  /** What conditions come to from now on. */
  conditionsHold: boolean
  readonly #apply: (event: RunEvent) => void

  /** Whoever does what comes next. */
  by: Actor

  constructor(plan: Plan, mode: Mode = 'auto', conditionsHold = true, by = ann) {
    this.by = by
    this.conditionsHold = conditionsHold
    this.plan = plan
    const fold = beginFold(makeRunId(0, new Uint8Array(12)), plan)
    this.state = fold.state
    this.#apply = (event) => {
      const fact = { seq: this.state.seq + 1, at: this.now, by: this.by, event }
      fold.apply(fact)
      this.facts.push(fact)
      this.events.push(event)
    }
    this.#apply({
      type: 'run.created',
      plan: '',
      mode,
      path: 'a.md',
      title: 'A',
      documentHash: '',
      cwd: '/start',
      startedOn: 'ann@here',
    })
    this.#quiet()
  }

  /** Takes an input and everything that follows by itself; gives the refusal, if any. */
  input(input: RunInput): string | undefined {
    const { events, refused } = decide(this.state, input, this.#circumstances())
    for (const event of events) this.#apply(event)
    this.#quiet()
    return refused
  }

  /** The only running command ends. */
  ends(code: number, more: Partial<Extract<RunInput, { kind: 'attempt-ended' }>> = {}): this {
    const effect = this.running()
    this.input({
      kind: 'attempt-ended',
      effect,
      end: { kind: 'exit', code },
      stdout: '',
      outputs: {},
      truncated: false,
      ...more,
    })
    return this
  }

  /** The command of this instance ends, whatever else runs. */
  end(instance: string, code = 0, more: Partial<Extract<RunInput, { kind: 'attempt-ended' }>> = {}): this {
    const attempt = [...this.state.attempts.values()].find((each) => each.instance === instance)
    if (!attempt) throw new Error(`${instance} does not run; what runs: ${this.allRunning().join(', ')}`)
    const { effect } = attempt
    const end = { kind: 'exit', code } as const
    this.input({ kind: 'attempt-ended', effect, end, stdout: '', outputs: {}, truncated: false, ...more })
    return this
  }

  /** The run of the only other runbook that is carried out is over. */
  childEnds(
    status: Extract<RunInput, { kind: 'child-ended' }>['status'],
    more: Partial<Extract<RunInput, { kind: 'child-ended' }>> = {},
  ): this {
    const [effect] = this.state.children.keys()
    if (!effect) throw new Error('no other runbook is carried out')
    this.input({ kind: 'child-ended', effect, status, why: status, outputs: {}, ...more })
    return this
  }

  /** Every instance whose command runs now, and is not asked to end. */
  allRunning(): string[] {
    return [...this.state.attempts.values()].flatMap(({ instance, cancel }) => (cancel ? [] : [instance]))
  }

  /** Every instance whose command was asked to end and still runs. */
  allEnding(): string[] {
    return [...this.state.attempts.values()].flatMap(({ instance, cancel }) => (cancel ? [instance] : []))
  }

  /** Commands end well, one after the other, until the run wants something else. */
  goesWell(): this {
    while (this.state.attempts.size > 0) this.ends(0)
    return this
  }

  vanishes(): this {
    this.input({ kind: 'attempt-unknown', effect: this.running(), why: 'gone' })
    return this
  }

  /** The only open question is answered. */
  answer(answer: Answer): string | undefined {
    const [open] = this.state.questions.values()
    if (!open) throw new Error('nothing is asked')
    return this.input({ kind: 'answer', effect: open.effect, answer })
  }

  /** Time passes until the only timer is due. */
  waits(): this {
    const [timer] = this.state.timers.values()
    if (!timer) throw new Error('nothing waits')
    this.now = timer.due
    this.input({ kind: 'timer-due', effect: timer.effect })
    return this
  }

  /** So much time passes, and everything that is due then happens. */
  passes(ms: number): this {
    this.now += ms
    for (const [instance, due] of this.state.limits)
      if (due <= this.now) this.input({ kind: 'limit-due', instance })
    for (const { effect, due } of this.state.timers.values())
      if (due <= this.now) this.input({ kind: 'timer-due', effect })
    return this
  }

  running(): EffectId {
    const [attempt] = this.state.attempts.keys()
    if (!attempt) throw new Error(`nothing runs: ${this.asked()}`)
    return attempt
  }

  asked(): string | undefined {
    const [open] = this.state.questions.values()
    return open && `${open.question.kind} ${open.instance}`
  }

  /** `stage instance` of what runs now. */
  runs(): string | undefined {
    const [attempt] = this.state.attempts.values()
    return attempt && `${attempt.stage} ${attempt.instance}`
  }

  status(id: string): string {
    return this.state.instances.get(id as InstanceId)?.status.kind ?? 'waiting'
  }

  ended(): string | undefined {
    return this.state.ended?.status
  }

  #quiet(): void {
    for (let moves = 0; moves < 10_000; moves++) {
      const { events } = decide(this.state, { kind: 'advance' }, this.#circumstances())
      if (events.length === 0) return
      for (const event of events) this.#apply(event)
    }
    throw new Error('it moves for ever')
  }

  #circumstances(): Circumstances {
    return {
      now: this.now,
      place: { host: 'here', bootId: 'b' },
      evaluate: () => ({ kind: 'value', value: this.conditionsHold }),
      environment: new Set(),
    }
  }
}
