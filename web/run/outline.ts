import type { StepId } from '../../src/document/step.ts'
import type { PlanStep, PlanWork } from '../../src/plan/plan.ts'
import { rootsOf } from '../../src/plan/shape.ts'
import { partTitles } from '../../src/run/part-titles.ts'
import type { InstanceId, Turns } from '../../src/run/instance-id.ts'
import { instanceIdOf } from '../../src/run/instance-id.ts'
import type { Instance, ReadonlyRunState } from '../../src/run/state.ts'
import { valueText } from '../../src/run/values.ts'

/** A line of the checklist: a heading, or a step as it stands in this run. */
export type Row = { readonly depth: number; readonly id: InstanceId } & (
  | {
      readonly kind: 'heading'
      readonly title: string
      readonly level: 'section' | 'menu' | 'loop' | 'turn' | 'apart'
    }
  | {
      readonly kind: 'step'
      readonly step: PlanWork
      readonly number: number
      readonly instance: Readonly<Instance> | undefined
    }
)

/** The checklist of a run from top to bottom: the plan, unfolded as far as the run has unfolded it. */
export function outlineOf(state: ReadonlyRunState): readonly Row[] {
  const rows: Row[] = []
  const counter = { next: 1 }
  for (const root of rootsOf(state.plan)) {
    const id = instanceIdOf(root, [])
    const node = state.plan.steps[root]
    // What is for when it goes otherwise is shown when it does.
    if (root !== state.plan.root && !state.instances.has(id)) continue
    const title = node?.kind === 'phase' ? partTitles[node.role] : undefined
    if (title !== undefined) rows.push({ kind: 'heading', level: 'apart', depth: 0, id, title })
    addRows(state, root, [], 0, counter, rows)
  }
  return rows
}

function addRows(
  state: ReadonlyRunState,
  id: StepId,
  turns: Turns,
  depth: number,
  counter: { next: number },
  rows: Row[],
): void {
  const node = state.plan.steps[id]
  if (!node) return
  if (!node.loop) return addOne(state, node, turns, depth, counter, rows)
  const loop = instanceIdOf(id, turns)
  rows.push({ kind: 'heading', level: 'loop', depth, id: loop, title: node.title })
  const items = state.instances.get(loop)?.loop?.items
  for (let turn = 1; state.instances.has(instanceIdOf(id, [...turns, turn])); turn++) {
    const item = items?.[turn - 1]
    const title = item === undefined ? `Turn ${turn}` : `${turn}: ${valueText(item)}`
    const inner = [...turns, turn]
    rows.push({
      kind: 'heading',
      level: 'turn',
      depth: depth + 1,
      id: `${instanceIdOf(id, inner)}#turn` as InstanceId,
      title,
    })
    addOne(state, node, inner, depth + 1, counter, rows)
  }
}

function addOne(
  state: ReadonlyRunState,
  node: PlanStep,
  turns: Turns,
  depth: number,
  counter: { next: number },
  rows: Row[],
): void {
  const id = instanceIdOf(node.id, turns)
  const instance = state.instances.get(id)
  if (node.kind === 'step')
    rows.push({ kind: 'step', depth, id, step: node, number: counter.next++, instance })
  else if (isHeading(state, node))
    rows.push({
      kind: 'heading',
      level: node.kind === 'menu' ? 'menu' : 'section',
      depth,
      id,
      title: node.title,
    })
  const inner = node.kind === 'step' ? depth + 1 : depth
  for (const child of node.children) addRows(state, child, turns, inner, counter, rows)
}

/** The section that is the whole document is named above the list already; so is what stands apart. */
const isHeading = ({ plan }: ReadonlyRunState, node: PlanStep): boolean => {
  if (node.parent === undefined || node.loop || node.title === plan.runbook.title) return false
  const above = plan.steps[node.parent]
  return !(
    above?.parent === undefined &&
    above?.kind === 'phase' &&
    partTitles[above.role] !== undefined &&
    above.children.length === 1
  )
}

/** Where something is happening now: a question, else a command, another runbook, a timer. */
export function currentOf(state: ReadonlyRunState): InstanceId | undefined {
  for (const open of [state.questions, state.attempts, state.children, state.timers])
    for (const { instance } of open.values()) return instance
  return undefined
}
