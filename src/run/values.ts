import { stepName } from '../plan/find.ts'
import type { ParameterValue, PlanValue } from '../plan/plan.ts'
import type { HoleValue } from '../shell/bind.ts'
import type { ReadonlyRunState } from './state.ts'

/** What a reference names: a value with how far it can be trusted, a secret's place, or nothing. */
export type Lookup =
  | { readonly kind: 'value'; readonly value: ParameterValue; readonly origin: HoleValue['origin'] }
  | { readonly kind: 'secret'; readonly reference: string }
  | { readonly kind: 'missing' }

/**
 * Looks up `{{ name }}`: a parameter, `run.id`, `run.mode`, or `steps.<step>.<output>` where `<step>` is the
 * last part of a step's id with `_` for what a name cannot hold.
 */
export function lookUp(state: ReadonlyRunState, name: string): Lookup {
  const value = Object.hasOwn(state.plan.values, name) ? state.plan.values[name] : undefined
  if (value) return 'secret' in value ? { kind: 'secret', reference: value.secret } : fromParameter(value)
  const [first, second, third, ...rest] = name.split('.')
  if (first === 'run' && second !== undefined && third === undefined) return runValue(state, second)
  if (first === 'steps' && second !== undefined && third !== undefined && rest.length === 0) {
    return outputOf(state, second, third)
  }
  return { kind: 'missing' }
}

const fromParameter = (value: PlanValue & { value: ParameterValue }): Lookup => ({
  kind: 'value',
  value: value.value,
  origin: value.origin === 'signal' ? (value.constrained ? 'constrained' : 'outside') : 'person',
})

function runValue(state: ReadonlyRunState, name: string): Lookup {
  if (name === 'id') return { kind: 'value', value: state.run, origin: 'constrained' }
  if (name === 'mode') return { kind: 'value', value: state.mode, origin: 'constrained' }
  return { kind: 'missing' }
}

function outputOf(state: ReadonlyRunState, step: string, output: string): Lookup {
  for (const [id, outputs] of Object.entries(state.outputs)) {
    if (stepName(id) !== step || !Object.hasOwn(outputs, output)) continue
    const value = outputs[output]
    if (value !== undefined) return { kind: 'value', value, origin: 'outside' }
  }
  return { kind: 'missing' }
}

/** A value as text: what a shell word, a header or a list shows. */
export const valueText = (value: ParameterValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
