import { stepOf } from '../../src/plan/find.ts'
import type { Plan } from '../../src/plan/plan.ts'
import type { RunEvent } from '../../src/run/event/event.ts'
import type { Fact } from '../../src/run/evolve.ts'
import { goingOn, isInside, upwards } from '../../src/run/flow.ts'
import { beginFold } from '../../src/run/fold.ts'
import type { EffectId, RunId } from '../../src/run/id.ts'
import type { InstanceId } from '../../src/run/instance-id.ts'
import type { Instance, ReadonlyRunState } from '../../src/run/state.ts'

/**
 * What must hold at every fact of every run, whatever happened: looked at from outside, by folding the journal
 * and not by asking the engine what it would have done.
 */
export function brokenPromises(run: RunId, plan: Plan, facts: readonly Fact[]): readonly string[] {
  const { state, apply } = beginFold(run, plan)
  const broken: string[] = []
  const lost = new Set<string>()
  let cancelled = false
  let brokenOff = false
  for (const fact of facts) {
    const { event, seq } = fact
    const say = (what: string) => broken.push(`${seq} ${event.type}: ${what}`)
    before(state, event, brokenOff ? (what) => (what.endsWith('was not begun') ? undefined : say(what)) : say)
    lookAtUnknown(state, event, lost, say)
    // A person who stops a run that is ending stops the rest of that, too.
    if (event.type === 'question.answered' && event.answer.choice === 'stop' && state.closing)
      brokenOff = true
    cancelled ||= event.type === 'run.cancel-requested' && !state.closing
    if (cancelled && event.type === 'run.ended' && event.status !== 'cancelled')
      say(`a cancelled run ended as ${event.status}`)
    apply(fact)
    after(state, event, say)
  }
  return broken
}

type Say = (what: string) => void

/** What must be so when the fact comes. */
function before(state: ReadonlyRunState, event: RunEvent, say: Say): void {
  switch (event.type) {
    case 'attempt.started':
    case 'child.started':
      return beforeStart(state, event.instance as InstanceId, event.type, say)
    case 'attempt.finished':
    case 'attempt.unknown':
      if (!state.attempts.has(event.effect as EffectId)) say('it has ended already')
      return
    case 'child.ended':
      if (!state.children.has(event.effect as EffectId)) say('it has ended already')
      return
    case 'question.answered':
      if (!state.questions.has(event.effect as EffectId)) say('nobody asks that any more')
      return
    case 'step.succeeded':
    case 'step.failed':
      return beforeSettled(state, event, say)
    case 'run.ended':
      for (const { effect } of goingOn(state)) say(`${effect} still goes on`)
      return beforeEnd(state, say)
    default:
  }
}

function beforeStart(state: ReadonlyRunState, id: InstanceId, type: string, say: Say): void {
  if (state.awaited.size > 0) say('something that was left is not over yet')
  if (state.status === 'cancelling') say('the run is being cancelled')
  for (const at of upwards(state, id)) if (at.leaving) say(`${at.id} was left`)
  if (type === 'attempt.started' && [...goingOn(state)].some(({ instance }) => instance === id))
    say('it is under way already')
  const { root } = state.shape.standing.get(state.instances.get(id)?.step ?? state.plan.root) ?? {}
  if (state.closing && root !== state.plan.final && root !== state.plan.onCancel)
    say('the run is closing, and this is none of its last steps')
}

/** Nothing inside a settled step still goes on; a group is as good as its members. */
function beforeSettled(
  state: ReadonlyRunState,
  event: Extract<RunEvent, { type: 'step.succeeded' | 'step.failed' }>,
  say: Say,
): void {
  const instance = state.instances.get(event.instance as InstanceId)
  if (!instance) return
  for (const { instance: going } of goingOn(state))
    if (going !== instance.id && isInside(state, going, instance.id)) say(`${going} inside still goes on`)
  if (event.type === 'step.succeeded' && event.how === 'children') enoughMembers(state, instance, say)
}

function enoughMembers(state: ReadonlyRunState, instance: Readonly<Instance>, say: Say): void {
  const { parallel, loop, children } = stepOf(state.plan, instance.step)
  const members = [...state.instances.values()].filter(({ above }) => above === instance.id)
  const well = members.filter(({ status }) => status.kind === 'succeeded').length
  const badly = members.filter(({ status }) => status.kind === 'failed' && !status.tolerated).length
  if (instance.kind === 'step' && parallel) {
    const { join } = parallel
    if (join.kind === 'at-least' && well < join.count) say(`${well} of ${join.count} succeeded`)
    if (join.kind === 'all' && badly >= join.errorsMax) say(`${badly} failed`)
    if (join.kind === 'all' && members.filter(({ tally }) => tally !== 'outside').length < children.length)
      say('a branch was forgotten')
  }
  if (instance.kind === 'loop' && loop && badly >= (loop.errorsMax ?? 1)) say(`${badly} turns failed`)
  if (
    instance.kind === 'loop' &&
    loop?.over.kind !== 'until' &&
    members.length < (instance.loop?.items.length ?? 0)
  )
    say('a turn was forgotten')
}

/** The last steps of a plan are done, unless a person broke them off. */
function beforeEnd(state: ReadonlyRunState, say: Say): void {
  const { final, onCancel } = state.plan
  if (state.status === 'cancelling' && state.closing) return
  const owed = [final, state.closing?.status === 'cancelled' ? onCancel : undefined]
  for (const root of owed) {
    if (root === undefined) continue
    const instance = state.instances.get(root as string as InstanceId)
    if (!instance || instance.visit === 0) say(`${root} was not begun`)
  }
}

/** What became of a command is not known: only what may be repeated begins again without a person's word. */
function lookAtUnknown(state: ReadonlyRunState, event: RunEvent, lost: Set<string>, say: Say): void {
  if (event.type === 'attempt.unknown') {
    const attempt = state.attempts.get(event.effect as EffectId)
    if (attempt) lost.add(attempt.instance)
  }
  if (event.type === 'question.answered') {
    const question = state.questions.get(event.effect as EffectId)
    if (question) lost.delete(question.instance)
  }
  if (event.type === 'step.entered') lost.delete(event.instance)
  if (event.type !== 'attempt.started' || !lost.has(event.instance)) return
  const instance = state.instances.get(event.instance as InstanceId)
  const step = instance && stepOf(state.plan, instance.step)
  lost.delete(event.instance)
  if (step?.kind === 'step' && step.repeatable && event.stage === 'main') return
  if (instance?.stage.kind !== event.stage) return
  say('its outcome is not known, and nobody said to begin it again')
}

/** What must be so when the fact has been taken in. */
function after(state: ReadonlyRunState, event: RunEvent, say: Say): void {
  if (event.type !== 'step.entered') return
  const above = state.instances.get(event.instance as InstanceId)?.above
  const group = above && state.instances.get(above)
  if (!group) return
  const { loop, parallel } = stepOf(state.plan, group.step)
  const atOnce = group.kind === 'loop' ? loop?.atOnce : parallel?.atOnce
  if (atOnce !== undefined && group.counts.open > atOnce) say(`${group.counts.open} go on at once`)
}
