import { stepOf } from '../plan/find.ts'
import type { PlanCheck, PlanStep, PlanWork } from '../plan/plan.ts'
import { never } from '../text/bug.ts'
import { ask, needsPersonUnless, startOrAsk } from './ask.ts'
import { conditionHolds } from './condition.ts'
import { consequenceOf } from './consequence.ts'
import { startChild } from './child.ts'
import { cancelled, closeOn, ending } from './ending.ts'
import type { RunEvent } from './event/event.ts'
import { goingOn, isQuiet, settled } from './flow.ts'
import type { Circumstances } from './input.ts'
import { instanceIdOf, noTurns } from './instance-id.ts'
import { entered, members } from './members.ts'
import type { Failure } from './question.ts'
import { isExecuted } from './resolve/command.ts'
import { wait } from './wait.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

/** The engine's own next move: none means it waits for the world, for a person, or for time. */
export function advance(state: ReadonlyRunState, circumstances: Circumstances): readonly RunEvent[] {
  if (state.status === 'ended' || state.paused) return []
  if (state.status === 'cancelling') return cancelOn(state)
  if (state.awaited.size > 0) return []
  for (const next of state.todo) {
    const instance = state.instances.get(next)
    const events = instance ? moveInstance(state, instance, circumstances) : []
    if (events.length > 0) return events
  }
  const idle = isQuiet(state) && state.todo.size + state.questions.size + state.timers.size === 0
  if (!idle || state.seq === 0) return []
  return finish(state)
}

function cancelOn(state: ReadonlyRunState): readonly RunEvent[] {
  const unasked = [...goingOn(state)].filter(({ cancel }) => !cancel)
  if (unasked.length > 0) {
    return unasked.map(({ effect }) => ({
      type: state.children.has(effect) ? 'child.cancel-requested' : 'attempt.cancel-requested',
      effect,
      why: 'run-cancelled',
    }))
  }
  return isQuiet(state) ? cancelled(state) : []
}

/** Nothing is left to be done here: what comes next is another part of the plan, or the end. */
function finish(state: ReadonlyRunState): readonly RunEvent[] {
  const { root, rollback } = state.plan
  switch (state.status) {
    case 'running':
      return settled(state, instanceIdOf(root, noTurns))
        ? ending(state, { status: 'succeeded', why: 'every step is settled' })
        : []
    case 'rolling-back':
      if (rollback && !state.instances.has(instanceIdOf(rollback, noTurns)))
        return entered(state, instanceIdOf(rollback, noTurns))
      return ending(state, { status: 'rolled-back', why: 'what was done has been taken back' })
    case 'closing':
      return closeOn(state, (id) => entered(state, id))
    case 'cancelling':
    case 'ended':
      return []
    default:
      return never(state.status)
  }
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
      return children(state, instance, step, circumstances)
    case 'verify':
      return verify(state, instance, step, stage.at, circumstances)
    case 'undo':
      return step.kind === 'step' ? undo(state, instance, step, circumstances) : []
    default:
      return never(stage)
  }
}

function children(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  step: PlanStep,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const next = members(state, instance, circumstances)
  switch (next.kind) {
    case 'events':
      return next.events
    case 'done':
      return verify(state, instance, step, 0, circumstances)
    case 'failed':
      return failing(state, instance, next.failure, circumstances)
    default:
      return never(next)
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
    const held = conditionHolds({ state, at: instance }, step.onlyIf, circumstances)
    if (held.kind === 'error')
      return failing(
        state,
        instance,
        { kind: 'expression', message: `Only if: ${held.message}` },
        circumstances,
      )
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
    case 'runbook':
      return startChild(state, instance, command, input, circumstances)
    case 'wait':
    case 'wait-until':
    case 'wait-for':
      return wait(state, instance, input, circumstances)
    case 'shell':
    case 'script':
    case 'sql':
    case 'http':
    case 'ssh':
    case 'notify':
      return startOrAsk(state, instance, command, { kind: 'main', at }, circumstances)
    default:
      return never(input)
  }
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
    if (step.alreadyDoneIf.length > 0) return entered(state, instance.id)
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
