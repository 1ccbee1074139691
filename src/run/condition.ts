import type { Circumstances } from './input.ts'
import { stepName } from '../plan/find.ts'
import type { ReadonlyRunState } from './state.ts'

export type Condition =
  | { readonly kind: 'value'; readonly value: boolean }
  | { readonly kind: 'error'; readonly message: string }

/**
 * Evaluates a CEL condition over `params`, `steps` (by id and by name: `status` and outputs), `run`. Secrets are
 * not there, and nothing else is.
 */
export function conditionHolds(
  state: ReadonlyRunState,
  expression: string,
  circumstances: Circumstances,
): Condition {
  const result = circumstances.evaluate(expression, bindings(state))
  if (result.kind === 'error') return { kind: 'error', message: `Only if: ${expression}: ${result.message}` }
  if (typeof result.value !== 'boolean')
    return { kind: 'error', message: `Only if: ${expression} is not true or false` }
  return { kind: 'value', value: result.value }
}

/** Names an expression may use. */
export function bindings(state: ReadonlyRunState): Readonly<Record<string, unknown>> {
  const params: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(state.plan.values))
    if ('value' in value) params[name] = value.value
  const steps: Record<string, unknown> = {}
  for (const instance of state.instances.values()) {
    const known = { ...state.outputs[instance.step], status: instance.status.kind }
    steps[instance.step] = known
    steps[stepName(instance.step)] = known
  }
  return { params, steps, run: { id: state.run, mode: state.mode } }
}
