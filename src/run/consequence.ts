import { findStep, stepOf } from '../plan/find.ts'
import type { PlanStep, PlanWork } from '../plan/plan.ts'
import { rise } from './ending.ts'
import type { RunEvent } from './event/event.ts'
import { goTo, wayTo } from './go-to.ts'
import type { Circumstances } from './input.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import type { Failure } from './question.ts'
import type { Instance, OpenQuestion, ReadonlyRunState } from './state.ts'

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
  if (instance.stage.kind === 'undo') return undoFailed(state, instance, failure)
  // The whole run took too long: there is nothing around it that could go on.
  if (instance.above === undefined) return rise(state, instance, failure, failure.message)
  if (step.kind !== 'step') return byPolicy(state, instance, step, failure)
  const retry = retryOf(step)
  if (retry && isWorthRetrying(failure) && instance.tries < retry.times) {
    const factor = retry.backoff === 'doubling' ? 2 ** Math.min(instance.tries, 20) : 1
    const due = circumstances.now + retry.everyMs * factor
    return [{ type: 'timer.set', instance: instance.id, due, purpose: 'retry' }]
  }
  const { poll } = (instance.stage.kind === 'main' && step.commands[instance.stage.at]) || {}
  if (poll && isWorthRetrying(failure) && (instance.tries + 1) * poll.everyMs <= poll.atMostMs) {
    const due = circumstances.now + poll.everyMs
    return [{ type: 'timer.set', instance: instance.id, due, purpose: 'retry' }]
  }
  // A loop that says how many errors it bears has said what one of them leads to.
  const isTurn = step.loop !== undefined && instance.kind === 'step'
  if (isTurn && step.loop.errorsMax !== undefined) return rise(state, instance, failure, whyOf(step, failure))
  return byPolicy(state, instance, step, failure)
}

const whyOf = (step: PlanStep, failure: Failure): string => `"${step.title}" failed: ${failure.message}`

function byPolicy(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanStep,
  failure: Failure,
): readonly RunEvent[] {
  const policy = step.kind === 'step' ? step.onFailure : undefined
  const failed = (consequence: string): RunEvent => ({
    type: 'step.failed',
    instance: instance.id,
    failure,
    consequence,
  })
  const why = whyOf(step, failure)
  switch (policy?.kind) {
    case 'abort':
      return rise(state, instance, failure, why)
    case 'continue':
      return [failed('continue')]
    case 'roll-back':
      // While a run is closing there is no way back any more.
      if (state.closing) return rise(state, instance, failure, why)
      return [failed('roll back'), ...rollBack(state, instance.id)]
    case 'go-to': {
      const target = findStep(state.plan, policy.target)
      const way = target === undefined ? undefined : wayTo(state, target, instance)
      if (way?.kind !== 'way') {
        const no = way?.why ?? `there is no step ${JSON.stringify(policy.target)} to go to`
        return rise(state, instance, failure, `${why}; and ${no}`)
      }
      return [failed(`go to ${policy.target}`), ...goTo(state, way, 'failure', { instance: instance.id })]
    }
    case 'escalate':
    case 'guidance':
    case 'retry':
    case undefined: {
      if (state.mode === 'unattended') return rise(state, instance, failure, why)
      const guidance = policy?.kind === 'guidance' ? policy.text : undefined
      return ask(instance, failure, {
        undoing: false,
        escalate: policy?.kind === 'escalate',
        ...(guidance === undefined ? {} : { guidance }),
      })
    }
  }
}

/** What else is going is ended first; then what was done is taken back. */
export function rollBack(
  state: ReadonlyRunState,
  because: InstanceId,
  answered?: OpenQuestion,
): readonly RunEvent[] {
  const others =
    state.attempts.size + state.children.size + state.timers.size + state.questions.size > (answered ? 1 : 0)
  const stopped: readonly RunEvent[] = others
    ? [{ type: 'branch.stopped', instance: instanceIdOf(state.plan.root, noTurns), why: 'left' }]
    : []
  return [...stopped, { type: 'run.rollback-started', because }]
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
    case 'runbook':
      return true
    case 'interrupted':
    case 'refused':
    case 'expression':
    case 'said-failed':
    case 'denied':
    case 'inside':
    case 'not-in-time':
      return false
  }
}
