import type { Plan } from '../plan/plan.ts'
import type { Fact } from './evolve.ts'
import { evolve } from './evolve.ts'
import type { RunId } from './id.ts'
import type { ReadonlyRunState } from './state.ts'
import { initialState } from './state.ts'

/** A state and the one way to move it on. The state is the same object throughout: look, do not keep. */
export type Fold = { readonly state: ReadonlyRunState; readonly apply: (fact: Fact) => void }

/** Begins a fold over a run's facts. */
export function beginFold(run: RunId, plan: Plan): Fold {
  const state = initialState(run, plan)
  return { state, apply: (fact) => evolve(state, fact) }
}

/** The state after facts that already happened. */
export function fold(run: RunId, plan: Plan, facts: Iterable<Fact>): ReadonlyRunState {
  const { state, apply } = beginFold(run, plan)
  for (const fact of facts) apply(fact)
  return state
}
