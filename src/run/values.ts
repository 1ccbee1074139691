import { stepOf } from '../plan/find.ts'
import type { ParameterValue, PlanValue } from '../plan/plan.ts'
import type { StepId } from '../document/step.ts'
import type { HoleValue } from '../shell/bind.ts'
import { instanceIdOf } from './instance-id.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

/** What a reference names: a value with how far it can be trusted, a secret's place, or nothing. */
export type Lookup =
  | { readonly kind: 'value'; readonly value: ParameterValue; readonly origin: HoleValue['origin'] }
  | { readonly kind: 'secret'; readonly reference: string }
  | { readonly kind: 'missing' }

/** From where values are looked up: in loops, a step sees those of its own turns. */
export type Scope = {
  readonly state: ReadonlyRunState
  readonly at?: Pick<Instance, 'step' | 'turns'> | undefined
}

/**
 * Looks up `{{ name }}`: the variable of a loop around, a parameter, `loop.turn`, `run.id`, `run.mode`, or
 * `steps.<step>.<output>` where `<step>` is the last part of a step's id with `_` for what a name cannot hold.
 */
export function lookUp(scope: Scope, name: string): Lookup {
  const { state } = scope
  const item = itemOf(scope, name)
  if (item) return item
  const value = Object.hasOwn(state.plan.values, name) ? state.plan.values[name] : undefined
  if (value) return 'secret' in value ? { kind: 'secret', reference: value.secret } : fromParameter(value)
  const [first, second, third, ...rest] = name.split('.')
  if (first === 'run' && second !== undefined && third === undefined) return runValue(state, second)
  if (first === 'steps' && second !== undefined && third !== undefined && rest.length === 0) {
    return outputOf(scope, second, third)
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

/** The turns around a place, innermost first: which loop, which turn, and what it is about. */
export function* turnsAround({ state, at }: Scope): Generator<{
  readonly variable: string | undefined
  readonly turn: number
  readonly item: ParameterValue | undefined
  readonly origin: HoleValue['origin']
}> {
  const loops = at ? (state.shape.standing.get(at.step)?.loops ?? []) : []
  for (let inside = Math.min(loops.length, at?.turns.length ?? 0); inside > 0; inside--) {
    const step = loops[inside - 1]
    const turn = at?.turns[inside - 1]
    if (step === undefined || turn === undefined) continue
    const loop = state.instances.get(instanceIdOf(step, at?.turns.slice(0, inside - 1) ?? []))?.loop
    const over = stepOf(state.plan, step).loop?.over
    yield {
      variable: over?.kind === 'list' ? over.variable : undefined,
      turn,
      item: loop?.items[turn - 1],
      origin: loop?.origin ?? 'outside',
    }
  }
}

/** `host` or `loop.host`: the item of the nearest loop that names it so; `loop.turn`: which turn that is. */
function itemOf(scope: Scope, name: string): Lookup | undefined {
  const variable = name.startsWith('loop.') ? name.slice('loop.'.length) : name
  for (const { variable: named, turn, item, origin } of turnsAround(scope)) {
    if (name === 'loop.turn') return { kind: 'value', value: turn, origin: 'constrained' }
    if (variable === named && item !== undefined) return { kind: 'value', value: item, origin }
  }
  return undefined
}

function outputOf(scope: Scope, step: string, output: string): Lookup {
  for (const id of scope.state.shape.named.get(step) ?? []) {
    const outputs = outputsSeen(scope, id)
    const value = outputs && Object.hasOwn(outputs, output) ? outputs[output] : undefined
    if (value !== undefined) return { kind: 'value', value, origin: 'outside' }
  }
  return { kind: 'missing' }
}

/** A step's outputs as they are seen from a place: of the same turns where loops are shared, else of the last. */
export const outputsSeen = (scope: Scope, step: StepId): Readonly<Record<string, string>> | undefined =>
  scope.state.outputs.get(instanceSeen(scope, step))

/** The instance of a step that is meant from a place: the same turns as far as both stand in the same loops. */
export function instanceSeen({ state, at }: Scope, step: StepId): Instance['id'] {
  const there = state.shape.standing.get(step)?.loops ?? []
  const here = at ? (state.shape.standing.get(at.step)?.loops ?? []) : []
  const turns = at?.turns ?? []
  let shared = 0
  while (shared < turns.length && shared < there.length && there[shared] === here[shared]) shared++
  return instanceIdOf(step, turns.slice(0, shared))
}

/** A value as text: what a shell word, a header or a list shows. */
export const valueText = (value: ParameterValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
