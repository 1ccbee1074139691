import { stepOf } from '../plan/find.ts'
import type { PlanCommand } from '../plan/plan.ts'
import type { Landing } from '../ports/landing.ts'
import { commandAt } from '../run/conclude.ts'
import type { EffectId, RunId } from '../run/id.ts'
import type { ResolvedAction } from '../run/resolve.ts'
import { contextFor } from '../run/resolve/attempt.ts'
import { isExecuted, resolveCommand } from '../run/resolve/command.ts'
import type { Resolution } from '../run/resolve/context.ts'
import type { OpenQuestion, ReadonlyRunState } from '../run/state.ts'
import { judgeShell } from '../shell/judge.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { readRun } from './read-run.ts'

/** What the operator has made of a command before pressing run: values for its holes, another text. */
export type Draft = { readonly values: Readonly<Record<string, string>>; readonly edited?: string }

/** A command as it would run now, and where: exactly what is shown when the key is pressed. */
export type Sight = {
  readonly kind: 'sight'
  readonly resolution: Resolution
  /** What wants more than Enter. */
  readonly dangers: readonly string[]
  /** Where it would land; absent while it cannot run. */
  readonly landing?: Landing
}

/** What the command of an open question would be with a draft. Executes nothing. */
export async function seeCommand(
  app: App,
  run: RunId,
  effect: EffectId,
  draft: Draft,
): Promise<Sight | Trouble> {
  const no = await authorise(app, 'show-run', run)
  if (no) return no
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  const { state } = loaded.fold
  const open = state.questions.get(effect)
  const command = open && commandOf(state, open)
  if (!open || !command) return trouble('that question is not open any more', 'look at the run again')
  return sightOf(app, state, open, command, draft)
}

/** The same of a run whose state is at hand. */
export async function seeCommandOf(
  app: App,
  state: ReadonlyRunState,
  open: OpenQuestion,
  command: PlanCommand,
  draft: Draft,
): Promise<Sight | Trouble> {
  return (await authorise(app, 'show-run', state.run)) ?? sightOf(app, state, open, command, draft)
}

async function sightOf(
  app: App,
  state: ReadonlyRunState,
  open: OpenQuestion,
  command: PlanCommand,
  draft: Draft,
): Promise<Sight | Trouble> {
  const instance = state.instances.get(open.instance)
  const { input } = command
  if (!instance || !isExecuted(input) || open.stage === 'children')
    return trouble('this step has no command to run', 'answer it as it is')
  const filled = { ...state, values: { ...state.values, ...draft.values } }
  const stage = { kind: open.stage, at: open.at }
  const context = contextFor(filled, instance, stage, app.driver.environment, command)
  const edited = draft.edited ?? context.edited
  const resolution = resolveCommand({ ...context, edited }, input)
  const dangers = dangersOf(app, command, edited)
  if (resolution.kind !== 'resolved') return { kind: 'sight', resolution, dangers }
  return { kind: 'sight', resolution, dangers, landing: await landingOf(app, state, resolution.action) }
}

/** The command an open question is about. */
export function commandOf(state: ReadonlyRunState, open: OpenQuestion): PlanCommand | undefined {
  const instance = state.instances.get(open.instance)
  if (!instance || open.stage === 'children') return undefined
  return commandAt(stepOf(state.plan, instance.step), open.stage, open.at)
}

/** An edited text is judged anew; where it cannot be judged, it always wants more than Enter. */
function dangersOf(app: App, command: PlanCommand, edited: string | undefined): readonly string[] {
  const planned = [...new Set(command.dangers.map(({ what }) => what))]
  if (edited === undefined) return planned
  const { input } = command
  const block = input.action === 'ssh' ? input.block : input
  if (block.action !== 'shell') return ['edited by hand']
  const judged = judgeShell(edited, { dialect: block.dialect, known: app.driver.environment })
  return judged.kind === 'block' ? [...new Set(judged.dangers.map(({ what }) => what))] : ['edited by hand']
}

/** Where an action would land. */
export function landingOf(
  { landings }: Pick<App, 'landings'>,
  { session, startCwd }: ReadonlyRunState,
  action: ResolvedAction,
): Promise<Landing> {
  if (action.action === 'ssh') return landings.lookFar(action)
  const cwd = 'cwd' in action && action.cwd !== '' ? action.cwd : session.cwd
  const own = action.action === 'shell' || action.action === 'script' ? action : undefined
  const variables = { ...(own?.session ?? session).set, ...own?.environment }
  return landings.look(cwd === '' ? startCwd : cwd, variables)
}
