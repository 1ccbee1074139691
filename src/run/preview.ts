import type { ExecutedInput } from '../action/action.ts'
import { loopNames, within } from '../plan/find.ts'
import { rootsOf } from '../plan/shape.ts'
import type { Plan, PlanCommand, PlanStep, PlanTree, PlanWork } from '../plan/plan.ts'
import { commandsOf } from '../plan/commands.ts'
import { fold } from './fold.ts'
import { makeRunId } from './id.ts'
import type { Mode } from './mode.ts'
import type { OpenHole } from './question.ts'
import { isExecuted, resolveCommand } from './resolve/command.ts'
import type { ResolvedAction } from './resolve.ts'
import type { ReadonlyRunState } from './state.ts'

/** What a command would be if the run reached it with what is known now. */
export type Preview =
  | { readonly kind: 'resolved'; readonly action: ResolvedAction }
  | { readonly kind: 'open'; readonly holes: readonly PreviewHole[] }
  | { readonly kind: 'refused'; readonly message: string; readonly remedy: string }
  /** A question or a wait: nothing is executed. */
  | { readonly kind: 'not-executed' }

/** A hole, and the earlier step that fills it when one does. */
export type PreviewHole = OpenHole & { readonly from?: string }

export type PreviewFacts = {
  readonly mode: Mode
  /** Directory the first command starts in. */
  readonly cwd: string
  readonly environment: ReadonlySet<string>
}

/** Every command of a plan as it would be, in order; nothing is executed and no run is made. */
export function previewPlan(plan: Plan, facts: PreviewFacts): ReadonlyMap<PlanCommand, Preview> {
  const state = imagined(plan, facts)
  const previews = new Map<PlanCommand, Preview>()
  const assigned = new Map<string, string>()
  for (const step of stepsInOrder(plan)) {
    for (const command of commandsOf(step)) {
      previews.set(command, previewOf(state, facts, step, command, assigned))
      if (command.input.action === 'shell')
        for (const name of command.input.assigns) assigned.set(name, step.title)
    }
  }
  return previews
}

/** Steps of the plan in the order a run without trouble meets them; those of its other parts last. */
export function stepsInOrder(plan: PlanTree): readonly PlanWork[] {
  const ids = rootsOf(plan).flatMap((root) => [...within(plan, root)])
  return ids.map((id) => plan.steps[id]).filter((step): step is PlanWork => isWork(step))
}

const isWork = (step: PlanStep | undefined): step is PlanWork => step?.kind === 'step'

function imagined(plan: Plan, { mode, cwd }: PreviewFacts): ReadonlyRunState {
  const run = makeRunId(0, new Uint8Array(12))
  const { path, title, documentHash } = plan.runbook
  const event = {
    type: 'run.created',
    plan: '',
    mode,
    path,
    title,
    documentHash,
    cwd,
    startedOn: '',
  } as const
  return fold(run, plan, [{ seq: 1, at: 0, by: { kind: 'system', id: 'preview', via: 'cli' }, event }])
}

function previewOf(
  state: ReadonlyRunState,
  facts: PreviewFacts,
  step: PlanWork,
  command: PlanCommand,
  assigned: ReadonlyMap<string, string>,
): Preview {
  const { input } = command
  if (!isExecuted(input)) return { kind: 'not-executed' }
  const place = `${step.id}#main${step.commands.indexOf(command)}`
  const context = {
    state,
    at: undefined,
    session: state.session,
    environment: facts.environment,
    place,
    dangerous: command.dangers.length > 0,
    edited: undefined,
  }
  const resolved = resolveCommand(context, input)
  switch (resolved.kind) {
    case 'resolved':
      return { kind: 'resolved', action: resolved.action }
    case 'refused':
      return laterValues(input, state.plan, step) ?? resolved
    case 'open':
      return { kind: 'open', holes: resolved.holes.map((hole) => withSource(hole, assigned)) }
  }
}

function withSource(hole: OpenHole, assigned: ReadonlyMap<string, string>): PreviewHole {
  const from = hole.written.startsWith('$') ? assigned.get(hole.name) : undefined
  return from === undefined ? hole : { ...hole, from }
}

function textsOf(input: ExecutedInput): readonly string[] {
  switch (input.action) {
    case 'shell':
    case 'script':
      return [input.source]
    case 'sql':
      return [input.statement]
    case 'http':
      return [input.url]
    case 'ssh':
      return [input.block.source, input.address.host, ...Object.values(input.env)]
    case 'notify':
      return [input.text, input.title ?? '']
  }
}

/** Outputs of steps and the items of loops are not there before the run: an earlier step, or the turn, fills the hole. */
function laterValues(input: ExecutedInput, plan: Plan, { id }: PlanWork): Preview | undefined {
  const texts = textsOf(input)
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\{\{\s*(steps\.([\w-]+)\.[\w-]+)\s*\}\}/g)].map((match) => ({
      written: match[0],
      name: match[1] ?? '',
      step: match[2] ?? '',
    })),
  )
  const loops = [...loopNames(plan, id)].flatMap(([name, list]): readonly PreviewHole[] =>
    texts.some((text) => new RegExp(`\\{\\{\\s*(?:loop\\.)?${name}\\s*\\}\\}`).test(text))
      ? [{ key: name, name, written: `{{ ${name} }}`, from: `each of ${list}` }]
      : [],
  )
  if (names.length + loops.length === 0) return undefined
  const titles = Object.values(plan.steps).map((step) => [step.id.split('/').at(-1), step.title] as const)
  const holes = names.map(({ written, name, step }): PreviewHole => {
    const from = titles.find(([slug]) => slug?.replace(/[^\p{L}\p{N}_]/gu, '_') === step)?.[1]
    return { key: name, name, written, ...(from === undefined ? {} : { from }) }
  })
  return { kind: 'open', holes: [...loops, ...holes] }
}
