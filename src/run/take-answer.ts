import { stepOf } from '../plan/find.ts'
import { Bug } from '../text/bug.ts'
import { reveal } from './event/private.ts'
import type { EffectId } from './id.ts'
import { groupOf, memberOf } from './group.ts'
import { forward, limit, moveTo, push, setStatus, writeOutputs } from './moves.ts'
import type { Answer } from './question.ts'
import type { Instance, OpenQuestion, RunState } from './state.ts'

/** Closes a question and does what its answer says by itself. */
export function takeAnswer(state: RunState, effect: EffectId, answer: Answer): void {
  const open = state.questions.get(effect)
  const instance = open && state.instances.get(open.instance)
  state.questions.delete(effect)
  if (!open || !instance) return
  instance.status = { kind: 'ready' }
  push(state, instance.id)
  applyAnswer(state, instance, open, answer)
}

/** What an answer changes by itself; what it leads to (a step skipped, a jump) are events of their own. */
function applyAnswer(state: RunState, instance: Instance, open: OpenQuestion, answer: Answer): void {
  switch (answer.choice) {
    case 'run':
      return press(state, instance, answer)
    case 'done':
      if (open.stage === 'undo') return
      instance.byHand = true
      instance.failure = undefined
      return moveTo(
        state,
        instance,
        open.stage === 'verify' ? { kind: 'verify', at: open.at + 1 } : { kind: 'children', at: 0 },
      )
    case 'fail':
      instance.failure = { kind: 'said-failed', message: answer.text ?? 'the operator said it failed' }
      return
    case 'deny':
      instance.failure = { kind: 'denied', message: answer.text ?? 'approval was denied' }
      return
    case 'approve':
      return approve(state, instance, open, answer)
    case 'option': {
      const title = open.question.kind === 'choose' ? open.question.options[answer.index] : undefined
      writeOutputs(state, instance, { choice: title ?? '' })
      return forward(state, instance)
    }
    case 'retry':
      instance.failure = undefined
      instance.granted = true
      if (open.stage === 'undo') return
      limit(state, instance)
      return beginFailedAgain(state, instance)
    case 'happened':
      return open.stage === 'main'
        ? forward(state, instance)
        : moveTo(state, instance, { kind: open.stage, at: open.at + 1 })
    case 'again':
      instance.stale = false
      return
    case 'did-not-happen':
      instance.granted = true
      return
    case 'still-valid':
    case 'skip':
    case 'yes':
    case 'no':
    case 'pick':
    case 'finish':
    case 'go-to':
    case 'roll-back':
    case 'stop':
      return
    default:
      throw new Bug('an answer nobody thought of')
  }
}

function approve(
  state: RunState,
  instance: Instance,
  { question }: OpenQuestion,
  { approver, subject }: Extract<Answer, { choice: 'approve' }>,
): void {
  if (question.kind !== 'approve') return
  instance.approvals = [...instance.approvals, approver]
  if (instance.approvals.length < question.count) {
    if (subject !== undefined && !state.approving.has(instance.id)) state.approving.set(instance.id, subject)
    return
  }
  state.approving.delete(instance.id)
  // Where it was asked for again, the step goes on with what it was about to do.
  if (question.again === undefined) forward(state, instance)
  else instance.approvals = []
}

function press(state: RunState, instance: Instance, answer: Extract<Answer, { choice: 'run' }>): void {
  if (answer.values) state.values = { ...state.values, ...reveal(answer.values, {}) }
  if (answer.edited) instance.edited = reveal(answer.edited, '')
  instance.granted = true
}

/** Of what stands inside, what was ended (and of members that go together, what failed) is to come again. */
function beginFailedAgain(state: RunState, instance: Instance): void {
  const step = stepOf(state.plan, instance.step)
  const together = groupOf(state.plan, instance).kind === 'together'
  const size = instance.kind === 'loop' ? instance.stage.at : step.children.length
  for (let at = 0; at < size; at++) {
    const member = state.instances.get(memberOf(step, instance, at) ?? instance.id)
    if (member?.tally !== 'cancelled' && !(together && member?.tally === 'failed')) continue
    setStatus(state, member, { kind: 'waiting' })
    instance.stage = { kind: 'children', at: 0 }
  }
}
