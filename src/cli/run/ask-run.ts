import type { ActionInput } from '../../action/action.ts'
import { landingChanges, landingRecord } from '../../contract/landing.ts'
import type { PlanCommand } from '../../plan/plan.ts'
import { stepOf } from '../../plan/find.ts'
import type { Landing } from '../../ports/landing.ts'
import { commandAt } from '../../run/conclude.ts'
import type { Answer, OpenHole } from '../../run/question.ts'
import { contextFor } from '../../run/resolve/attempt.ts'
import { isExecuted, resolveCommand } from '../../run/resolve/command.ts'
import type { Resolution } from '../../run/resolve/context.ts'
import type { OpenQuestion } from '../../run/state.ts'
import { judgeShell } from '../../shell/judge.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { never } from '../../text/bug.ts'
import { answerOf, give } from './answers.ts'
import { askCommon } from './ask-common.ts'
import { plannedLines, resolvedLines } from './command-lines.ts'
import type { Conductor, Next } from './conductor.ts'
import { askLine, press, stepOfQuestion } from './conductor.ts'
import { editText } from './edit-text.ts'
import { keysFor } from './keys.ts'
import { landingText } from './landing.ts'
import { holeNames } from './question-lines.ts'
import { said } from './screen.ts'

/** What the operator has made of a command before pressing run: values for its holes, another text. */
type Draft = { readonly values: Readonly<Record<string, string>>; readonly edited?: string }

/** A command as it would run now, and where: exactly what stands on the screen when the key is pressed. */
type Sight = {
  readonly resolution: Resolution
  readonly dangers: readonly string[]
  readonly landing?: Landing
  readonly changes: readonly string[]
}

/** Shows the exact command and where it will land, then waits for the press; holes are asked for by name. */
export async function askRun(
  conductor: Conductor,
  open: OpenQuestion,
  written: 'show' | 'shown',
): Promise<Next> {
  const command = commandOf(conductor, open)
  if (!command || !isExecuted(command.input)) return 'on'
  let draft: Draft = { values: {} }
  let show = written === 'show'
  for (;;) {
    const sight = await look(conductor, open, command, draft)
    if (show) showSight(conductor, open, command, sight, draft)
    show = false
    const careful = sight.dangers.length > 0 || sight.changes.length > 0
    const state = sight.resolution.kind === 'resolved' ? 'ready' : sight.resolution.kind
    const keys = keysFor(open.question, {
      careful,
      command: state,
      editable: canEdit(open, command),
      undoing: open.stage === 'undo',
    })
    const pressed = await press(conductor, keys)
    if (pressed.kind === 'changed') return 'on'
    const common = await askCommon(conductor, open.instance, pressed)
    if (common === 'leave' || (common && conductor.narrator.hasNews)) return common
    if (common) continue
    const next = await draftAfter(conductor, command, sight, draft, pressed.wish)
    if (next) {
      draft = next
      show = true
      continue
    }
    const answer =
      pressed.wish === 'run'
        ? runAnswer(draft, sight)
        : await answerOf(conductor, open, pressed.wish, pressed.key)
    if (!answer) continue
    if (answer.choice === 'run') conductor.narrator.commandShown(open.instance, open.stage, open.at)
    if (answer.choice === 'run' && sight.landing) conductor.narrator.landing = sight.landing
    await give(conductor, open, answer)
    return 'on'
  }
}

function commandOf({ driver }: Conductor, open: OpenQuestion): PlanCommand | undefined {
  const instance = driver.state.instances.get(open.instance)
  if (!instance || open.stage === 'children') return undefined
  return commandAt(stepOf(driver.state.plan, instance.step), open.stage, open.at)
}

/** Only a step's own commands can be changed for once; checks and undo are what makes its success mean something. */
const canEdit = (open: OpenQuestion, { input }: PlanCommand): boolean =>
  open.stage === 'main' && textOf(input) !== undefined

async function look(
  conductor: Conductor,
  open: OpenQuestion,
  command: PlanCommand,
  draft: Draft,
): Promise<Sight> {
  const { driver, app, narrator } = conductor
  const instance = driver.state.instances.get(open.instance)
  const { input } = command
  if (!instance || !isExecuted(input) || open.stage === 'children') {
    const resolution = { kind: 'refused', message: 'this step is not there any more', remedy: '' } as const
    return { resolution, dangers: [], changes: [] }
  }
  const state = { ...driver.state, values: { ...driver.state.values, ...draft.values } }
  const stage = { kind: open.stage, at: open.at }
  const context = contextFor(state, instance, stage, app.driver.environment, command)
  const edited = draft.edited ?? context.edited
  const resolution = resolveCommand({ ...context, edited }, input)
  const dangers = dangersOf(conductor, command, edited)
  if (resolution.kind !== 'resolved') return { resolution, dangers, changes: [] }
  const landing = await narrator.look(resolution.action)
  return {
    resolution,
    dangers,
    landing,
    changes: landingChanges(narrator.landing, landing).map(terminalLine),
  }
}

/** What wants more than Enter. An edited text is judged anew; where it cannot be judged, it always does. */
function dangersOf({ app }: Conductor, command: PlanCommand, edited: string | undefined): readonly string[] {
  const planned = command.dangers.map(({ what }) => what)
  if (edited === undefined) return [...new Set(planned)]
  const { input } = command
  const block = input.action === 'ssh' ? input.block : input
  if (block.action !== 'shell') return ['edited by hand']
  const judged = judgeShell(edited, { dialect: block.dialect, known: app.driver.environment })
  return judged.kind === 'block' ? [...new Set(judged.dangers.map(({ what }) => what))] : ['edited by hand']
}

function showSight(
  conductor: Conductor,
  open: OpenQuestion,
  command: PlanCommand,
  { resolution, dangers, landing, changes }: Sight,
  draft: Draft,
): void {
  const { writer, view, narrator } = conductor
  const step = stepOfQuestion(conductor, open)
  if (step && open.stage === 'main') narrator.showBody(step, open.at)
  const purpose = stagePurpose[open.stage]
  if (purpose !== undefined) writer.lines(said('·', purpose, 'dim', view))
  const danger =
    dangers.length === 0
      ? []
      : said('!', `${dangers.map(terminalLine).join(', ')}: runs only on capital R`, 'red', view)
  switch (resolution.kind) {
    case 'resolved':
      return writer.lines([
        ...resolvedLines(resolution.action, view, '  '),
        ...said('⌂', landing ? landingText(landing) : '', 'dim', view),
        ...changes.flatMap((change) =>
          said('!', `changed: ${change}; runs only on capital R`, 'yellow', view),
        ),
        ...danger,
      ])
    case 'open':
      return writer.lines([
        ...plannedLines(withText(command.input, draft.edited), view, '  '),
        ...said('?', `needs ${holeNames(resolution.holes)}`, 'yellow', view),
        ...danger,
      ])
    case 'refused':
      return writer.lines([
        ...plannedLines(withText(command.input, draft.edited), view, '  '),
        ...said('✗', `it cannot run as it is: ${resolution.message} ${resolution.remedy}`, 'red', view),
      ])
    default:
      return never(resolution)
  }
}

const stagePurpose: Readonly<Partial<Record<OpenQuestion['stage'], string>>> = {
  precheck: 'is it already done? This looks:',
  verify: 'to verify the step:',
  undo: 'to take the step back:',
}

/** What filling in or editing makes of the draft; undefined when the wish was neither, or nothing changed. */
async function draftAfter(
  conductor: Conductor,
  command: PlanCommand,
  { resolution }: Sight,
  draft: Draft,
  wish: string,
): Promise<Draft | undefined> {
  if (wish === 'fill' && resolution.kind === 'open') {
    const values = await fillHoles(conductor, resolution.holes)
    return values && { ...draft, values: { ...draft.values, ...values } }
  }
  if (wish !== 'edit') return undefined
  const before = draft.edited ?? textOf(command.input) ?? ''
  const edited = await editText(conductor, before)
  return edited === undefined || edited === before ? undefined : { ...draft, edited }
}

/** A value for each hole; undefined when the operator broke off. */
async function fillHoles(
  conductor: Conductor,
  holes: readonly OpenHole[],
): Promise<Record<string, string> | undefined> {
  const values: Record<string, string> = {}
  for (const { key, written } of holes) {
    for (let value: string | undefined = ''; value === '';) {
      value = await askLine(conductor, `${terminalLine(written)} =`)
      if (value === undefined) return undefined
      values[key] = value
    }
  }
  return values
}

function runAnswer(draft: Draft, { landing }: Sight): Answer {
  return {
    choice: 'run',
    ...(Object.keys(draft.values).length === 0 ? {} : { values: { private: { ...draft.values } } }),
    ...(draft.edited === undefined ? {} : { edited: { private: draft.edited } }),
    ...(landing ? { landing: landingRecord(landing) } : {}),
  }
}

function textOf(input: ActionInput): string | undefined {
  if (input.action === 'shell' || input.action === 'script') return input.source
  if (input.action === 'ssh') return input.block.source
  return input.action === 'sql' ? input.statement : undefined
}

function withText(input: ActionInput, text: string | undefined): ActionInput {
  if (text === undefined) return input
  if (input.action === 'shell' || input.action === 'script') return { ...input, source: text }
  if (input.action === 'ssh') return { ...input, block: { ...input.block, source: text } }
  return input.action === 'sql' ? { ...input, statement: text } : input
}
