import { stepOf } from '../plan/find.ts'
import type { Plan, PlanStep } from '../plan/plan.ts'
import type { InstanceId } from './instance-id.ts'
import { instanceIdOf } from './instance-id.ts'
import type { Instance, ReadonlyRunState } from './state.ts'

/** How the members of an instance (its step's children, or a loop's turns) are carried out together. */
export type Group =
  /** One after the other; the next when the one before is settled. */
  | { readonly kind: 'sequence' }
  /** Those that a person picks. */
  | { readonly kind: 'menu' }
  | {
      readonly kind: 'together'
      /** How many members there are; a loop that goes on until something holds does not know. */
      readonly size: number | undefined
      readonly atOnce: number
      readonly needs: Needs
    }

/** What the group must have to succeed: all but so many, or at least so many. */
export type Needs =
  | { readonly kind: 'all'; readonly errorsMax: number }
  | { readonly kind: 'at-least'; readonly count: number }

type Member = Pick<Instance, 'step' | 'kind' | 'loop'>

/** The one place that says how a node's members go. */
export function groupOf(plan: Pick<Plan, 'steps'>, { step: id, kind, loop: begun }: Member): Group {
  const step = stepOf(plan, id)
  if (kind === 'loop' && step.loop) {
    const { atOnce, errorsMax = 1, over } = step.loop
    const size = over.kind === 'until' ? undefined : begun?.items.length
    return { kind: 'together', size, atOnce, needs: { kind: 'all', errorsMax } }
  }
  if (step.kind === 'menu') return { kind: 'menu' }
  if (!step.parallel) return { kind: 'sequence' }
  const { join, atOnce } = step.parallel
  return { kind: 'together', size: step.children.length, atOnce, needs: join }
}

/** Whether members work side by side, each with a session of its own. */
export const isConcurrent = (plan: Pick<Plan, 'steps'>, member: Member): boolean => {
  const group = groupOf(plan, member)
  return group.kind === 'together' && group.atOnce > 1 && group.size !== 1
}

/** How a group whose members work together stands. */
export type Standing =
  /** Members are under way; perhaps more may be begun. */
  | { readonly kind: 'going'; readonly next: readonly InstanceId[] }
  /** It has what it needs; whoever is still under way is not needed. */
  | { readonly kind: 'enough' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly message: string }

/** Which members may be begun now, and whether the group is settled, and how. Costs what it answers. */
export function standingOf(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  group: Extract<Group, { kind: 'together' }>,
): Standing {
  const { open, succeeded, passed, failed } = instance.counts
  const { needs, size } = group
  if (needs.kind === 'at-least' && succeeded >= needs.count) {
    return open > 0 ? { kind: 'enough' } : { kind: 'succeeded' }
  }
  const failing =
    needs.kind === 'all'
      ? failed >= needs.errorsMax
      : size !== undefined && failed + passed > size - needs.count
  const next = failing ? [] : nextOf(state, instance, group)
  if (open > 0 || next.length > 0) return { kind: 'going', next }
  if (!failing && needs.kind === 'all') return { kind: 'succeeded' }
  return { kind: 'failed', message: failedWords(instance, group) }
}

function failedWords(
  { counts, kind }: Readonly<Instance>,
  { size, needs }: Extract<Group, { kind: 'together' }>,
): string {
  const what = kind === 'loop' ? 'turns' : 'branches'
  const of = size === undefined ? '' : ` of ${size}`
  return needs.kind === 'all'
    ? `${counts.failed}${of} ${what} failed`
    : `${counts.succeeded}${of} ${what} succeeded, and ${needs.count} must`
}

/** Members that may be begun now: `stage.at` counts those that were. */
function nextOf(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  { size = Infinity, atOnce }: Extract<Group, { kind: 'together' }>,
): readonly InstanceId[] {
  const step = stepOf(state.plan, instance.step)
  const next: InstanceId[] = []
  const free = Math.max(0, atOnce - instance.counts.open)
  for (let at = instance.stage.at; next.length < free && at < size; at++) {
    const id = memberOf(step, instance, at)
    if (id === undefined) break
    const { kind } = state.instances.get(id)?.status ?? { kind: 'waiting' }
    if (kind === 'waiting') next.push(id)
  }
  return next
}

/** The id of the member at a place, counted from 0. */
export function memberOf(
  step: PlanStep,
  { kind, turns }: Pick<Instance, 'kind' | 'turns'>,
  at: number,
): InstanceId | undefined {
  if (kind === 'loop') return instanceIdOf(step.id, [...turns, at + 1])
  const child = step.children[at]
  return child === undefined ? undefined : instanceIdOf(child, turns)
}
