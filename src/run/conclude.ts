import type { PlanCommand, PlanStep } from '../plan/plan.ts'
import { stepOf } from '../plan/find.ts'
import type { Seen } from './check.ts'
import { evaluateCheck, takeOutput } from './check.ts'
import type { RunEvent } from './event/event.ts'
import type { EffectId } from './id.ts'
import type { Circumstances, RunInput } from './input.ts'
import type { Failure } from './question.ts'
import type { SessionChange } from './session.ts'
import type { Instance, OpenAttempt, ReadonlyRunState } from './state.ts'

type Ended = Extract<RunInput, { kind: 'attempt-ended' }>

/** What an attempt's end means: it worked, its check holds or not, or it failed and why. A second end is ignored. */
export function concludeAttempt(
  state: ReadonlyRunState,
  input: Ended,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const attempt = state.attempts.get(input.effect)
  const instance = attempt && state.instances.get(attempt.instance)
  if (!attempt || !instance) return []
  const command = commandAt(stepOf(state.plan, instance.step), attempt.stage, attempt.at)
  const found = failureOf(attempt, input, command)
  const forgiven = found && isForgiven(command, found)
  const failure = forgiven ? undefined : found
  const outputs = found ? {} : { ...input.outputs, ...declaredOutputs(command, input) }
  const finished: RunEvent = {
    type: 'attempt.finished',
    effect: attempt.effect,
    end: input.end,
    truncated: input.truncated,
    tookMs: Math.max(0, circumstances.now - attempt.startedAt),
    ...(failure ? { failure } : {}),
    ...(input.log === undefined ? {} : { log: input.log }),
    ...(Object.keys(outputs).length > 0 ? { outputs: { private: outputs } } : {}),
    ...(input.session && !failure && attempt.stage === 'main'
      ? { session: { private: mutable(input.session) } }
      : {}),
  }
  if (forgiven) return [finished, notSent(attempt, found)]
  if (failure || input.end.kind === 'never-ran') return [finished]
  return [finished, ...afterSuccess(attempt, instance, input, command)]
}

/** Nobody can tell what became of an attempt. A person is asked, except about what may fail anyway. */
export function concludeUnknown(
  state: ReadonlyRunState,
  effect: EffectId,
  why: string,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const attempt = state.attempts.get(effect)
  const instance = attempt && state.instances.get(attempt.instance)
  if (!attempt || !instance) return []
  const command = commandAt(stepOf(state.plan, instance.step), attempt.stage, attempt.at)
  const lost: Failure = { kind: 'executor', message: why }
  if (!isForgiven(command, lost)) return [{ type: 'attempt.unknown', effect, why }]
  const tookMs = Math.max(0, circumstances.now - attempt.startedAt)
  const end = { kind: 'error', message: why } as const
  return [{ type: 'attempt.finished', effect, end, truncated: false, tookMs }, notSent(attempt, lost)]
}

/** A notification that does not go out is no reason for a run to stop, unless its author says that it is. */
function isForgiven(command: PlanCommand | undefined, { kind }: Failure): boolean {
  if (command?.input.action !== 'notify' || command.input.required) return false
  return kind === 'executor' || kind === 'exit' || kind === 'os-signal' || kind === 'timed-out'
}

const notSent = ({ instance }: OpenAttempt, { message }: Failure): RunEvent => ({
  type: 'finding.noted',
  instance,
  code: 'notification-not-sent',
  message,
})

/** The command an instance's stage and count point at. */
export function commandAt(step: PlanStep, stage: OpenAttempt['stage'], at: number): PlanCommand | undefined {
  if (step.kind !== 'step') return undefined
  switch (stage) {
    case 'main':
      return step.commands[at]
    case 'undo':
      return step.undo?.kind === 'command' ? step.undo.command : undefined
    case 'precheck':
    case 'verify': {
      const check = (stage === 'precheck' ? step.alreadyDoneIf : step.verify)[at]
      return check?.kind === 'command' ? check.command : undefined
    }
  }
}

function afterSuccess(
  attempt: OpenAttempt,
  instance: Readonly<Instance>,
  input: Ended,
  command: PlanCommand | undefined,
): readonly RunEvent[] {
  if (attempt.stage === 'undo') return [{ type: 'step.undone', instance: instance.id, how: 'tool' }]
  if (attempt.stage === 'main') {
    if (input.session) return notCarried(instance, input.session)
    if (command?.input.action !== 'shell' || command.input.assigns.length === 0) return []
    const message = 'variables and directory could not be captured: later commands see those of before'
    return [{ type: 'finding.noted', instance: instance.id, code: 'session-not-captured', message }]
  }
  const exit = input.end.kind === 'exit' ? input.end.code : undefined
  const holds = exit === 0
  return [
    {
      type: 'check.concluded',
      instance: instance.id,
      stage: attempt.stage,
      at: attempt.at,
      holds,
      why: holds ? '' : `the check ended with exit ${exit ?? 'none'}`,
    },
  ]
}

const notCarried = ({ id }: Readonly<Instance>, { dropped = [] }: SessionChange): readonly RunEvent[] =>
  dropped.map((name) => ({
    type: 'finding.noted',
    instance: id,
    code: 'secret-not-carried',
    message:
      name === 'PWD'
        ? 'the directory has a secret in its name, and is not carried to later blocks: go there in the block that needs it'
        : `${name} holds a secret among other things, and is not carried to later blocks: make it in the block that needs it, or give it a name that ends in SECRET (it is then kept in memory, never stored)`,
  }))

/** Why an attempt did not do what it should; undefined when it did. A check's exit code is an answer, not a failure. */
function failureOf(
  attempt: OpenAttempt,
  input: Ended,
  command: PlanCommand | undefined,
): Failure | undefined {
  const { end } = input
  switch (end.kind) {
    case 'never-ran':
      return undefined
    case 'error':
      return { kind: 'executor', message: end.message }
    case 'os-signal':
      return attempt.cancel ? ended(attempt) : { kind: 'os-signal', message: `ended by ${end.osSignal}` }
    case 'cancelled':
      return ended(attempt)
    case 'exit':
      if (attempt.cancel && end.code !== 0) return ended(attempt)
      return attempt.stage === 'precheck' || attempt.stage === 'verify'
        ? undefined
        : unmet(end.code, input, command)
  }
}

const ended = (attempt: OpenAttempt): Failure =>
  attempt.cancel === 'timeout'
    ? { kind: 'timed-out', message: 'it took longer than its time limit' }
    : { kind: 'interrupted', message: 'it was interrupted' }

function unmet(
  exit: number,
  seen: Omit<Seen, 'exit'>,
  command: PlanCommand | undefined,
): Failure | undefined {
  const expects = command?.expects ?? []
  if (exit !== 0 && !expects.some((check) => check.kind === 'exit' || check.kind === 'status'))
    return { kind: 'exit', message: `exit ${exit}` }
  for (const check of expects) {
    if (check.kind === 'command' || check.kind === 'person') continue
    const { holds, why } = evaluateCheck(check, { ...seen, exit })
    if (!holds) return { kind: 'expectation', message: why }
  }
  return undefined
}

function declaredOutputs(command: PlanCommand | undefined, seen: Omit<Seen, 'exit'>): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const { name, rule } of command?.outputs ?? []) {
    const value = takeOutput(rule, seen)
    if (value !== undefined) outputs[name] = value
  }
  return outputs
}

const mutable = ({ cwd, set, unset, secrets }: SessionChange) => ({
  cwd,
  set: { ...set },
  unset: [...unset],
  ...(secrets ? { secrets: { ...secrets } } : {}),
})
