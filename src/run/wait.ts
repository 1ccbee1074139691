import type { WaitForInput, WaitInput, WaitUntilInput } from '../action/action.ts'
import { nextTimeOfDay } from '../text/instant.ts'
import { formatDuration } from '../text/duration.ts'
import { needsPersonUnless } from './ask.ts'
import { conditionHolds } from './condition.ts'
import { consequenceOf } from './consequence.ts'
import type { RunEvent } from './event/event.ts'
import type { Circumstances } from './input.ts'
import type { Failure } from './question.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

/** Waits for a time, or for something to hold: that is looked at now, and then again and again. */
export function wait(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  input: WaitInput | WaitUntilInput | WaitForInput,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const { now } = circumstances
  const until = (due: number): readonly RunEvent[] => [
    { type: 'timer.set', instance: instance.id, due, purpose: 'wait' },
  ]
  switch (input.action) {
    case 'wait':
      return until(now + input.durationMs)
    case 'wait-until': {
      const { time } = input
      const due = time.kind === 'instant' ? time.at : nextTimeOfDay(time.minutes, time.zone, now)
      return until(Math.max(now, due ?? now))
    }
    case 'wait-for':
      return waitFor(state, instance, input, circumstances)
  }
}

function waitFor(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  { expression, everyMs, atMostMs }: WaitForInput,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const failing = (failure: Failure) =>
    needsPersonUnless(state, instance, consequenceOf(state, instance, failure, circumstances))
  const held = conditionHolds({ state, at: instance }, expression, circumstances)
  if (held.kind === 'error') return failing({ kind: 'expression', message: held.message })
  if (held.value) return [{ type: 'wait.over', instance: instance.id, at: instance.stage.at }]
  if (instance.tries * everyMs >= atMostMs) {
    const message = `${expression} did not hold within ${formatDuration(atMostMs)}`
    return failing({ kind: 'not-in-time', message })
  }
  return [{ type: 'timer.set', instance: instance.id, due: circumstances.now + everyMs, purpose: 'retry' }]
}
