import { stepOf } from '../plan/find.ts'
import type { Loop } from '../action/group.ts'
import type { PlanStep } from '../plan/plan.ts'
import { never } from '../text/bug.ts'
import { ask } from './ask.ts'
import { conditionHolds } from './condition.ts'
import { ending } from './ending.ts'
import type { RunEvent } from './event/event.ts'
import { settled } from './flow.ts'
import { visitsMax } from './go-to.ts'
import type { Group } from './group.ts'
import { groupOf, memberOf, standingOf } from './group.ts'
import type { Circumstances } from './input.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf } from './instance-id.ts'
import { itemsOf } from './items.ts'
import type { Failure } from './question.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

/** What comes next inside an instance: facts, or nothing more, and how that came out. */
export type Next =
  | { readonly kind: 'events'; readonly events: readonly RunEvent[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }

const events = (...some: readonly RunEvent[]): Next => ({ kind: 'events', events: some })

/** Carries on what stands inside an instance: its step's children, or the turns of its loop. */
export function members(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  circumstances: Circumstances,
): Next {
  const step = stepOf(state.plan, instance.step)
  const group = groupOf(state.plan, instance)
  switch (group.kind) {
    case 'sequence':
      return sequence(state, instance, step)
    case 'menu':
      return menu(state, instance, step)
    case 'together':
      if (instance.kind === 'loop' && step.loop)
        return turns(state, instance, step.loop, group, circumstances)
      return together(state, instance, step, group)
    default:
      return never(group)
  }
}

function sequence(state: ReadonlyRunState, instance: Readonly<Instance>, step: PlanStep): Next {
  for (let at = instance.stage.at; at < step.children.length; at++) {
    const id = memberOf(step, instance, at)
    if (id !== undefined && !settled(state, id)) return events(...entered(state, id))
  }
  return { kind: 'done' }
}

/** Any option, in any order, as often as there are some left; finishing says the rest was not chosen. */
function menu(state: ReadonlyRunState, instance: Readonly<Instance>, step: PlanStep): Next {
  const left = step.children
    .filter((child) => !settled(state, instanceIdOf(child, instance.turns)))
    .map((child) => ({ step: child, title: stepOf(state.plan, child).title }))
  if (left.length === 0) return { kind: 'done' }
  return events(...ask(state, instance, { kind: 'main', at: 0 }, { kind: 'menu', left }))
}

type Together = Extract<Group, { kind: 'together' }>

function together(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanStep,
  group: Together,
): Next {
  const standing = standingOf(state, instance, group)
  switch (standing.kind) {
    case 'going':
      return events(...standing.next.flatMap((id) => entered(state, id)))
    case 'enough':
      return events(...notNeeded(state, instance, step))
    case 'succeeded':
      return { kind: 'done' }
    case 'failed':
      return { kind: 'failed', failure: { kind: 'inside', message: standing.message } }
    default:
      return never(standing)
  }
}

/** Whoever is still under way when the group has what it needs. */
function notNeeded(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanStep,
): readonly RunEvent[] {
  const stopped: RunEvent[] = []
  for (let at = 0; at < instance.stage.at; at++) {
    const member = state.instances.get(memberOf(step, instance, at) ?? instance.id)
    if (member && member !== instance && member.tally === 'open' && !member.leaving)
      stopped.push({ type: 'branch.stopped', instance: member.id, why: 'not-needed' })
  }
  return stopped
}

function turns(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  loop: Loop,
  group: Together,
  circumstances: Circumstances,
): Next {
  const step = stepOf(state.plan, instance.step)
  if (!instance.loop) return begin(state, instance, loop, circumstances)
  const { over } = loop
  const begun = instance.stage.at
  if (over.kind !== 'until' || begun === 0 || instance.counts.open > 0)
    return together(state, instance, step, group)
  const standing = standingOf(state, instance, group)
  if (standing.kind === 'failed') return together(state, instance, step, group)
  // What the last turn put out can be looked at.
  const at = { step: step.id, turns: [...instance.turns, begun] }
  const held = conditionHolds({ state, at }, over.expression, circumstances)
  if (held.kind === 'error') return { kind: 'failed', failure: { kind: 'expression', message: held.message } }
  if (held.value) return { kind: 'done' }
  if (begun >= loop.turnsMax) {
    const message = `${over.expression} did not hold after ${begun} turns: the limit`
    return { kind: 'failed', failure: { kind: 'inside', message } }
  }
  if (over.everyMs === undefined || instance.granted) return together(state, instance, step, group)
  return events({
    type: 'timer.set',
    instance: instance.id,
    due: circumstances.now + over.everyMs,
    purpose: 'retry',
  })
}

/** What the loop goes over is looked up once; nothing to go over is no failure. */
function begin(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  loop: Loop,
  circumstances: Circumstances,
): Next {
  if (instance.stale) return events(...ask(state, instance, { kind: 'precheck', at: 0 }, { kind: 'stale' }))
  const found = itemsOf(state, instance, loop, circumstances)
  if (found.kind === 'problem')
    return { kind: 'failed', failure: { kind: 'expression', message: found.message } }
  const { items, origin } = found
  if (items.length === 0 && loop.over.kind !== 'until')
    return events({ type: 'step.skipped', instance: instance.id, reason: 'condition', text: found.empty })
  return events({ type: 'loop.began', instance: instance.id, items: { private: [...items] }, origin })
}

/** Begins an instance; the same one too often ends the run instead. */
export function entered(state: ReadonlyRunState, id: InstanceId): readonly RunEvent[] {
  const earlier = state.instances.get(id)
  const visit = (earlier?.visit ?? 0) + 1
  if (!earlier || visit <= visitsMax) return [{ type: 'step.entered', instance: id, visit }]
  const { title } = stepOf(state.plan, earlier.step)
  return ending(state, { status: 'failed', why: `"${title}" was begun ${visitsMax} times: the limit` })
}
