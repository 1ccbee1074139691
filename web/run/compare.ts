import type { StepId } from '../../src/document/step.ts'
import { proposeMapping } from '../../src/plan/mapping.ts'
import type { Fact } from '../../src/run/evolve.ts'
import type { InstanceId } from '../../src/run/instance-id.ts'
import { instanceIdOf, readInstanceId } from '../../src/run/instance-id.ts'
import type { ReadonlyRunState } from '../../src/run/state.ts'
import type { StepHistory } from './history.ts'
import { outlineOf } from './outline.ts'

export type ComparedRun = {
  readonly state: ReadonlyRunState
  readonly facts: readonly Fact[]
  readonly history: ReadonlyMap<string, StepHistory>
}

/** A step of two runs: where it stands in each, as far as it is in its text. */
export type ComparedStep = {
  readonly key: string
  readonly title: string
  readonly sides: readonly [InstanceId | undefined, InstanceId | undefined]
}

/**
 * The steps of two runs of a runbook side by side, in the order of the second, which may have a newer text; then what
 * only the first has. Turns of loops are matched by their number.
 */
export function compareSteps(one: ComparedRun, two: ComparedRun): readonly ComparedStep[] {
  const before = new Map(proposeMapping(one.state.plan, two.state.plan).map(({ from, to }) => [to, from]))
  const [rows, others] = [rowsOf(two), rowsOf(one)]
  const known = new Set(others.map(({ id }) => id))
  const taken = new Set<InstanceId>()
  const steps = rows.map(({ id, title }): ComparedStep => {
    const { step, turns } = readInstanceId(id)
    const from = before.get(step as StepId)
    const other = from === undefined ? undefined : instanceIdOf(from, turns)
    const there = other !== undefined && known.has(other) ? other : undefined
    if (there !== undefined) taken.add(there)
    return { key: id, title, sides: [there, id] }
  })
  const left = others.filter(({ id }) => !taken.has(id))
  return [
    ...steps,
    ...left.map(({ id, title }): ComparedStep => ({ key: `before ${id}`, title, sides: [id, undefined] })),
  ]
}

const rowsOf = ({ state }: ComparedRun): readonly { readonly id: InstanceId; readonly title: string }[] =>
  outlineOf(state).flatMap((row) => (row.kind === 'step' ? [{ id: row.id, title: row.step.title }] : []))
