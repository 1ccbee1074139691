import type { StepId } from '../document/step.ts'
import { stepName } from '../plan/find.ts'
import type { Circumstances } from './input.ts'
import type { Scope } from './values.ts'
import { instanceSeen, outputsSeen, turnsAround } from './values.ts'

export type Condition =
  | { readonly kind: 'value'; readonly value: boolean }
  | { readonly kind: 'error'; readonly message: string }

/** Evaluates a CEL condition where it stands; in loops it sees the values of its own turns. */
export function conditionHolds(scope: Scope, expression: string, circumstances: Circumstances): Condition {
  const result = circumstances.evaluate(expression, bindings(scope, expression))
  if (result.kind === 'error') return { kind: 'error', message: `${expression}: ${result.message}` }
  if (typeof result.value !== 'boolean')
    return { kind: 'error', message: `${expression} is not true or false` }
  return { kind: 'value', value: result.value }
}

/**
 * Names an expression may use: `params`, `steps` (by id and by name: `status` and outputs), `run`, `loop`. Secrets
 * are not there, and nothing else is. Only steps the expression mentions are put together: a run may have thousands.
 */
export function bindings(scope: Scope, expression: string): Readonly<Record<string, unknown>> {
  const { state } = scope
  const params: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(state.plan.values))
    if ('value' in value) params[name] = value.value
  const loop: Record<string, unknown> = {}
  for (const { variable, item, turn } of turnsAround(scope)) {
    loop['turn'] ??= turn
    if (variable !== undefined) loop[variable] ??= item
  }
  return { params, loop, steps: stepsIn(scope, expression), run: { id: state.run, mode: state.mode } }
}

function stepsIn(scope: Scope, expression: string): Readonly<Record<string, unknown>> {
  const { shape, instances } = scope.state
  const steps: Record<string, unknown> = {}
  const words = expression.match(/[\p{L}\p{M}\p{N}_]+|"[^"]*"|'[^']*'/gu) ?? []
  for (const word of new Set(words.map((each) => each.replace(/^["']|["']$/g, '')))) {
    const ids = shape.standing.has(word as StepId) ? [word as StepId] : (shape.named.get(word) ?? [])
    for (const id of ids) {
      const instance = instances.get(instanceSeen(scope, id))
      if (!instance) continue
      const known = { ...outputsSeen(scope, id), status: instance.status.kind }
      steps[id] = known
      steps[stepName(id)] = known
    }
  }
  return steps
}
