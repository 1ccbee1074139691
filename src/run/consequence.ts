import type { StepId } from '../document/step.ts'
import { findStep, stepOf } from '../plan/find.ts'
import type { PlanWork } from '../plan/plan.ts'
import type { RunEvent } from './event/event.ts'
import { before, instanceOf, settled } from './flow.ts'
import type { Circumstances } from './input.ts'
import type { Failure } from './question.ts'
import type { Instance, OpenQuestion, ReadonlyRunState } from './state.ts'
import { instanceIdOf } from './state.ts'

/** A step is entered at most this often: a `go to` that leads back for ever ends the run instead. */
export const visitsMax = 100

/**
 * What follows a failure, classified by what happens next: try again after a delay, go on, go elsewhere, roll
 * back, stop, or ask. Without a policy: ask when someone is there, stop when not.
 */
export function consequenceOf(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  failure: Failure,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const step = stepOf(state.plan, instance.step)
  if (step.kind !== 'step') return ask(instance, failure, { undoing: false, escalate: false })
  if (instance.stage.kind === 'undo') return undoFailed(state, instance, failure)
  const retry = retryOf(step)
  if (retry && isWorthRetrying(failure) && instance.tries < retry.times) {
    const factor = retry.backoff === 'doubling' ? 2 ** Math.min(instance.tries, 20) : 1
    const due = circumstances.now + retry.everyMs * factor
    return [{ type: 'timer.set', instance: instance.id, due, purpose: 'retry' }]
  }
  return byPolicy(state, instance, step, failure)
}

function byPolicy(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanWork,
  failure: Failure,
): readonly RunEvent[] {
  const policy = step.onFailure
  const failed = (consequence: string): RunEvent => ({
    type: 'step.failed',
    instance: instance.id,
    failure,
    consequence,
  })
  const stop = (why: string): readonly RunEvent[] => [
    failed('stop'),
    { type: 'run.ended', status: 'failed', why, because: instance.id },
  ]
  const why = `"${step.title}" failed: ${failure.message}`
  switch (policy?.kind) {
    case 'abort':
      return stop(why)
    case 'continue':
      return [failed('continue')]
    case 'roll-back':
      return [failed('roll back'), { type: 'run.rollback-started', because: instance.id }]
    case 'go-to': {
      const target = findStep(state.plan, policy.target)
      if (!target) return stop(`${why}; and there is no step ${JSON.stringify(policy.target)} to go to`)
      return [failed(`go to ${policy.target}`), ...goTo(state, target, 'failure')]
    }
    case 'escalate':
    case 'guidance':
    case 'retry':
    case undefined: {
      if (state.mode === 'unattended') return stop(why)
      const guidance = policy?.kind === 'guidance' ? policy.text : undefined
      return ask(instance, failure, {
        undoing: false,
        escalate: policy?.kind === 'escalate',
        ...(guidance === undefined ? {} : { guidance }),
      })
    }
  }
}

function undoFailed(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  failure: Failure,
): readonly RunEvent[] {
  if (state.mode === 'unattended') return [{ type: 'step.undone', instance: instance.id, how: 'failed' }]
  return ask(instance, failure, { undoing: true, escalate: true })
}

function ask(
  instance: Readonly<Instance>,
  failure: Failure,
  how: { readonly undoing: boolean; readonly escalate: boolean; readonly guidance?: string },
): readonly RunEvent[] {
  const { stage } = instance
  return [
    {
      type: 'question.asked',
      instance: instance.id,
      stage: stage.kind === 'children' ? 'main' : stage.kind,
      at: stage.at,
      question: { kind: 'failed', failure, ...how },
    },
  ]
}

const retryOf = (step: PlanWork) => {
  if (step.retry) return step.retry
  const policy = step.onFailure
  return policy?.kind === 'retry'
    ? { times: policy.times, everyMs: policy.everyMs, backoff: 'constant' as const }
    : undefined
}

/** What a person decided, or what can only come out the same again, is not tried again by itself. */
function isWorthRetrying(failure: Failure): boolean {
  switch (failure.kind) {
    case 'exit':
    case 'os-signal':
    case 'timed-out':
    case 'expectation':
    case 'verification':
    case 'executor':
      return true
    case 'interrupted':
    case 'refused':
    case 'expression':
    case 'said-failed':
    case 'denied':
      return false
  }
}

/**
 * Goes to a step: what lies between and is not settled is passed over, open questions are withdrawn. An
 * endless circle of jumps ends the run.
 */
export function goTo(
  state: ReadonlyRunState,
  target: StepId,
  why: 'failure' | 'choice' | 'operator',
  answered?: OpenQuestion,
): readonly RunEvent[] {
  const visits = instanceOf(state, target)?.visit ?? 0
  if (visits >= visitsMax) {
    return [
      {
        type: 'run.ended',
        status: 'failed',
        why: `"${stepOf(state.plan, target).title}" was begun ${visits} times: the limit`,
      },
    ]
  }
  const withdrawn = [...state.questions.keys()]
    .filter((effect) => effect !== answered?.effect)
    .map((effect): RunEvent => ({ type: 'question.withdrawn', effect }))
  const timers = [...state.timers.keys()].map((effect): RunEvent => ({ type: 'timer.withdrawn', effect }))
  return [
    ...withdrawn,
    ...timers,
    ...passedOver(state, target, answered),
    { type: 'run.went-to', step: target, why },
  ]
}

function passedOver(
  state: ReadonlyRunState,
  target: StepId,
  answered: OpenQuestion | undefined,
): readonly RunEvent[] {
  const chose = answered?.question.kind === 'choose' ? answered.instance : undefined
  const over: RunEvent[] = []
  const covered = new Set<StepId>()
  for (const step of before(state.plan, state.plan.root, target)) {
    const { parent } = stepOf(state.plan, step)
    const instance = instanceOf(state, step)
    const inside = parent !== undefined && covered.has(parent)
    if (inside || settled(state, step)) {
      covered.add(step)
      continue
    }
    covered.add(step)
    // A step that failed, or chose, a moment ago gets its own event; everything else unsettled is passed over.
    if (instance && (instance.failure || instance.id === chose)) continue
    over.push({ type: 'step.skipped', instance: instanceIdOf(step), reason: 'passed-over' })
  }
  return over
}
