import type { StepId } from '../document/step.ts'
import { stepOf } from '../plan/find.ts'
import type { PlanStep } from '../plan/plan.ts'
import { sessionOf } from './flow.ts'
import { groupOf, isConcurrent, memberOf } from './group.ts'
import type { InstanceId, Turns } from './instance-id.ts'
import { instanceIdOf, readInstanceId } from './instance-id.ts'
import type { Instance, InstanceStatus, RunState, Stage, Tally } from './state.ts'
import { isSettled } from './state.ts'

/** Begins an instance: afresh, whose next move is the engine's. */
export function enter(state: RunState, id: string, visit: number): void {
  const earlier = state.instances.get(id as InstanceId)
  const instance = make(state, id, visit)
  if (!instance) return
  // One that was only made to hold the status of what stands inside it was never begun.
  if (earlier && earlier.visit > 0) startOver(state, earlier)
  const step = stepOf(state.plan, instance.step)
  const above = instance.above && state.instances.get(instance.above)
  if (above) {
    state.todo.delete(above.id)
    if (groupOf(state.plan, above).kind === 'together') {
      above.stage = { kind: 'children', at: Math.max(above.stage.at, placeOf(state, instance) + 1) }
      above.granted = false
    }
  }
  if (instance.branch === instance.id)
    state.sessions.set(instance.id, sessionOf(state, above ?? { branch: undefined }))
  if (step.kind === 'phase')
    setSession(state, instance, { ...sessionOf(state, instance), cwd: state.startCwd })
  setStatus(state, instance, { kind: 'ready' })
  limit(state, instance)
  push(state, instance.id)
}

/** Time begins to run for what may take only so long; in a loop, for each of its turns. */
export function limit(state: RunState, instance: Instance): void {
  const { limitMs } = stepOf(state.plan, instance.step)
  if (limitMs !== undefined && instance.kind === 'step')
    state.limits.set(instance.id, state.changedAt + limitMs)
}

/** What stands inside an instance that is begun again is still to come. */
function startOver(state: RunState, earlier: Instance): void {
  const step = stepOf(state.plan, earlier.step)
  const size = earlier.kind === 'loop' ? earlier.stage.at : step.children.length
  for (let at = 0; at < size; at++) {
    const member = state.instances.get(memberOf(step, earlier, at) as InstanceId)
    if (member) setStatus(state, member, { kind: 'waiting' })
  }
}

/** The instance of an id: when nobody entered it (a menu's option, a step passed over) it is made only to hold a status. */
export function ensure(state: RunState, id: string): Instance | undefined {
  return state.instances.get(id as InstanceId) ?? make(state, id, 0)
}

/** Puts a new instance in the place of any earlier one; undefined when the plan has no such step in such turns. */
function make(state: RunState, written: string, visit: number): Instance | undefined {
  const read = readInstanceId(written)
  const standing = state.shape.standing.get(read.step as StepId)
  const step = standing && state.plan.steps[read.step as StepId]
  if (!standing || !step) return undefined
  const { turns } = read
  const around = standing.loops.length - (step.loop ? 1 : 0)
  if (turns.length !== around && turns.length !== standing.loops.length) return undefined
  const kind = step.loop && turns.length === around ? 'loop' : 'step'
  const above = aboveOf(step, kind, turns)
  const holder = above && ensure(state, above)
  const id = instanceIdOf(step.id, turns)
  const earlier = state.instances.get(id)
  const instance: Instance = {
    id,
    step: step.id,
    turns,
    kind,
    above,
    branch: holder && isConcurrent(state.plan, holder) ? id : holder?.branch,
    visit,
    stage:
      step.kind === 'step' && kind === 'step' ? { kind: 'precheck', at: 0 } : { kind: 'children', at: 0 },
    status: { kind: 'waiting' },
    failure: undefined,
    tries: 0,
    granted: false,
    approvals: [],
    byHand: false,
    stale: earlier?.stale ?? false,
    attached: false,
    recorded: earlier?.recorded,
    edited: undefined,
    tally: earlier?.tally ?? 'outside',
    counts: earlier?.counts ?? { open: 0, succeeded: 0, passed: 0, failed: 0, cancelled: 0 },
    loop: undefined,
    leaving: undefined,
  }
  state.instances.set(id, instance)
  return instance
}

function aboveOf(step: PlanStep, kind: Instance['kind'], turns: Turns): InstanceId | undefined {
  if (step.loop && kind === 'step') return instanceIdOf(step.id, turns.slice(0, -1))
  return step.parent === undefined ? undefined : instanceIdOf(step.parent, turns)
}

/** Which member of its group an instance is, counted from 0. */
export function placeOf(state: RunState, { step, kind, turns }: Instance): number {
  const isTurn = kind === 'step' && stepOf(state.plan, step).loop !== undefined
  return isTurn ? (turns.at(-1) ?? 1) - 1 : (state.shape.standing.get(step)?.index ?? 0)
}

export const push = (state: RunState, id: InstanceId): void => void state.todo.add(id)

export const drop = (state: RunState, id: InstanceId): void => void state.todo.delete(id)

export function setSession(
  state: RunState,
  { branch }: Pick<Instance, 'branch'>,
  session: RunState['session'],
): void {
  if (branch !== undefined && state.sessions.has(branch)) state.sessions.set(branch, session)
  else state.session = session
}

/** Keeps what a step put out; what stands outside its loops sees what the turn that wrote last put out. */
export function writeOutputs(
  state: RunState,
  { step, turns }: Instance,
  outputs: Readonly<Record<string, string>>,
): void {
  if (Object.keys(outputs).length === 0) return
  for (let inside = turns.length; inside >= 0; inside--) {
    const id = instanceIdOf(step, turns.slice(0, inside))
    state.outputs.set(id, { ...state.outputs.get(id), ...outputs })
  }
}

/** Sets the stage, going on to the next one where this one is at its end, and hands the instance to the engine. */
export function moveTo(state: RunState, instance: Instance, stage: Stage): void {
  const step = stepOf(state.plan, instance.step)
  let next = stage
  if (step.kind === 'step' && next.kind === 'main') {
    const asked = next.at === 0 && (step.commands.length === 0 ? step.children.length === 0 : true)
    if (!asked && next.at >= step.commands.length) next = { kind: 'children', at: 0 }
  }
  const inOrder = groupOf(state.plan, instance).kind === 'sequence'
  if (next.kind === 'children' && inOrder && next.at >= step.children.length) {
    next = { kind: 'verify', at: 0 }
  }
  instance.stage = next
  push(state, instance.id)
}

/** The command (or question) at hand is over: the next one's turn. */
export function forward(state: RunState, instance: Instance): void {
  instance.tries = 0
  instance.failure = undefined
  instance.edited = undefined
  instance.status = { kind: 'ready' }
  const { stage } = instance
  moveTo(state, instance, { kind: stage.kind, at: stage.at + 1 })
}

/** Every change over the border of settled goes through here: it keeps the counts of what the instance stands in. */
export function setStatus(state: RunState, instance: Instance, status: InstanceStatus): void {
  const tally = tallyOf(status)
  if (instance.turns.length === 0 && state.counted.has(instance.step)) {
    state.stepsDone += Number(isOver(tally)) - Number(isOver(instance.tally))
  }
  const above = instance.above && state.instances.get(instance.above)
  if (above && instance.tally !== 'outside') above.counts[instance.tally] -= 1
  if (above && tally !== 'outside') above.counts[tally] += 1
  instance.tally = tally
  instance.status = status
}

const isOver = (tally: Tally): boolean => tally !== 'outside' && tally !== 'open'

function tallyOf(status: InstanceStatus): Tally {
  switch (status.kind) {
    case 'waiting':
      return 'outside'
    case 'ready':
    case 'running':
    case 'asked':
    case 'unknown':
      return 'open'
    case 'succeeded':
      return 'succeeded'
    case 'skipped':
    case 'not-chosen':
      return 'passed'
    case 'failed':
      return status.tolerated ? 'passed' : 'failed'
    case 'cancelled':
      return 'cancelled'
  }
}

/** It is over, one way or another; what that means for what it stands in is said by whoever calls this. */
export function putAway(state: RunState, instance: Instance, status: InstanceStatus): void {
  drop(state, instance.id)
  setStatus(state, instance, status)
  instance.failure = undefined
  instance.stale = false
  state.limits.delete(instance.id)
  // The branch is over: its session was its own, and the one it forked from goes on.
  if (instance.branch === instance.id) state.sessions.delete(instance.id)
}

export function settle(state: RunState, instance: Instance, status: InstanceStatus): void {
  putAway(state, instance, status)
  const above = instance.above && state.instances.get(instance.above)
  if (!above || isSettled(above.status) || state.status === 'ended') return
  if (above.stage.kind !== 'children') return
  const inOrder = groupOf(state.plan, above).kind === 'sequence'
  const at = inOrder ? Math.max(above.stage.at, placeOf(state, instance) + 1) : above.stage.at
  moveTo(state, above, { kind: 'children', at })
}
