import type { StepId } from '../document/step.ts'
import { findStep, stepOf, within } from '../plan/find.ts'
import { never } from '../text/bug.ts'
import { advance } from './advance.ts'
import { bound, changedSinceFirst, subjectOf } from './approval.ts'
import { concludeAttempt, concludeUnknown } from './conclude.ts'
import { rollBack } from './consequence.ts'
import { concludeChild } from './child.ts'
import type { Decision } from './decision.ts'
import { nothing, record, refuse } from './decision.ts'
import { ending } from './ending.ts'
import type { RunEvent } from './event/event.ts'
import { decideFromPeople } from './from-people.ts'
import type { Leaving } from './go-to.ts'
import { isQuiet } from './flow.ts'
import { goTo, wayTo } from './go-to.ts'
import { decideReplacement } from './replacement.ts'
import type { EffectId } from './id.ts'
import type { Circumstances, RunInput } from './input.ts'
import type { Answer, Question } from './question.ts'
import { choicesFor } from './question.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf, stepAt } from './instance-id.ts'
import type { OpenQuestion, ReadonlyRunState } from './state.ts'

/** Pure: time, place and ids come in with the input and the circumstances. */
export function decide(state: ReadonlyRunState, input: RunInput, circumstances: Circumstances): Decision {
  if (
    state.status === 'ended' &&
    input.kind !== 'note' &&
    input.kind !== 'remark' &&
    input.kind !== 'attach' &&
    input.kind !== 'escalate' &&
    input.kind !== 'answer'
  ) {
    return input.kind === 'advance' ? nothing : refuse('the run has ended')
  }
  switch (input.kind) {
    case 'advance':
      return { events: advance(state, circumstances) }
    case 'attempt-ended':
      return { events: concludeAttempt(state, input, circumstances) }
    case 'attempt-unknown':
      return { events: concludeUnknown(state, input.effect, input.why, circumstances) }
    case 'timer-due':
      return state.timers.has(input.effect)
        ? record({ type: 'timer.fired', effect: input.effect })
        : dueTimeout(state, input.effect)
    case 'child-ended':
      return { events: concludeChild(state, input) }
    case 'limit-due':
      return limitDue(state, input.instance, circumstances.now)
    case 'answer':
      return answer(state, input.effect, input.answer, circumstances)
    case 'interrupt':
      return state.attempts.has(input.effect)
        ? record({ type: 'attempt.cancel-requested', effect: input.effect, why: 'operator' })
        : refuse('that command is not running')
    case 'pause':
      return state.paused ? nothing : record({ type: 'run.paused' })
    case 'continue':
      return state.paused ? record({ type: 'run.continued' }) : nothing
    case 'cancel':
      if (state.status === 'cancelling') return nothing
      return record({
        type: 'run.cancel-requested',
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      })
    case 'change-mode':
      return changeMode(state, input.mode)
    case 'go-to':
      return operatorGoTo(state, input.step)
    case 'replace-plan':
      return decideReplacement(state, input)
    case 'note':
    case 'remark':
    case 'attach':
    case 'hand-over':
    case 'escalate':
      return decideFromPeople(state, input)
    default:
      return never(input)
  }
}

/** A time limit belongs to its attempt, not to a timer of its own. */
function dueTimeout(state: ReadonlyRunState, effect: EffectId): Decision {
  const attempt = state.attempts.get(effect)
  if (!attempt || attempt.cancel) return nothing
  return record({ type: 'attempt.cancel-requested', effect, why: 'timeout' })
}

/** Asked twice, or too early, it is nothing; a settled instance has no limit any more. */
function limitDue(state: ReadonlyRunState, id: string, now: number): Decision {
  const due = state.limits.get(id as InstanceId)
  const { limitMs } = stepAt(state.plan, id) ?? {}
  if (due === undefined || due > now || limitMs === undefined) return nothing
  return record({ type: 'limit.reached', instance: id, limitMs })
}

/** Questions asked only because of the mode are asked again (or not) under the new one. */
function changeMode(state: ReadonlyRunState, mode: ReadonlyRunState['mode']): Decision {
  if (state.mode === mode) return nothing
  const again = [...state.questions.values()].filter(
    ({ question }) => question.kind === 'run' || question.kind === 'do',
  )
  return record(
    { type: 'run.mode-changed', mode },
    ...again.map(({ effect }): RunEvent => ({ type: 'question.withdrawn', effect })),
  )
}

function operatorGoTo(state: ReadonlyRunState, target: string): Decision {
  const step = findStep(state.plan, target)
  if (!step) return refuse(`the runbook has no step ${JSON.stringify(target)}`)
  if (state.status !== 'running') return refuse('the run is ending')
  if (!isQuiet(state)) return refuse('a command is running: interrupt it first')
  const way = wayTo(state, step, undefined)
  return way.kind === 'way' ? { events: goTo(state, way, 'operator') } : refuse(way.why)
}

function answer(
  state: ReadonlyRunState,
  effect: EffectId,
  given: Answer,
  circumstances: Circumstances,
): Decision {
  const open = state.questions.get(effect)
  // Somebody was faster, or the run went on: the words are kept, and change nothing.
  if (!open) return record({ type: 'answer.late', effect, answer: given })
  const choices: readonly string[] = choicesFor[open.question.kind]
  if (!choices.includes(given.choice)) {
    return refuse(`this question takes ${choices.join(', ')}; not ${given.choice}`)
  }
  const changed = given.choice === 'approve' ? changedSinceFirst(state, open, circumstances) : undefined
  if (changed) return record(...changed)
  const wrong = misfit(state, open, given) ?? unseen(state, open, given, circumstances)
  if (wrong !== undefined) return refuse(wrong)
  const approved = given.choice === 'approve' ? bound(state, open, given.approver, circumstances) : []
  return record(
    { type: 'question.answered', effect, answer: given },
    ...approved,
    ...following(state, open, given),
  )
}

/** What is approved is what the approver was shown. */
function unseen(
  state: ReadonlyRunState,
  open: OpenQuestion,
  given: Answer,
  { environment }: Circumstances,
): string | undefined {
  if (given.choice !== 'approve' || given.subject === undefined) return undefined
  const now = subjectOf(state, open, environment)
  return now?.hash === given.subject
    ? undefined
    : 'what is to be approved has changed since it was shown: look again'
}

/** Why an answer of the right kind still does not fit. */
function misfit(state: ReadonlyRunState, open: OpenQuestion, given: Answer): string | undefined {
  const { question } = open
  switch (given.choice) {
    case 'option':
      if (question.kind !== 'choose' || !question.options[given.index]) return 'there is no such option'
      return undefined
    case 'pick':
      if (question.kind !== 'menu' || !question.left.some(({ step }) => step === given.step))
        return 'that is not on the menu'
      return undefined
    case 'go-to': {
      const target = findStep(state.plan, given.step)
      if (!target) return `the runbook has no step ${JSON.stringify(given.step)}`
      const way = wayTo(state, target, state.instances.get(open.instance))
      return way.kind === 'way' ? undefined : way.why
    }
    case 'roll-back':
      return state.closing ? 'the run is ending: there is no way back any more' : undefined
    case 'run':
      return missingValue(question, given)
    case 'approve':
      return approver(state, open, given)
    case 'done': {
      const step = stepOf(state.plan, stateInstance(state, open).step)
      const needed = step.kind === 'step' ? step.evidence : undefined
      const attached = state.instances.get(open.instance)?.attached ?? false
      return needed !== undefined && !given.evidence && !attached
        ? `evidence is asked for: ${needed}`
        : undefined
    }
    case 'skip': {
      const step = stepOf(state.plan, stateInstance(state, open).step)
      const needed = open.stage === 'main' && step.kind === 'step' ? step.evidence : undefined
      return needed !== undefined && (given.text ?? '').trim() === ''
        ? `evidence is asked for (${needed}): say why it is skipped`
        : undefined
    }
    default:
      return undefined
  }
}

function missingValue(question: Question, given: Extract<Answer, { choice: 'run' }>): string | undefined {
  if (question.kind !== 'run' || given.edited) return undefined
  const values = given.values && 'private' in given.values ? given.values.private : {}
  const open = question.holes.find((hole) => (values[hole.key] ?? '') === '')
  return open && `${open.written} still needs a value`
}

/** Counts people: the same name twice is one, and whoever started, operated or answered is not another person. */
function approver(
  state: ReadonlyRunState,
  open: OpenQuestion,
  given: Extract<Answer, { choice: 'approve' }>,
): string | undefined {
  if (state.proven && given.asserted)
    return 'this run takes approvals only from people who sign in, in their own name'
  const name = given.approver.trim().toLowerCase()
  if (name === '') return 'who approved?'
  if (name === state.startedBy.toLowerCase()) return 'whoever started the run cannot approve it'
  const worked = [...state.people].some((person) => person.trim().toLowerCase() === name)
  if (worked) return 'whoever operated the run, or answered in it, cannot approve it'
  const already = stateInstance(state, open).approvals.some((other) => other.trim().toLowerCase() === name)
  return already ? `${given.approver} has already approved` : undefined
}

const stateInstance = (state: ReadonlyRunState, open: Pick<OpenQuestion, 'instance'>) => {
  const instance = state.instances.get(open.instance)
  return instance ?? { step: state.plan.root, turns: [], approvals: [] }
}

/** What an answer leads to, beyond what it says. */
function following(state: ReadonlyRunState, open: OpenQuestion, given: Answer): readonly RunEvent[] {
  const { instance } = open
  const undoing = open.stage === 'undo'
  switch (given.choice) {
    case 'skip': {
      if (undoing) return [{ type: 'step.undone', instance, how: 'skipped' }]
      const text = given.text === undefined ? {} : { text: given.text }
      return [{ type: 'step.skipped', instance, reason: given.reason, ...text }]
    }
    case 'done':
      if (undoing) return [{ type: 'step.undone', instance, how: 'by-hand' }]
      return isGroupFailed(state, open) ? [{ type: 'step.succeeded', instance, how: 'by-hand' }] : []
    case 'still-valid':
      return stillValid(state, open)
    case 'yes':
    case 'no':
      return [checkAnswered(open, given.choice)]
    case 'option':
      return chosen(state, open, given.index)
    case 'pick':
      return [picked(state, open, given.step as StepId)]
    case 'finish':
      return menuFinished(state, open)
    case 'go-to': {
      const target = findStep(state.plan, given.step)
      const way = target && wayTo(state, target, state.instances.get(instance))
      return way?.kind === 'way'
        ? [...failedFirst(open, `go to ${given.step}`), ...goTo(state, way, 'operator', leaving(open))]
        : []
    }
    case 'roll-back':
      return undoing ? [] : [...failedFirst(open, 'roll back'), ...rollBack(state, instance, open)]
    case 'stop':
      return stopped(state, open)
    default:
      return []
  }
}

/** The step holds as it is, and so do the steps inside it that were done with it. */
function stillValid(state: ReadonlyRunState, { instance }: OpenQuestion): readonly RunEvent[] {
  const { step, turns } = stateInstance(state, { instance })
  return [...within(state.plan, step)]
    .map((inside) => instanceIdOf(inside, turns))
    .filter((id) => id === instance || state.instances.get(id)?.stale)
    .toReversed()
    .map((id): RunEvent => ({ type: 'step.confirmed', instance: id }))
}
/** A failure, or a choice, has an event of its own; any other question was about a step that is passed over. */
const leaving = ({ effect, instance, question }: OpenQuestion): Leaving =>
  question.kind === 'failed' || question.kind === 'choose'
    ? { instance, question: effect }
    : { question: effect }

function stopped(state: ReadonlyRunState, open: OpenQuestion): readonly RunEvent[] {
  const { title } = stepOf(state.plan, stateInstance(state, open).step)
  const why = `the operator stopped at "${title}"`
  return [...failedFirst(open, 'stop'), ...ending(state, { status: 'failed', why, because: open.instance })]
}

const failedFirst = (open: OpenQuestion, consequence: string): readonly RunEvent[] =>
  open.question.kind === 'failed' && open.stage !== 'undo'
    ? [{ type: 'step.failed', instance: open.instance, failure: open.question.failure, consequence }]
    : []

function checkAnswered(open: OpenQuestion, choice: 'yes' | 'no'): RunEvent {
  const text = open.question.kind === 'check' ? open.question.text : ''
  const stage = open.stage === 'precheck' ? 'precheck' : 'verify'
  const holds = choice === 'yes'
  return {
    type: 'check.concluded',
    instance: open.instance,
    stage,
    at: open.at,
    holds,
    why: holds ? '' : `the operator says it does not hold: ${text}`,
  }
}

function chosen(state: ReadonlyRunState, open: OpenQuestion, index: number): readonly RunEvent[] {
  const step = stepOf(state.plan, stateInstance(state, open).step)
  const input = step.kind === 'step' ? step.commands[open.at]?.input : undefined
  const target = input?.action === 'choose' ? input.options[index]?.goTo : undefined
  const found = target === undefined ? undefined : findStep(state.plan, target)
  const way = found && wayTo(state, found, state.instances.get(open.instance))
  if (way?.kind !== 'way') return []
  return [
    { type: 'step.succeeded', instance: open.instance, how: 'by-hand' },
    ...goTo(state, way, 'choice', leaving(open)),
  ]
}

function menuFinished(state: ReadonlyRunState, open: OpenQuestion): readonly RunEvent[] {
  const left = open.question.kind === 'menu' ? open.question.left : []
  const { turns } = stateInstance(state, open)
  return [
    ...left.map(({ step }): RunEvent => ({
      type: 'step.not-chosen',
      instance: instanceIdOf(step as StepId, turns),
    })),
    { type: 'step.succeeded', instance: open.instance, how: 'children' },
  ]
}

function picked(state: ReadonlyRunState, open: OpenQuestion, step: StepId): RunEvent {
  const instance = instanceIdOf(step, stateInstance(state, open).turns)
  return { type: 'step.entered', instance, visit: (state.instances.get(instance)?.visit ?? 0) + 1 }
}

/** What failed is not the step's own work but what stands inside it. */
const isGroupFailed = (state: ReadonlyRunState, open: OpenQuestion): boolean =>
  open.question.kind === 'failed' && state.instances.get(open.instance)?.stage.kind === 'children'
