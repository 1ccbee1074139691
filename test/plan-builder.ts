import type { ActionInput } from '../src/action/action.ts'
import type { FailurePolicy } from '../src/document/label.ts'
import type { SectionRole } from '../src/document/section.ts'
import type { StepId } from '../src/document/step.ts'
import { hash } from '../src/hash/sha256.ts'
import type { Plan, PlanCheck, PlanCommand, PlanStep, PlanWork } from '../src/plan/plan.ts'

/** A plan described by its tree: what tests of runs start from. */
export type Node =
  | {
      readonly kind: 'phase'
      readonly id: string
      readonly children: readonly Node[]
      readonly role?: SectionRole
      readonly limitMs?: number
      readonly loop?: PlanWork['loop']
    }
  | { readonly kind: 'menu'; readonly id: string; readonly children: readonly Node[] }
  | WorkNode

export type WorkNode = {
  readonly kind: 'step'
  readonly id: string
  readonly children?: readonly Node[]
  readonly commands?: readonly PlanCommand[]
} & Partial<
  Pick<
    PlanWork,
    | 'onlyIf'
    | 'alreadyDoneIf'
    | 'verify'
    | 'onFailure'
    | 'retry'
    | 'undo'
    | 'repeatable'
    | 'evidence'
    | 'loop'
    | 'parallel'
    | 'limitMs'
  >
>

const range = { from: 0, to: 0 }

/** A shell command that a person presses, or with `auto` runs by itself. */
export const command = (source: string, more: Partial<PlanCommand> = {}): PlanCommand => ({
  input: shell(source),
  rung: 'auto',
  dangers: [],
  confirm: false,
  expects: [],
  outputs: [],
  range,
  line: 1,
  ...more,
})

export const shell = (source: string): ActionInput => ({
  action: 'shell',
  dialect: 'bash',
  source,
  holes: [],
  assigns: [],
  tainted: [],
  env: {},
  errexit: true,
  tty: false,
})

export const step = (id: string, more: Omit<WorkNode, 'kind' | 'id'> = {}): WorkNode => ({
  kind: 'step',
  id,
  ...more,
})
export const auto = (id: string, more: Omit<WorkNode, 'kind' | 'id' | 'commands'> = {}): WorkNode =>
  step(id, { commands: [command(id)], ...more })
export const assisted = (id: string): WorkNode => step(id, { commands: [command(id, { rung: 'assisted' })] })
/** Steps side by side, all of which must succeed unless it is said otherwise. */
export const parallel = (
  id: string,
  children: readonly Node[],
  more: Partial<NonNullable<PlanWork['parallel']>> &
    Omit<WorkNode, 'kind' | 'id' | 'children' | 'parallel'> = {},
): WorkNode => {
  const { join = { kind: 'all', errorsMax: 1 }, atOnce = 100, ...rest } = more
  return step(id, { children, parallel: { join, atOnce }, ...rest })
}

/** A step for each item of a list that is the parameter `hosts`, unless it is said otherwise. */
export const forEach = (node: WorkNode, more: Partial<NonNullable<PlanWork['loop']>> = {}): WorkNode => ({
  ...node,
  loop: { over: { kind: 'list', variable: 'host', list: 'hosts' }, turnsMax: 1000, atOnce: 1, ...more },
})

/** The plan with a list of hosts given by a person. */
export const withHosts = (plan: Plan, hosts: readonly string[]): Plan => ({
  ...plan,
  values: { ...plan.values, hosts: { type: 'list', origin: 'person', constrained: false, value: hosts } },
})

export const goTo = (target: string): FailurePolicy => ({ kind: 'go-to', target })
export const checkBy = (source: string): PlanCheck => ({ kind: 'command', command: command(source) })

/** The plan of a tree, and perhaps of a rollback beside it. */
export function planOf(
  children: readonly Node[],
  rollback?: readonly Node[],
  last: { readonly final?: readonly Node[]; readonly onCancel?: readonly Node[] } = {},
): Plan {
  const steps: Record<StepId, PlanStep> = {}
  add(steps, { kind: 'phase', id: '#', children })
  if (rollback) add(steps, { kind: 'phase', id: '#rollback', role: 'rollback', children: rollback })
  const { final, onCancel } = last
  if (final) add(steps, { kind: 'phase', id: '#final', role: 'final', children: final })
  if (onCancel) add(steps, { kind: 'phase', id: '#on-cancel', role: 'on-cancel', children: onCancel })
  return {
    schema: 'kneeboard.plan/1',
    stepIdVersion: 1,
    runbook: {
      path: 'a.md',
      title: 'A',
      kind: 'runbook',
      documentHash: hash('document', ''),
      executableHash: hash('executable', ''),
      version: { kind: 'unversioned' },
    },
    values: {},
    root: '#' as StepId,
    steps,
    ...(rollback ? { rollback: '#rollback' as StepId } : {}),
    ...(final ? { final: '#final' as StepId } : {}),
    ...(onCancel ? { onCancel: '#on-cancel' as StepId } : {}),
  }
}

function add(steps: Record<StepId, PlanStep>, node: Node, parent?: StepId): void {
  const id = node.id as StepId
  const children = (node.children ?? []).map((child) => child.id as StepId)
  const common = { id, title: node.id, children, range, line: 1, ...(parent === undefined ? {} : { parent }) }
  if (node.kind === 'phase') {
    const { limitMs, loop } = node
    steps[id] = {
      ...common,
      kind: 'phase',
      role: node.role ?? 'steps',
      ...(limitMs === undefined ? {} : { limitMs }),
      ...(loop === undefined ? {} : { loop }),
    }
  } else if (node.kind === 'menu') steps[id] = { ...common, kind: 'menu', reason: 'mitigations' }
  else steps[id] = work(common, node)
  for (const child of node.children ?? []) add(steps, child, id)
}

function work(
  common: Pick<PlanWork, 'id' | 'title' | 'children' | 'range' | 'line'>,
  node: WorkNode,
): PlanWork {
  const {
    commands = [],
    alreadyDoneIf = [],
    verify = [],
    repeatable = false,
    kind,
    id: _id,
    children: _children,
    ...rest
  } = node
  return {
    ...common,
    kind,
    rule: 'ordered-list',
    rung: commands.length === 0 ? 'manual' : 'auto',
    body: commands.map((_, index) => ({ kind: 'command', index })),
    commands,
    alreadyDoneIf,
    verify,
    repeatable: repeatable || alreadyDoneIf.length > 0,
    hash: hash('step', node.id),
    ...rest,
  }
}
