import type { StepId } from '../../document/step.ts'
import type { ActionInput } from '../../action/action.ts'
import type { StepMatch } from '../../plan/mapping.ts'
import type { Plan, PlanStep } from '../../plan/plan.ts'
import { becomingOf, worksOf } from '../../run/correction.ts'
import { lineDifference } from '../../text/line-difference.ts'
import type { ConfirmedMatch } from '../../run/input.ts'
import { instanceIdOf, noTurns } from '../../run/instance-id.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { statusWord } from './end-lines.ts'
import { titleLine } from './fill.ts'

/** A match that titles do not speak for: what both steps say, and what was changed. */
export const doubtLines = (before: Plan, after: Plan, match: StepMatch, view: View): readonly string[] => [
  '',
  ...wrap(
    match.by === 'content'
      ? 'The same commands under another title. Is this the same step?'
      : 'Another title and other commands between the same neighbours. Is this the same step?',
    { ...view, first: '  ? ', rest: '    ' },
  ),
  ...stepLine('before', before, match.from, view),
  ...stepLine('now', after, match.to, view),
  ...differenceLines(before.steps[match.from], after.steps[match.to], view),
]

/** A finished step whose commands were changed. */
export const finishedLines = (before: Plan, after: Plan, match: StepMatch, view: View): readonly string[] => [
  '',
  ...wrap('This step is finished, and was changed since. Does it count as done?', {
    ...view,
    first: '  ? ',
    rest: '    ',
  }),
  ...stepLine('now', after, match.to, view),
  ...differenceLines(before.steps[match.from], after.steps[match.to], view),
]

/** Every step of the corrected text with what becomes of it, then what is in it no more. */
export function correctionLines(
  state: ReadonlyRunState,
  after: Plan,
  mapping: readonly ConfirmedMatch[],
  view: View,
): readonly string[] {
  const { styles } = view
  const byNew = new Map(mapping.map((match) => [match.to, match]))
  const mapped = new Set(mapping.map(({ from }) => from))
  const gone = worksOf(state.plan).filter(({ id }) => !mapped.has(id))
  return [
    '',
    ...wrap(styles.bold('The corrected text, and what becomes of its steps'), view),
    ...worksOf(after).flatMap((step, index) =>
      wrap(
        `${titleLine(after, step.title)} ${styles.dim(`(${becomesOf(state, after, step.id, byNew.get(step.id))})`)}`,
        { ...view, first: `  ${String(index + 1).padStart(3)}. `, rest: '       ' },
      ),
    ),
    ...gone.flatMap((step) => {
      const status = statusWord(state.instances.get(instanceIdOf(step.id, noTurns))?.status)
      const undo = step.undo && status === 'done' ? '; it cannot be taken back any more' : ''
      return wrap(styles.yellow(`gone: ${titleLine(state.plan, step.title)} (${status}${undo})`), {
        ...view,
        first: '    – ',
        rest: '      ',
      })
    }),
    '',
  ]
}

function becomesOf(
  state: ReadonlyRunState,
  after: Plan,
  to: StepId,
  match: ConfirmedMatch | undefined,
): string {
  const becoming = becomingOf(state, after, to, match)
  switch (becoming.kind) {
    case 'new':
      return 'new: asked before it runs'
    case 'again':
      return 'changed: done again, asked before it runs'
    case 'changed':
      return 'changed: asked before it runs'
    case 'kept':
      return `changed, kept as ${wordBefore(state, becoming.from)}`
    case 'same':
      return wordBefore(state, becoming.from)
  }
}

const wordBefore = (state: ReadonlyRunState, from: StepId): string =>
  statusWord(state.instances.get(instanceIdOf(from, noTurns))?.status)

const stepLine = (name: string, plan: Plan, id: StepId, view: View): readonly string[] => {
  const step = plan.steps[id]
  return wrap(`${titleLine(plan, step?.title ?? '')} ${view.styles.dim(`:${step?.line ?? 0}`)}`, {
    ...view,
    first: `    ${view.styles.dim(name.padEnd(6))} `,
    rest: '           ',
  })
}

/** More of a difference than this is looked at in the file. */
const differenceMax = 24

function differenceLines(
  before: PlanStep | undefined,
  after: PlanStep | undefined,
  { styles }: View,
): readonly string[] {
  const difference = lineDifference(textOf(before), textOf(after))
  if (difference.every((line) => line.startsWith('  '))) return []
  const left = difference.length - differenceMax
  const shown = difference.slice(0, differenceMax).map((line) => {
    const safe = terminalLine(line)
    return `      ${line.startsWith('-') ? styles.red(safe) : line.startsWith('+') ? styles.green(safe) : safe}`
  })
  return left > 0 ? [...shown, styles.dim(`      … and ${left} lines more`)] : shown
}

const textOf = (step: PlanStep | undefined): string =>
  step?.kind === 'step' ? step.commands.map(({ input }) => commandText(input)).join('\n') : ''

function commandText(input: ActionInput): string {
  switch (input.action) {
    case 'shell':
    case 'script':
      return input.source.replace(/\n+$/, '')
    case 'sql':
      return input.statement
    case 'http':
      return `${input.method} ${input.url}`
    default:
      return JSON.stringify(input)
  }
}
