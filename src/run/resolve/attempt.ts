import { stepOf } from '../../plan/find.ts'
import type { PlanCommand } from '../../plan/plan.ts'
import { commandAt } from '../conclude.ts'
import { sessionOf } from '../flow.ts'
import type { ResolvedAction } from '../resolve.ts'
import type { Instance, OpenAttempt, ReadonlyRunState } from '../state.ts'
import type { ResolveContext } from './context.ts'
import { isExecuted, resolveCommand } from './command.ts'

/** What a command of an instance resolves against; its undo against what was recorded when it succeeded. */
export function contextFor(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  stage: { readonly kind: OpenAttempt['stage']; readonly at: number },
  environment: ReadonlySet<string>,
  command: PlanCommand,
): ResolveContext {
  const now = sessionOf(state, instance)
  const session = stage.kind === 'undo' ? (instance.recorded?.session ?? now) : now
  const place = `${instance.id}#${stage.kind}${stage.at}`
  const edited = stage.kind === 'main' ? instance.edited : undefined
  const dangerous = command.dangers.length > 0
  return { state, at: instance, session, environment, place, edited, dangerous }
}

/**
 * Exactly what an open attempt is to carry out, made again from the run; undefined when it no longer comes to
 * the hash its start was recorded with, and so must not be started.
 */
export function resolveAttempt(
  state: ReadonlyRunState,
  attempt: OpenAttempt,
  environment: ReadonlySet<string>,
): ResolvedAction | undefined {
  const instance = state.instances.get(attempt.instance)
  const command = instance && commandAt(stepOf(state.plan, instance.step), attempt.stage, attempt.at)
  if (!instance || !command || !isExecuted(command.input)) return undefined
  const stage = { kind: attempt.stage, at: attempt.at }
  const resolved = resolveCommand(contextFor(state, instance, stage, environment, command), command.input)
  return resolved.kind === 'resolved' && resolved.hash === attempt.hash ? resolved.action : undefined
}
