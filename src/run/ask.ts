import { stepOf } from '../plan/find.ts'
import type { PlanCommand } from '../plan/plan.ts'
import { askAgain, brokenApproval } from './approval.ts'
import { consequenceOf } from './consequence.ts'
import { ending, rise } from './ending.ts'
import type { RunEvent } from './event/event.ts'
import type { Circumstances } from './input.ts'
import type { OpenHole, Question } from './question.ts'
import { contextFor } from './resolve/attempt.ts'
import { isExecuted, resolveCommand } from './resolve/command.ts'
import type { Instance, ReadonlyRunState, Stage } from './state.ts'

export type Executed = Exclude<Stage, { kind: 'children' }>

/** A command runs when it may run by itself, or was pressed; otherwise someone is asked to press. */
export function startOrAsk(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  command: PlanCommand,
  stage: Executed,
  circumstances: Circumstances,
): readonly RunEvent[] {
  if (!isExecuted(command.input)) return []
  const { environment, hash } = circumstances
  const context = contextFor(state, instance, stage, environment, command)
  const resolved = resolveCommand(hash ? { ...context, hash } : context, command.input)
  const pressed = instance.granted
  if (resolved.kind === 'refused') {
    const failure = { kind: 'refused', message: `${resolved.message}; ${resolved.remedy}` } as const
    return needsPersonUnless(state, instance, consequenceOf(state, instance, failure, circumstances))
  }
  const why = reasonToAsk(state, instance, command)
  if (resolved.kind === 'open')
    return ask(state, instance, stage, { kind: 'run', holes: [...resolved.holes], why: 'holes' })
  if (!pressed && why) return ask(state, instance, stage, { kind: 'run', holes: [], why })
  const broken = brokenApproval(state, instance, circumstances)
  if (broken) {
    const next = askAgain(state, instance, broken)
    return next.kind === 'void' ? [next.event] : ask(state, instance, stage, next.question)
  }
  const timeoutAt =
    command.timeoutMs === undefined ? {} : { timeoutAt: circumstances.now + command.timeoutMs }
  circumstances.resolved?.(resolved.hash, resolved.action)
  return [
    {
      type: 'attempt.started',
      instance: instance.id,
      stage: stage.kind,
      at: stage.at,
      hash: resolved.hash,
      host: circumstances.place.host,
      bootId: circumstances.place.bootId,
      ...timeoutAt,
    },
  ]
}

export function reasonToAsk(
  state: ReadonlyRunState,
  { step }: Readonly<Instance>,
  command: PlanCommand,
): Extract<Question, { kind: 'run' }>['why'] | undefined {
  if (state.mode === 'step' || state.mode === 'checklist') return 'mode'
  if (command.rung !== 'auto') return 'assisted'
  if (state.corrected.has(step)) return 'corrected'
  return command.confirm ? 'confirm' : undefined
}

/** Asks; unattended there is nobody, and the run ends saying so. */
export function ask(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  stage: Executed,
  question: Question,
): readonly RunEvent[] {
  return needsPersonUnless(state, instance, [
    { type: 'question.asked', instance: instance.id, stage: stage.kind, at: stage.at, question },
  ])
}

export function needsPersonUnless(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  events: readonly RunEvent[],
): readonly RunEvent[] {
  const asked = events.find((event) => event.type === 'question.asked')
  if (state.mode !== 'unattended' || !asked) return events
  const because = whyAPerson(asked.question)
  if (state.closing)
    return rise(state, instance, { kind: 'refused', message: `it ${because}, and nobody is there` }, because)
  const why = `"${stepOf(state.plan, instance.step).title}" ${because}`
  return ending(state, { status: 'needs-person', why, because: instance.id })
}

function whyAPerson(question: Question): string {
  switch (question.kind) {
    case 'do':
      return 'is done by a person'
    case 'run':
      return whyPressed[question.why](question.holes)
    case 'check':
      return `asks a person to look: ${question.text}`
    case 'undo':
      return `is taken back by a person: ${question.text}`
    case 'approve':
      return 'needs an approval'
    case 'choose':
    case 'menu':
      return 'asks a person to choose'
    case 'failed':
      return `failed: ${question.failure.message}`
    case 'stale':
      return 'was done before a step before it was done again'
    case 'unknown':
      return `has an unknown outcome: ${question.why}`
  }
}

const whyPressed = {
  mode: () => 'waits to be pressed',
  assisted: () => 'is not marked `auto`: a person must press run',
  corrected: () => 'was changed while the run was open: a person must press run',
  confirm: () => 'is marked `confirm`: a person must say yes',
  holes: (holes) => `needs ${words(holes)}`,
} as const satisfies Record<Extract<Question, { kind: 'run' }>['why'], (holes: readonly OpenHole[]) => string>

const words = (holes: readonly OpenHole[]): string => holes.map(({ written }) => written).join(', ')
