import { rootsOf } from '../plan/shape.ts'
import { formatDuration } from '../text/duration.ts'
import type { Actor } from './event/envelope.ts'
import type { EventData, RunEvent } from './event/event.ts'
import { beginApproved, bindApproval, voidApproval } from './approval.ts'
import { reveal } from './event/private.ts'
import { goingOn, sessionOf } from './flow.ts'
import type { EffectId, RunId } from './id.ts'
import { childRunId, effectId } from './id.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import { leftOver, stopBranch } from './leave.ts'
import { drop, enter, ensure, forward, moveTo, push, setSession, settle, writeOutputs } from './moves.ts'
import type { Answer, Failure } from './question.ts'
import type { Instance, RunState } from './state.ts'
import { isSettled } from './state.ts'
import { replacePlan } from './replace-plan.ts'
import { mergedSession } from './session.ts'
import { takeAnswer } from './take-answer.ts'
import { goTo, nextUndo, startRollback } from './turns.ts'

/** An event with what its envelope says. */
export type Fact = { readonly seq: number; readonly at: number; readonly by: Actor; readonly event: RunEvent }

/**
 * Folds one fact into a state the caller owns, in place: copying the maps of a long run at every event was
 * measured at seconds. Total: any fact in any order leaves a state, never an exception.
 */
export function evolve(state: RunState, fact: Fact): void {
  state.seq = fact.seq
  state.changedAt = fact.at
  const { event } = fact
  switch (event.type) {
    case 'note.added':
    case 'remark.added':
    case 'finding.noted':
    case 'answer.late':
    case 'run.escalated':
      return
    case 'approval.bound':
      return bindApproval(state, event)
    case 'approval.voided':
      return voidApproval(state, event)
    case 'plan.replaced':
      return replacePlan(state, event)
    case 'attachment.added':
      return attach(state, event.instance)
    case 'timer.fired':
    case 'timer.withdrawn':
      return closeTimer(state, event.effect as EffectId, event.type)
    case 'attempt.finished':
      return finishAttempt(state, event)
    case 'attempt.unknown':
      return loseAttempt(state, event.effect as EffectId)
    case 'attempt.cancel-requested':
      return askToEnd(state, event)
    case 'question.answered':
      if (tookPart(fact.by, event.answer)) state.people.add(fact.by.id)
      return takeAnswer(state, event.effect as EffectId, event.answer)
    case 'question.withdrawn':
      return withdraw(state, event.effect as EffectId)
    case 'step.entered':
      return enter(state, event.instance, event.visit)
    case 'child.cancel-requested':
      return askChildToEnd(state, event)
    case 'child.ended':
      return endChild(state, event)
    case 'branch.stopped':
      return stopBranch(state, event.instance as InstanceId)
    case 'limit.reached':
      return reachLimit(state, event)
    case 'run.created':
    case 'run.mode-changed':
    case 'run.paused':
    case 'run.continued':
    case 'run.cancel-requested':
    case 'run.rollback-started':
    case 'run.went-to':
    case 'run.handed-over':
    case 'run.closing':
    case 'run.ended':
      return evolveRun(state, fact, event)
    default:
      return evolveInstance(state, fact, event)
  }
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>
type RunWideEvent = EventOf<Exclude<Extract<RunEvent['type'], `run.${string}`>, 'run.escalated'>>

function evolveRun(state: RunState, fact: Fact, event: RunWideEvent): void {
  switch (event.type) {
    case 'run.created':
      return create(state, fact, event)
    case 'run.mode-changed':
      state.mode = event.mode
      state.modeAt = fact.at
      return
    case 'run.paused':
    case 'run.continued':
      state.paused = event.type === 'run.paused'
      state.pausedAt = fact.at
      return
    case 'run.cancel-requested':
      state.status = 'cancelling'
      state.paused = false
      state.todo.clear()
      state.limits.clear()
      return
    case 'run.rollback-started':
      return startRollback(state, event.because as InstanceId | undefined)
    case 'run.went-to':
      return goTo(state, event.instance ?? event.step, event.why)
    case 'run.handed-over':
      state.operator = event.to
      state.people.add(event.to)
      return
    case 'run.closing':
      return close(state, event)
    case 'run.ended':
      return end(state, event)
  }
}

/** Of somebody who signed in, an approval is an approval: they may give the next one too. */
const tookPart = ({ kind, proven }: Actor, { choice }: Answer): boolean =>
  (kind === 'person' || kind === 'token') && !(proven && (choice === 'approve' || choice === 'deny'))

function create(state: RunState, { at, by }: Fact, event: EventData<'run.created'>): void {
  state.mode = event.mode
  state.parent = event.parent?.run as RunId | undefined
  state.startedAt = at
  state.startedBy = by.id
  state.proven = by.proven === true
  state.operator = by.id
  state.people.add(by.id)
  state.startedOn = event.startedOn
  state.startCwd = event.cwd
  state.session = { cwd: event.cwd, set: {}, unset: [] }
  enter(state, state.plan.root, 1)
}

type InstanceEvent = EventOf<
  | 'step.needed'
  | 'step.succeeded'
  | 'step.failed'
  | 'step.skipped'
  | 'step.confirmed'
  | 'step.not-chosen'
  | 'step.undone'
  | 'check.concluded'
  | 'attempt.started'
  | 'question.asked'
  | 'timer.set'
  | 'loop.began'
  | 'wait.over'
  | 'child.started'
>

/** Facts about one instance; those about an instance nobody entered (a menu's option, a step passed over) make it. */
function evolveInstance(state: RunState, fact: Fact, event: InstanceEvent): void {
  const instance = ensure(state, event.instance)
  if (!instance) return
  const effect = effectId(state.run, fact.seq)
  switch (event.type) {
    case 'step.needed':
      instance.status = { kind: 'ready' }
      return moveTo(state, instance, { kind: 'main', at: 0 })
    case 'step.succeeded':
      record(state, instance)
      return settle(state, instance, { kind: 'succeeded', how: event.how })
    case 'step.failed':
      trouble(state, instance, event.failure)
      return settle(state, instance, failed(event))
    case 'step.skipped':
      return settle(state, instance, { kind: 'skipped', reason: event.reason })
    case 'step.confirmed':
      return settle(state, instance, { kind: 'succeeded', how: 'confirmed' })
    case 'step.not-chosen':
      return settle(state, instance, { kind: 'not-chosen' })
    case 'step.undone':
      return nextUndo(state)
    case 'check.concluded':
      return concludeCheck(state, instance, event)
    case 'attempt.started':
      return startAttempt(state, instance, effect, fact.at, event)
    case 'question.asked':
      drop(state, instance.id)
      instance.status = { kind: 'asked', since: fact.at }
      state.questions.set(effect, {
        effect,
        instance: instance.id,
        stage: event.stage,
        at: event.at,
        question: event.question,
        askedAt: fact.at,
      })
      return
    case 'child.started':
      return startChild(state, instance, effect, fact.at, event)
    case 'wait.over':
      return forward(state, instance)
    case 'loop.began':
      instance.loop = { items: reveal(event.items, []), origin: event.origin }
      return push(state, instance.id)
    case 'timer.set':
      drop(state, instance.id)
      if (event.purpose === 'retry') {
        instance.failure = undefined
        instance.tries += 1
      }
      instance.status = { kind: 'running', since: fact.at }
      state.timers.set(effect, { effect, instance: instance.id, due: event.due, purpose: event.purpose })
  }
}

/** It counts as the evidence of the step's visit that is under way. */
function attach(state: RunState, instance: string | undefined): void {
  const found = instance === undefined ? undefined : state.instances.get(instance as InstanceId)
  if (found) found.attached = true
}

/** What a step leaves behind when it is done: what its undo works with, and that there is something to undo. */
function record(state: RunState, instance: Instance): void {
  instance.recorded = { session: sessionOf(state, instance), outputs: state.outputs.get(instance.id) ?? {} }
  state.finished.push(instance.id)
}

/** What went wrong after it was decided how the run ends: of a step, not of what it stands in. */
function trouble(state: RunState, { step }: Instance, { kind, message }: Failure): void {
  if (!state.closing || kind === 'inside') return
  const { troubles = [] } = state.closing
  state.closing = { ...state.closing, troubles: [...troubles, { step, message }] }
}

/** What goes on inside ends, and then the whole of it has failed. */
function reachLimit(state: RunState, { instance: id, limitMs }: EventData<'limit.reached'>): void {
  const instance = state.instances.get(id as InstanceId)
  state.limits.delete(id as InstanceId)
  if (!instance || isSettled(instance.status)) return
  const message = `it took longer than its time limit of ${formatDuration(limitMs)}`
  stopBranch(state, instance.id, { kind: 'timed-out', message })
}

const failed = ({ failure, consequence }: EventData<'step.failed'>) =>
  ({ kind: 'failed', failure, tolerated: consequence === 'continue' }) as const

function startAttempt(
  state: RunState,
  instance: Instance,
  effect: EffectId,
  startedAt: number,
  event: EventData<'attempt.started'>,
): void {
  const { stage, at, host, bootId, hash, timeoutAt } = event
  beginApproved(state, instance.step)
  drop(state, instance.id)
  instance.stage = { kind: stage, at }
  instance.status = { kind: 'running', since: startedAt }
  instance.granted = false
  const where = { effect, instance: instance.id, stage, at, host, bootId, hash }
  state.attempts.set(effect, { ...where, startedAt, timeoutAt, cancel: undefined })
}

function startChild(
  state: RunState,
  instance: Instance,
  effect: EffectId,
  startedAt: number,
  { at, path, section, given }: EventData<'child.started'>,
): void {
  drop(state, instance.id)
  instance.stage = { kind: 'main', at }
  instance.status = { kind: 'running', since: startedAt }
  instance.granted = false
  const what = {
    effect,
    instance: instance.id,
    run: childRunId(effect),
    path,
    section,
    given: reveal(given, {}),
  }
  state.children.set(effect, { ...what, startedAt, cancel: undefined })
}

function askChildToEnd(state: RunState, { effect, why }: EventData<'child.cancel-requested'>): void {
  const child = state.children.get(effect as EffectId)
  if (child) child.cancel ??= why
}

function endChild(state: RunState, event: EventData<'child.ended'>): void {
  const child = state.children.get(event.effect as EffectId)
  const instance = child && state.instances.get(child.instance)
  state.children.delete(event.effect as EffectId)
  state.awaited.delete(event.effect as EffectId)
  if (!instance) return
  if (instance.leaving) return leftOver(state, instance)
  instance.status = { kind: 'ready' }
  push(state, instance.id)
  if (event.outputs) writeOutputs(state, instance, reveal(event.outputs, {}))
  if (event.failure) instance.failure = event.failure
  else forward(state, instance)
}

function askToEnd(state: RunState, event: EventData<'attempt.cancel-requested'>): void {
  const attempt = state.attempts.get(event.effect as EffectId)
  if (attempt) attempt.cancel ??= event.why
}

function withdraw(state: RunState, effect: EffectId): void {
  const question = state.questions.get(effect)
  state.questions.delete(effect)
  if (question) push(state, question.instance)
}

function concludeCheck(state: RunState, instance: Instance, event: EventData<'check.concluded'>): void {
  instance.status = { kind: 'ready' }
  if (event.holds) return moveTo(state, instance, { kind: event.stage, at: event.at + 1 })
  if (event.stage === 'precheck') return moveTo(state, instance, { kind: 'main', at: 0 })
  instance.failure = { kind: 'verification', message: event.why }
  push(state, instance.id)
}

function finishAttempt(state: RunState, event: EventData<'attempt.finished'>): void {
  const attempt = state.attempts.get(event.effect as EffectId)
  const instance = attempt && state.instances.get(attempt.instance)
  state.attempts.delete(event.effect as EffectId)
  state.awaited.delete(event.effect as EffectId)
  if (!attempt || !instance) return
  if (instance.leaving) return leftOver(state, instance)
  instance.status = { kind: 'ready' }
  push(state, instance.id)
  if (event.end.kind === 'never-ran') {
    instance.granted = true
    return
  }
  if (event.failure) {
    instance.failure = event.failure
    return
  }
  if (attempt.stage !== 'main') return
  const outputs = event.outputs && reveal(event.outputs, {})
  if (outputs) writeOutputs(state, instance, outputs)
  const earlier = sessionOf(state, instance)
  const session = event.session && reveal(event.session, { cwd: earlier.cwd, set: {}, unset: [] })
  if (session) setSession(state, instance, mergedSession(earlier, session))
  forward(state, instance)
}

function loseAttempt(state: RunState, effect: EffectId): void {
  const attempt = state.attempts.get(effect)
  const instance = attempt && state.instances.get(attempt.instance)
  state.attempts.delete(effect)
  state.awaited.delete(effect)
  if (!instance) return
  if (instance.leaving) return leftOver(state, instance)
  instance.status = { kind: 'unknown' }
  push(state, instance.id)
}

function closeTimer(state: RunState, effect: EffectId, type: 'timer.fired' | 'timer.withdrawn'): void {
  const timer = state.timers.get(effect)
  const instance = timer && state.instances.get(timer.instance)
  state.timers.delete(effect)
  if (!timer || !instance) return
  instance.status = { kind: 'ready' }
  if (timer.purpose === 'wait' && type === 'timer.fired') return forward(state, instance)
  instance.granted = true
  push(state, instance.id)
}

function close(state: RunState, { status, why, because }: EventData<'run.closing'>): void {
  state.closing = { status, why, ...(because === undefined ? {} : { because }) }
  state.status = 'closing'
  state.undoing = []
  state.limits.clear()
  for (const root of rootsOf(state.plan)) stopBranch(state, instanceIdOf(root, noTurns))
  for (const { effect } of goingOn(state)) state.awaited.add(effect)
  state.todo.clear()
}

function end(state: RunState, event: EventData<'run.ended'>): void {
  state.status = 'ended'
  state.ended = { status: event.status, why: event.why }
  state.todo.clear()
  state.limits.clear()
  state.undoing = []
  state.questions.clear()
  state.timers.clear()
  for (const instance of state.instances.values()) {
    if (!isSettled(instance.status)) {
      instance.status = { kind: event.status === 'cancelled' ? 'cancelled' : 'waiting' }
    }
  }
}
