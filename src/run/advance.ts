import type { StepId } from '../document/step.ts'
import { stepOf } from '../plan/find.ts'
import type { PlanCheck, PlanCommand, PlanStep, PlanWork } from '../plan/plan.ts'
import { never } from '../text/bug.ts'
import { conditionHolds } from './condition.ts'
import { consequenceOf, visitsMax } from './consequence.ts'
import type { RunEvent } from './event/event.ts'
import { instanceOf, settled } from './flow.ts'
import type { Circumstances } from './input.ts'
import type { Failure, OpenHole, Question } from './question.ts'
import { contextFor } from './resolve/attempt.ts'
import { isExecuted, resolveCommand } from './resolve/command.ts'
import type { Instance, ReadonlyRunState, Stage } from './state.ts'
import { instanceIdOf } from './state.ts'

/** The engine's own next move: none means it waits for the world, for a person, or for time. */
export function advance(state: ReadonlyRunState, circumstances: Circumstances): readonly RunEvent[] {
  if (state.status === 'ended' || state.paused) return []
  if (state.status === 'cancelling') return cancelOn(state)
  const next = state.todo[0]
  const instance = next === undefined ? undefined : state.instances.get(next)
  if (instance) return moveInstance(state, instance, circumstances)
  const idle = state.attempts.size + state.questions.size + state.timers.size === 0
  if (!idle || state.seq === 0) return []
  return state.status === 'rolling-back' ? finishRollback(state) : finishRun(state)
}

function cancelOn(state: ReadonlyRunState): readonly RunEvent[] {
  const attempts = [...state.attempts.values()]
  const unasked = attempts.filter(({ cancel }) => !cancel)
  if (unasked.length > 0) {
    return unasked.map(({ effect }) => ({ type: 'attempt.cancel-requested', effect, why: 'run-cancelled' }))
  }
  if (attempts.length > 0) return []
  return [{ type: 'run.ended', status: 'cancelled', why: 'cancelled' }]
}

function finishRun(state: ReadonlyRunState): readonly RunEvent[] {
  if (!settled(state, state.plan.root)) return []
  return [{ type: 'run.ended', status: 'succeeded', why: 'every step is settled' }]
}

/** Undo is done; what the rollback sections say comes next, then the run is over. */
function finishRollback(state: ReadonlyRunState): readonly RunEvent[] {
  const { rollback } = state.plan
  if (rollback && !settled(state, rollback) && !instanceOf(state, rollback)) return [entered(state, rollback)]
  return [{ type: 'run.ended', status: 'rolled-back', why: 'what was done has been taken back' }]
}

function moveInstance(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const step = stepOf(state.plan, instance.step)
  if (instance.failure)
    return needsPersonUnless(state, instance, consequenceOf(state, instance, instance.failure, circumstances))
  if (instance.status.kind === 'unknown' && !instance.granted)
    return afterUnknown(state, instance, step, circumstances)
  const { stage } = instance
  switch (stage.kind) {
    case 'precheck':
      return step.kind === 'step' ? precheck(state, instance, step, stage.at, circumstances) : []
    case 'main':
      return step.kind === 'step' ? main(state, instance, step, stage.at, circumstances) : []
    case 'children':
      return step.kind === 'menu'
        ? menu(state, instance, step)
        : children(state, instance, step, stage.at, circumstances)
    case 'verify':
      return verify(state, instance, step, stage.at, circumstances)
    case 'undo':
      return step.kind === 'step' ? undo(state, instance, step, circumstances) : []
    default:
      return never(stage)
  }
}

function precheck(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanWork,
  at: number,
  circumstances: Circumstances,
): readonly RunEvent[] {
  if (instance.stale) return ask(state, instance, { kind: 'precheck', at }, { kind: 'stale' })
  if (at === 0 && step.onlyIf !== undefined) {
    const held = conditionHolds(state, step.onlyIf, circumstances)
    if (held.kind === 'error')
      return failing(state, instance, { kind: 'expression', message: held.message }, circumstances)
    if (!held.value)
      return [{ type: 'step.skipped', instance: instance.id, reason: 'condition', text: step.onlyIf }]
  }
  const checks = state.mode === 'checklist' ? [] : step.alreadyDoneIf
  const check = checks[at]
  if (check) return look(state, instance, check, 'precheck', at, circumstances)
  if (checks.length > 0) return [{ type: 'step.succeeded', instance: instance.id, how: 'already-done' }]
  return [{ type: 'step.needed', instance: instance.id }]
}

function main(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanWork,
  at: number,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const command = step.commands[at]
  if (!command || (state.mode === 'checklist' && isExecuted(command.input))) {
    return ask(state, instance, { kind: 'main', at }, { kind: 'do' })
  }
  const { input } = command
  switch (input.action) {
    case 'approve': {
      const { message, approvers, count } = input
      const given = instance.approvals.length
      return ask(
        state,
        instance,
        { kind: 'main', at },
        { kind: 'approve', message, approvers: [...approvers], count, given },
      )
    }
    case 'choose': {
      const options = input.options.map(({ title }) => title)
      return ask(state, instance, { kind: 'main', at }, { kind: 'choose', text: input.question, options })
    }
    case 'wait':
      return [
        {
          type: 'timer.set',
          instance: instance.id,
          due: circumstances.now + input.durationMs,
          purpose: 'wait',
        },
      ]
    case 'shell':
    case 'script':
    case 'sql':
    case 'http':
      return startOrAsk(state, instance, command, { kind: 'main', at }, circumstances)
    default:
      return never(input)
  }
}

function children(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanStep,
  at: number,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const next = step.children.slice(at).find((child) => !settled(state, child))
  if (next !== undefined) return [entered(state, next)]
  return verify(state, instance, step, 0, circumstances)
}

function entered(state: ReadonlyRunState, step: StepId): RunEvent {
  const visit = (instanceOf(state, step)?.visit ?? 0) + 1
  if (visit > visitsMax) {
    return {
      type: 'run.ended',
      status: 'failed',
      why: `"${stepOf(state.plan, step).title}" was begun ${visitsMax} times: the limit`,
    }
  }
  return { type: 'step.entered', instance: instanceIdOf(step), visit }
}

/** Any option, in any order, as often as there are some left; finishing says the rest was not chosen. */
function menu(state: ReadonlyRunState, instance: Readonly<Instance>, step: PlanStep): readonly RunEvent[] {
  const left = step.children
    .filter((child) => !settled(state, child))
    .map((child) => ({ step: child, title: stepOf(state.plan, child).title }))
  if (left.length === 0) return [{ type: 'step.succeeded', instance: instance.id, how: 'children' }]
  return ask(state, instance, { kind: 'main', at: 0 }, { kind: 'menu', left })
}

function verify(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanStep,
  at: number,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const checks = step.kind === 'step' && state.mode !== 'checklist' ? step.verify : []
  const check = checks[at]
  if (check) return look(state, instance, check, 'verify', at, circumstances)
  const worked = step.kind === 'step' && step.commands.length > 0
  const how =
    step.kind !== 'step'
      ? 'children'
      : instance.byHand || !worked
        ? step.commands.length === 0 && step.children.length > 0
          ? 'children'
          : 'by-hand'
        : 'tool'
  return [{ type: 'step.succeeded', instance: instance.id, how }]
}

function undo(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanWork,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const stage = { kind: 'undo', at: 0 } as const
  const how = step.undo
  if (!how) return [{ type: 'step.undone', instance: instance.id, how: 'skipped' }]
  if (how.kind === 'person' || state.mode === 'checklist')
    return ask(state, instance, stage, { kind: 'undo', text: how.text })
  return startOrAsk(state, instance, how.command, stage, circumstances)
}

function look(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  check: PlanCheck,
  stage: 'precheck' | 'verify',
  at: number,
  circumstances: Circumstances,
): readonly RunEvent[] {
  switch (check.kind) {
    case 'command':
      return startOrAsk(state, instance, check.command, { kind: stage, at }, circumstances)
    case 'person':
      return ask(state, instance, { kind: stage, at }, { kind: 'check', text: check.text, purpose: stage })
    default:
      return never(check)
  }
}

type Executed = Exclude<Stage, { kind: 'children' }>

/** A command runs when it may run by itself, or was pressed; otherwise someone is asked to press. */
function startOrAsk(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  command: PlanCommand,
  stage: Executed,
  circumstances: Circumstances,
): readonly RunEvent[] {
  if (!isExecuted(command.input)) return []
  const resolved = resolveCommand(
    contextFor(state, instance, stage, circumstances.environment, command),
    command.input,
  )
  const pressed = instance.granted
  if (resolved.kind === 'refused') {
    return failing(
      state,
      instance,
      { kind: 'refused', message: `${resolved.message}; ${resolved.remedy}` },
      circumstances,
    )
  }
  const why = reasonToAsk(state, command)
  if (resolved.kind === 'open')
    return ask(state, instance, stage, { kind: 'run', holes: [...resolved.holes], why: 'holes' })
  if (!pressed && why) return ask(state, instance, stage, { kind: 'run', holes: [], why })
  const timeoutAt =
    command.timeoutMs === undefined ? {} : { timeoutAt: circumstances.now + command.timeoutMs }
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

function reasonToAsk(
  state: ReadonlyRunState,
  command: PlanCommand,
): Extract<Question, { kind: 'run' }>['why'] | undefined {
  if (state.mode === 'step' || state.mode === 'checklist') return 'mode'
  if (command.rung !== 'auto') return 'assisted'
  return command.confirm ? 'confirm' : undefined
}

/** Asks; unattended there is nobody, and the run ends saying so. */
function ask(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  stage: Executed,
  question: Question,
): readonly RunEvent[] {
  return needsPersonUnless(state, instance, [
    { type: 'question.asked', instance: instance.id, stage: stage.kind, at: stage.at, question },
  ])
}

function needsPersonUnless(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  events: readonly RunEvent[],
): readonly RunEvent[] {
  const asked = events.find((event) => event.type === 'question.asked')
  if (state.mode !== 'unattended' || !asked) return events
  const why = `"${stepOf(state.plan, instance.step).title}" ${whyAPerson(asked.question)}`
  return [{ type: 'run.ended', status: 'needs-person', why, because: instance.id }]
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
  confirm: () => 'is marked `confirm`: a person must say yes',
  holes: (holes) => `needs ${words(holes)}`,
} as const satisfies Record<Extract<Question, { kind: 'run' }>['why'], (holes: readonly OpenHole[]) => string>

const words = (holes: readonly OpenHole[]): string => holes.map(({ written }) => written).join(', ')

/** The process and its result are gone. What was declared safe to repeat is repeated; anything else is asked. */
function afterUnknown(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanStep,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const { stage } = instance
  if (step.kind !== 'step' || stage.kind === 'children') return []
  if (step.repeatable && stage.kind === 'main') {
    if (step.alreadyDoneIf.length > 0) return [entered(state, step.id)]
    const command = step.commands[stage.at]
    if (command) return startOrAsk(state, { ...instance, granted: true }, command, stage, circumstances)
  }
  const why = 'its process is gone and it left no result'
  return ask(state, instance, stage, { kind: 'unknown', why })
}

const failing = (
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  failure: Failure,
  circumstances: Circumstances,
): readonly RunEvent[] =>
  needsPersonUnless(state, instance, consequenceOf(state, instance, failure, circumstances))
