import type { StepId } from '../document/step.ts'
import { stepOf, within } from '../plan/find.ts'
import type { ParameterValue, Plan } from '../plan/plan.ts'
import type { Shape } from '../plan/shape.ts'
import { shapeOf } from '../plan/shape.ts'
import type { HoleValue } from '../shell/bind.ts'
import type { EndStatus, EventData } from './event/event.ts'
import type { EffectId, RunId } from './id.ts'
import type { InstanceId, Turns } from './instance-id.ts'
import type { Mode } from './mode.ts'
import type { Failure, Question, SkipReason } from './question.ts'
import type { Session } from './session.ts'

/** Where an instance is in its life; `at` counts commands or checks of the stage. */
export type Stage =
  | { readonly kind: 'precheck'; readonly at: number }
  | { readonly kind: 'main'; readonly at: number }
  | { readonly kind: 'children'; readonly at: number }
  | { readonly kind: 'verify'; readonly at: number }
  | { readonly kind: 'undo'; readonly at: number }

export type InstanceStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'running'; readonly since: number }
  | { readonly kind: 'asked'; readonly since: number }
  | { readonly kind: 'succeeded'; readonly how: EventData<'step.succeeded'>['how'] | 'confirmed' }
  /** `tolerated`: the step says that the run goes on all the same. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly tolerated: boolean }
  | { readonly kind: 'skipped'; readonly reason: SkipReason | 'condition' | 'passed-over' }
  | { readonly kind: 'not-chosen' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unknown' }

/** What a step left behind when it succeeded; its undo works with exactly these. */
export type Recorded = { readonly session: Session; readonly outputs: Readonly<Record<string, string>> }

/** How the children (or turns) of an instance stand; kept as they change, so that nobody has to count. */
export type Tally = 'outside' | Counted
export type Counted = 'open' | 'succeeded' | 'passed' | 'failed' | 'cancelled'

/** What a loop goes over; fixed when it begins. */
export type LoopItems = {
  readonly items: readonly ParameterValue[]
  readonly origin: HoleValue['origin']
}

/** One unfolding of a step in this run. */
export type Instance = {
  readonly id: InstanceId
  readonly step: StepId
  readonly turns: Turns
  /** `loop`: what holds the turns of a loop; `step`: what is carried out itself. */
  readonly kind: 'step' | 'loop'
  /** What it stands in: the loop whose turn it is, or its step's parent in the same turns. */
  readonly above: InstanceId | undefined
  /** The branch whose session its commands work in; the run's own when there is none. */
  readonly branch: InstanceId | undefined
  visit: number
  stage: Stage
  status: InstanceStatus
  /** Set while the engine must decide what a failure leads to. */
  failure: Failure | undefined
  /** Failed tries of the current command in this visit. */
  tries: number
  /** An earlier press or a declared repetition covers the next start. */
  granted: boolean
  /** Who approved so far, for a step that asks for approval. */
  approvals: readonly string[]
  /** Its own work was done by a person. */
  byHand: boolean
  /** It had finished when the operator went back to a step before it. */
  stale: boolean
  /** A file was attached to it in this visit. */
  attached: boolean
  recorded: Recorded | undefined
  /** Text of the command at `stage.at`, when the operator changed it. */
  edited: string | undefined
  /** How it is counted where it stands, and how its own children (or turns) are. */
  tally: Tally
  readonly counts: Record<Counted, number>
  /** Of a loop that has begun. */
  loop: LoopItems | undefined
  /** The branch that is being ended, when this is it, or one of its commands that still run. */
  leaving: InstanceId | undefined
}

export type OpenAttempt = {
  readonly effect: EffectId
  readonly instance: InstanceId
  readonly stage: 'precheck' | 'main' | 'verify' | 'undo'
  readonly at: number
  readonly startedAt: number
  readonly host: string
  readonly bootId: string
  readonly hash: string
  readonly timeoutAt: number | undefined
  cancel: 'operator' | 'timeout' | 'run-cancelled' | 'not-needed' | undefined
}

/** Another runbook that is being carried out for a step. */
export type OpenChild = {
  readonly effect: EffectId
  readonly instance: InstanceId
  readonly run: RunId
  readonly path: string
  readonly section: string | undefined
  readonly given: Readonly<Record<string, { readonly text: string; readonly origin: 'person' | 'signal' }>>
  readonly startedAt: number
  cancel: 'run-cancelled' | 'not-needed' | undefined
}

export type OpenQuestion = {
  readonly effect: EffectId
  readonly instance: InstanceId
  readonly stage: Stage['kind']
  readonly at: number
  readonly question: Question
  readonly askedAt: number
}

export type OpenTimer = {
  readonly effect: EffectId
  readonly instance: InstanceId
  readonly due: number
  readonly purpose: 'retry' | 'wait'
}

/** `troubles`: what failed among the steps that are done when a run is over. */
export type Closing = EventData<'run.ended'> & {
  readonly troubles?: readonly { readonly step: StepId; readonly message: string }[]
}

/** What somebody approved, as it was then: every start of a covered step is compared with it. */
export type Approval = {
  /** The instance that asked for it. */
  readonly instance: InstanceId
  readonly covers: ReadonlySet<StepId>
  readonly fields: Readonly<Record<string, string>>
  readonly notAfter: number | undefined
  readonly session: Session
  readonly values: Readonly<Record<string, string>>
  readonly outputs: ReadonlyMap<InstanceId, Readonly<Record<string, string>>>
  /** A covered command has begun. */
  begun: boolean
  /** The field that was different; it holds no more. */
  voided: string | undefined
}

/** Everything a run is, folded from its journal. Owned by one fold; outside, read only. */
export type RunState = {
  readonly run: RunId
  /** The plan it follows now; `replaced` are those it followed before, oldest first. */
  plan: Plan
  readonly replaced: ReplacedPlan[]
  /** Steps of a corrected plan that are not exactly what they were: none of them runs without a press. */
  corrected: ReadonlySet<StepId>
  shape: Shape
  seq: number
  mode: Mode
  /** When mode and pause were changed last, 0 for never: between a run and one inside it the newest word holds. */
  modeAt: number
  pausedAt: number
  /** The run it is a part of. */
  parent: RunId | undefined
  status: 'running' | 'cancelling' | 'rolling-back' | 'closing' | 'ended'
  /** How it will end, when that is decided already, and what has gone wrong since. */
  closing: Closing | undefined
  paused: boolean
  ended: { readonly status: EndStatus; readonly why: string } | undefined
  startedAt: number
  changedAt: number
  startedBy: string
  /** Whoever started it had signed in. */
  proven: boolean
  startedOn: string
  /** Who operates the run now; whoever did, or answered, is among `people`. */
  operator: string
  readonly people: Set<string>
  readonly instances: Map<InstanceId, Instance>
  /** Instances whose next move is the engine's, first come first served. */
  readonly todo: Set<InstanceId>
  readonly attempts: Map<EffectId, OpenAttempt>
  readonly children: Map<EffectId, OpenChild>
  readonly questions: Map<EffectId, OpenQuestion>
  readonly timers: Map<EffectId, OpenTimer>
  /** Values given for open holes, by key. */
  values: Readonly<Record<string, string>>
  /** Outputs by instance; a loop as a whole has those of the turn that wrote last. */
  readonly outputs: Map<InstanceId, Readonly<Record<string, string>>>
  /** The run's own session, and those of branches that are under way. */
  session: Session
  readonly sessions: Map<InstanceId, Session>
  /** When what may take only so long must be over: milliseconds since the epoch. */
  readonly limits: Map<InstanceId, number>
  /** Attempts of branches that were left: nothing begins before they are over. */
  readonly awaited: Set<EffectId>
  readonly approvals: Map<InstanceId, Approval>
  /** Where several approve: the hash of what the first of them was shown. */
  readonly approving: Map<InstanceId, string>
  /** Where the first command starts, and the first of every section. */
  startCwd: string
  /** The steps (not phases or menus) of the procedure itself, a loop as one, without its rollback; how many are settled. */
  counted: ReadonlySet<StepId>
  stepsAll: number
  stepsDone: number
  /** Successes in order, for taking them back. */
  readonly finished: InstanceId[]
  /** Steps still to be taken back, next first; set while rolling back. */
  undoing: InstanceId[]
}

/** A plan the run followed up to (and without) a fact, and which of its steps are which of the next. */
export type ReplacedPlan = {
  readonly untilSeq: number
  readonly plan: Plan
  readonly mapping: EventData<'plan.replaced'>['mapping']
}

/** What is looked up in a plan at every move. */
export function derivedFrom(plan: Plan): Pick<RunState, 'plan' | 'shape' | 'counted' | 'stepsAll'> {
  const shape = shapeOf(plan)
  const counted = new Set(
    [...within(plan, plan.root)].filter(
      (id) => stepOf(plan, id).kind === 'step' && shape.standing.get(id)?.loops.every((loop) => loop === id),
    ),
  )
  return { plan, shape, counted, stepsAll: counted.size }
}

/** The state before the first event. */
export function initialState(run: RunId, plan: Plan): RunState {
  return {
    run,
    ...derivedFrom(plan),
    replaced: [],
    corrected: new Set(),
    seq: 0,
    mode: 'step',
    modeAt: 0,
    pausedAt: 0,
    parent: undefined,
    status: 'running',
    closing: undefined,
    paused: false,
    ended: undefined,
    startedAt: 0,
    changedAt: 0,
    startedBy: '',
    proven: false,
    startedOn: '',
    operator: '',
    people: new Set(),
    instances: new Map(),
    todo: new Set(),
    attempts: new Map(),
    children: new Map(),
    questions: new Map(),
    timers: new Map(),
    values: {},
    outputs: new Map(),
    session: { cwd: '', set: {}, unset: [] },
    sessions: new Map(),
    limits: new Map(),
    awaited: new Set(),
    approvals: new Map(),
    approving: new Map(),
    startCwd: '',
    stepsDone: 0,
    finished: [],
    undoing: [],
  }
}

/** Read-only view: what decisions, faces and reports see. */
export type ReadonlyRunState = Readonly<
  Omit<
    RunState,
    | 'instances'
    | 'todo'
    | 'attempts'
    | 'children'
    | 'questions'
    | 'timers'
    | 'outputs'
    | 'sessions'
    | 'limits'
    | 'awaited'
    | 'finished'
    | 'undoing'
    | 'people'
    | 'replaced'
    | 'approvals'
    | 'approving'
  >
> & {
  readonly instances: ReadonlyMap<InstanceId, Readonly<Instance>>
  readonly todo: ReadonlySet<InstanceId>
  readonly attempts: ReadonlyMap<EffectId, Readonly<OpenAttempt>>
  readonly children: ReadonlyMap<EffectId, Readonly<OpenChild>>
  readonly questions: ReadonlyMap<EffectId, OpenQuestion>
  readonly timers: ReadonlyMap<EffectId, OpenTimer>
  readonly outputs: ReadonlyMap<InstanceId, Readonly<Record<string, string>>>
  readonly sessions: ReadonlyMap<InstanceId, Session>
  readonly limits: ReadonlyMap<InstanceId, number>
  readonly awaited: ReadonlySet<EffectId>
  readonly finished: readonly InstanceId[]
  readonly undoing: readonly InstanceId[]
  readonly people: ReadonlySet<string>
  readonly replaced: readonly ReplacedPlan[]
  readonly approvals: ReadonlyMap<InstanceId, Readonly<Approval>>
  readonly approving: ReadonlyMap<InstanceId, string>
}

/** Finished one way or another: the flow goes on past it. */
export function isSettled(status: InstanceStatus): boolean {
  switch (status.kind) {
    case 'succeeded':
    case 'failed':
    case 'skipped':
    case 'not-chosen':
    case 'cancelled':
      return true
    case 'waiting':
    case 'ready':
    case 'running':
    case 'asked':
    case 'unknown':
      return false
  }
}
