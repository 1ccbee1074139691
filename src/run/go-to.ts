import type { StepId } from '../document/step.ts'
import { stepOf } from '../plan/find.ts'
import { leftApprovals } from './approval.ts'
import { ending } from './ending.ts'
import type { RunEvent } from './event/event.ts'
import { before, isInside, pathUp, settled, upwards } from './flow.ts'
import { groupOf } from './group.ts'
import type { EffectId } from './id.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

/** A step is entered at most this often: a `go to` that leads back for ever ends the run instead. */
export const visitsMax = 100

/** Where a jump leads, and what it leaves behind. */
export type Way = {
  readonly kind: 'way'
  readonly step: StepId
  readonly target: InstanceId
  /** The branch or turn it stays inside; the root when none. */
  readonly within: Pick<Instance, 'id' | 'step' | 'turns'>
  /** The outermost group it leaves: what else goes on in there is ended first. */
  readonly leaves: Readonly<Instance> | undefined
}

export type NoWay = { readonly kind: 'no-way'; readonly why: string }

/**
 * The way to a step: inside the branch or turn it is asked from when the step is there too, else out of the
 * groups around. There is none into a group from outside: which turn or branch is meant, nobody could say.
 */
export function wayTo(
  state: ReadonlyRunState,
  step: StepId,
  from: Readonly<Instance> | undefined,
): Way | NoWay {
  const standing = state.shape.standing.get(step)
  if (!standing) return { kind: 'no-way', why: 'there is no such step' }
  const path = new Set(pathUp(state.plan, step))
  let leaves: Readonly<Instance> | undefined
  let within: Way['within'] = {
    id: instanceIdOf(standing.root, noTurns),
    step: standing.root,
    turns: noTurns,
  }
  for (const { member, group } of membersAround(state, from ?? someoneAtWork(state))) {
    if (holds(member, group, step, path)) {
      within = member
      break
    }
    leaves = group
  }
  const root = from === undefined ? state.plan.root : state.shape.standing.get(from.step)?.root
  if (standing.root !== root)
    return {
      kind: 'no-way',
      why: `"${stepOf(state.plan, step).title}" belongs to another part of the runbook`,
    }
  const into = groupBetween(state, step, within.step)
  if (into !== undefined)
    return {
      kind: 'no-way',
      why: `"${stepOf(state.plan, step).title}" is inside "${stepOf(state.plan, into).title}", which is not entered in its middle`,
    }
  return { kind: 'way', step, target: instanceIdOf(step, within.turns), within, leaves }
}

/** Whether the step stands inside this member of the group; a loop itself stands outside its turns. */
const holds = (
  member: Readonly<Instance>,
  group: Readonly<Instance>,
  step: StepId,
  path: ReadonlySet<StepId>,
): boolean => path.has(member.step) && !(group.kind === 'loop' && member.step === step)

/** The members of groups an instance stands in, innermost first, each with its group. */
function* membersAround(
  state: ReadonlyRunState,
  from: Readonly<Instance> | undefined,
): Generator<{ readonly member: Readonly<Instance>; readonly group: Readonly<Instance> }> {
  let member = from
  for (const group of upwards(state, from?.above)) {
    if (member && groupOf(state.plan, group).kind === 'together') yield { member, group }
    member = group
  }
}

/** Whatever is open now: in a sequence there is one such place, and in a group they share what is left. */
function someoneAtWork(state: ReadonlyRunState): Readonly<Instance> | undefined {
  const [question] = state.questions.values()
  const [timer] = state.timers.values()
  const [ready] = state.todo
  const id = question?.instance ?? timer?.instance ?? ready
  return id && state.instances.get(id)
}

/** A group that stands between a step and the branch a jump stays inside. */
function groupBetween(state: ReadonlyRunState, step: StepId, within: StepId): StepId | undefined {
  for (const above of pathUp(state.plan, step).slice(1)) {
    const { loop, parallel } = stepOf(state.plan, above)
    if (parallel) return above
    if (above === within) return undefined
    if (loop) return above
  }
  return undefined
}

/** Where a jump comes from: a step that failed or chose, and the question that was answered by it. */
export type Leaving = { readonly instance?: InstanceId; readonly question?: EffectId }

/**
 * Goes there: what waits on the way is given up, what lies between and is not settled is passed over. An endless
 * circle of jumps ends the run.
 */
export function goTo(
  state: ReadonlyRunState,
  way: Way,
  why: 'failure' | 'choice' | 'operator',
  from: Leaving = {},
): readonly RunEvent[] {
  const visits = state.instances.get(way.target)?.visit ?? 0
  if (visits >= visitsMax) {
    const { title } = stepOf(state.plan, way.step)
    return ending(state, { status: 'failed', why: `"${title}" was begun ${visits} times: the limit` })
  }
  const givenUp = (instance: InstanceId) =>
    isInside(state, instance, way.within.id) && !(way.leaves && isInside(state, instance, way.leaves.id))
  const questions = [...state.questions.values()]
    .filter(({ effect, instance }) => effect !== from.question && givenUp(instance))
    .map(({ effect }): RunEvent => ({ type: 'question.withdrawn', effect }))
  const timers = [...state.timers.values()]
    .filter(({ instance }) => givenUp(instance))
    .map(({ effect }): RunEvent => ({ type: 'timer.withdrawn', effect }))
  const turns = way.within.turns.length === 0 ? {} : { instance: way.target }
  return [
    ...(way.leaves ? [{ type: 'branch.stopped', instance: way.leaves.id, why: 'left' } as const] : []),
    ...questions,
    ...timers,
    ...(why === 'operator' ? leftApprovals(state, way.target, way.step) : []),
    ...passedOver(state, way, from.instance),
    { type: 'run.went-to', step: way.step, why, ...turns },
  ]
}

function passedOver(
  state: ReadonlyRunState,
  { within, step: target, leaves }: Way,
  from: InstanceId | undefined,
): readonly RunEvent[] {
  const over: RunEvent[] = []
  const covered = new Set<StepId>(leaves ? [leaves.step] : [])
  for (const step of before(state.plan, within.step, target)) {
    const { parent } = stepOf(state.plan, step)
    const id = instanceIdOf(step, within.turns)
    const inside = parent !== undefined && covered.has(parent)
    if (inside || covered.has(step) || settled(state, id)) {
      covered.add(step)
      continue
    }
    covered.add(step)
    // The one the jump comes from has its own event: it failed, or chose.
    if (id === from) continue
    over.push({ type: 'step.skipped', instance: id, reason: 'passed-over' })
  }
  return over
}
