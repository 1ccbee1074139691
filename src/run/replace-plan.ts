import type { StepId } from '../document/step.ts'
import { stepOf } from '../plan/find.ts'
import type { PlanStep } from '../plan/plan.ts'
import type { EventData } from './event/event.ts'
import { reveal } from './event/private.ts'
import { instanceIdOf, noTurns, readInstanceId } from './instance-id.ts'
import type { InstanceId } from './instance-id.ts'
import { enter, ensure, setStatus } from './moves.ts'
import type { Instance, RunState } from './state.ts'
import { derivedFrom, isSettled } from './state.ts'

/**
 * Lets the run go on with another plan. What was finished stays finished under its new name, unless it is to be
 * done again; the first step that is not settled is where the run goes on; whatever is not exactly what it was
 * will be asked about before it runs.
 */
export function replacePlan(state: RunState, event: EventData<'plan.replaced'>): void {
  const plan = reveal(event.plan, undefined)
  if (!plan) return
  const carried = new Carried(state, event.mapping)
  state.replaced.push({ untilSeq: state.seq, plan: state.plan, mapping: event.mapping })
  Object.assign(state, derivedFrom(plan))
  const exact = new Set(event.mapping.filter((match) => match.exact).map(({ to }) => to))
  const corrected = new Set(Object.values(plan.steps).flatMap(({ id }) => (exact.has(id) ? [] : [id])))
  state.corrected = corrected
  const { session } = state
  for (const open of [
    state.todo,
    state.attempts,
    state.questions,
    state.timers,
    state.limits,
    state.awaited,
    state.children,
    state.instances,
  ])
    open.clear()
  state.sessions.clear()
  state.stepsDone = 0
  state.undoing = []
  carried.values(state)
  carried.outputs(state)
  new Placing(state, carried, corrected).begin(plan.root)
  carried.turns(state)
  state.finished.splice(0, state.finished.length, ...carried.finished(state))
  state.session = session
}

type Match = EventData<'plan.replaced'>['mapping'][number]

/** What was there before, and what of it comes along under which name. */
class Carried {
  readonly #instances: ReadonlyMap<InstanceId, Instance>
  readonly #finished: readonly InstanceId[]
  readonly #values: RunState['values']
  readonly #outputs: ReadonlyMap<InstanceId, Readonly<Record<string, string>>>
  readonly #byOld: ReadonlyMap<string, Match>
  readonly #byNew: ReadonlyMap<string, Match>

  constructor(state: RunState, mapping: readonly Match[]) {
    this.#instances = new Map(state.instances)
    this.#finished = [...state.finished]
    this.#values = state.values
    this.#outputs = new Map(state.outputs)
    this.#byOld = new Map(mapping.map((match) => [match.from, match]))
    this.#byNew = new Map(mapping.map((match) => [match.to, match]))
  }

  /** The instance a step of the new plan was; undefined when nobody had begun (or passed over) it. */
  of(step: StepId): Instance | undefined {
    const match = this.#byNew.get(step)
    return match && this.#instances.get(instanceIdOf(match.from as StepId, noTurns))
  }

  isExact(step: StepId): boolean {
    return this.#byNew.get(step)?.exact ?? false
  }

  /** It is settled, and stays so. */
  stays(step: PlanStep): boolean {
    const match = this.#byNew.get(step.id)
    const before = this.of(step.id)
    if (!match || !before || !isSettled(before.status)) return false
    if (step.kind === 'step')
      return match.exact ? match.finished !== 'again' : match.finished === 'keep' || isLeft(before)
    // A section is what stands in it: it is settled again when its steps are.
    return isLeft(before)
  }

  /** Values for holes that belong to one place come along where that place is exactly the same. */
  values(state: RunState): void {
    state.values = Object.fromEntries(
      Object.entries(this.#values).flatMap(([key, value]) => {
        const place = /^(.*)(#(?:precheck|main|verify|undo)\d+#\d+)$/s.exec(key)
        const match = place && this.#byOld.get(readInstanceId(place[1] ?? '').step)
        if (!place) return [[key, value]]
        return match?.exact ? [[`${this.#renamed(place[1] ?? '') ?? ''}${place[2]}`, value]] : []
      }),
    )
  }

  outputs(state: RunState): void {
    state.outputs.clear()
    for (const [id, outputs] of this.#outputs) {
      const name = this.#renamed(id)
      if (name !== undefined) state.outputs.set(name, outputs)
    }
  }

  /** The turns of loops that are over: what their undo needs. */
  turns(state: RunState): void {
    for (const before of this.#instances.values()) {
      const id = before.turns.length > 0 ? this.#renamed(before.id) : undefined
      const loop = id && state.instances.get(instanceIdOf(readInstanceId(id).step as StepId, noTurns))
      const turn = id && loop && isSettled(loop.status) ? ensure(state, id) : undefined
      if (turn) take(state, turn, before)
    }
  }

  finished(state: RunState): readonly InstanceId[] {
    return this.#finished.flatMap((id) => {
      const name = this.#renamed(id)
      const instance = name && state.instances.get(name)
      return instance && instance.status.kind === 'succeeded' ? [instance.id] : []
    })
  }

  #renamed(id: string): InstanceId | undefined {
    const { step, turns } = readInstanceId(id)
    const match = this.#byOld.get(step)
    return match && instanceIdOf(match.to as StepId, turns)
  }
}

/** Left out by a choice or a jump: nothing was done that a changed text could make wrong. */
const isLeft = ({ status }: Instance): boolean =>
  status.kind === 'not-chosen' ||
  (status.kind === 'skipped' && (status.reason === 'passed-over' || status.reason === 'condition'))

/** Puts what is carried into the new tree, in its order: up to where the run goes on as begun, after that as it stands. */
class Placing {
  readonly #state: RunState
  readonly #carried: Carried
  readonly #corrected: Set<StepId>
  /** The place where the run goes on was found: what comes after is only given its status. */
  #reached = false

  constructor(state: RunState, carried: Carried, corrected: Set<StepId>) {
    this.#state = state
    this.#carried = carried
    this.#corrected = corrected
  }

  /** The root is under way as long as the run is. */
  begin(root: StepId): void {
    this.#goOn(stepOf(this.#state.plan, root), this.#carried.of(root))
  }

  #place(id: StepId): void {
    const step = stepOf(this.#state.plan, id)
    const before = this.#carried.of(id)
    const begun = before && before.visit > 0 && before.tally !== 'outside' ? before : undefined
    if (this.#carried.stays(step)) this.#settle(step)
    else if (!this.#reached && begun && this.#canGoOn(step)) this.#goOn(step, begun)
    else this.#leave(step, begun)
  }

  /** A step goes on as begun only when it is exactly what it was; nothing that goes side by side is under way now. */
  #canGoOn(step: PlanStep): boolean {
    return !step.loop && !step.parallel && (step.kind !== 'step' || this.#carried.isExact(step.id))
  }

  /** It is still to come, entered by the engine; when something of it was done already, not without a press. */
  #leave(step: PlanStep, begun: Instance | undefined): void {
    if (begun) this.#corrected.add(step.id)
    this.#reached = true
    this.#inside(step)
  }

  #settle(step: PlanStep): void {
    const before = this.#carried.of(step.id)
    this.#inside(step)
    const instance = ensure(this.#state, instanceIdOf(step.id, noTurns))
    if (before && instance) take(this.#state, instance, before)
  }

  /** What stands inside keeps its status; nothing of it begins. */
  #inside(step: PlanStep): void {
    const reached = this.#reached
    this.#reached = true
    if (!step.loop) for (const child of step.children) this.#place(child)
    this.#reached = reached
  }

  /** The first step that is not settled, or something it stands in. */
  #goOn(step: PlanStep, begun: Instance | undefined): void {
    const state = this.#state
    enter(state, step.id, begun?.visit ?? 1)
    const instance = state.instances.get(instanceIdOf(step.id, noTurns))
    if (!instance) return
    if (begun && step.kind === 'step') resume(instance, begun)
    if (instance.stage.kind === 'children') {
      instance.stage = { kind: 'children', at: 0 }
      if (step.kind === 'menu') this.#menu(step)
      else for (const child of step.children) this.#place(child)
    } else this.#inside(step)
    this.#reached = true
  }

  /** The option that was picked goes on; else the menu asks again for what is left. */
  #menu(step: PlanStep): void {
    const picked = step.children.find((child) => {
      const before = this.#carried.of(child)
      return before && before.visit > 0 && before.tally === 'open'
    })
    for (const child of step.children) {
      if (child === picked) this.#place(child)
      else {
        this.#reached = true
        this.#place(child)
        this.#reached = false
      }
    }
    this.#reached = true
  }
}

/** A settled instance under its new name, with what its undo works with. */
function take(state: RunState, instance: Instance, before: Instance): void {
  instance.visit = before.visit
  instance.recorded = before.recorded
  instance.byHand = before.byHand
  instance.approvals = before.approvals
  instance.stage = before.stage
  setStatus(state, instance, before.status)
}

/** Exactly what it was: it goes on where it stood. A press for it was for the text before, and counts no more. */
function resume(instance: Instance, before: Instance): void {
  const { stage, failure, tries, byHand, attached, edited, recorded, stale } = before
  Object.assign(instance, { stage, failure, tries, byHand, attached, edited, recorded, stale })
}
