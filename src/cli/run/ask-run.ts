import type { ActionInput } from '../../action/action.ts'
import type { Draft, Sight } from '../../app/see-command.ts'
import { commandOf, seeCommandOf } from '../../app/see-command.ts'
import { landingChanges, landingRecord } from '../../contract/landing.ts'
import type { PlanCommand } from '../../plan/plan.ts'
import type { Answer, OpenHole } from '../../run/question.ts'
import { isExecuted } from '../../run/resolve/command.ts'
import type { OpenQuestion } from '../../run/state.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { never } from '../../text/bug.ts'
import { answerOf, give } from './answers.ts'
import { askCommon } from './ask-common.ts'
import { plannedLines, resolvedLines } from './command-lines.ts'
import type { Conductor, Next } from './conductor.ts'
import { askLine, press, stepOfQuestion } from './conductor.ts'
import { editText } from './edit-text.ts'
import { keysFor } from './keys.ts'
import { seenFromHere } from './joined.ts'
import { landingText } from './landing.ts'
import { holeNames } from './question-lines.ts'
import { said } from './screen.ts'

/** A command as it would run now, with what is different about where it would land. */
type Seen = Omit<Sight, 'kind'> & { readonly changes: readonly string[] }

/** Shows the exact command and where it will land, then waits for the press; holes are asked for by name. */
export async function askRun(
  conductor: Conductor,
  open: OpenQuestion,
  written: 'show' | 'shown',
): Promise<Next> {
  const command = commandOf(conductor.driver.state, open)
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

/** Only a step's own commands can be changed for once; checks and undo are what makes its success mean something. */
const canEdit = (open: OpenQuestion, { input }: PlanCommand): boolean =>
  open.stage === 'main' && textOf(input) !== undefined

async function look(
  { driver, app, narrator }: Conductor,
  open: OpenQuestion,
  command: PlanCommand,
  draft: Draft,
): Promise<Seen> {
  const sight = await seeCommandOf(app, driver.state, open, command, draft)
  if (sight.kind === 'trouble') {
    const resolution = { kind: 'refused', message: sight.why, remedy: sight.remedy } as const
    return { resolution, dangers: [], changes: [] }
  }
  if (!sight.landing) return { ...sight, changes: [] }
  const landing = driver.drives ? sight.landing : seenFromHere(sight.landing)
  return { ...sight, landing, changes: landingChanges(narrator.landing, landing).map(terminalLine) }
}

function showSight(
  conductor: Conductor,
  open: OpenQuestion,
  command: PlanCommand,
  { resolution, dangers, landing, changes }: Seen,
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
  { resolution }: Seen,
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

function runAnswer(draft: Draft, { landing }: Seen): Answer {
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
