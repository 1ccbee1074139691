import type { Plan, PlanVersion } from '../../plan/plan.ts'
import { secretPlace } from '../../plan/secret-reference.ts'
import type { ApprovalSubject, SubjectCommand, SubjectStep } from '../../run/approval-subject.ts'
import { carriedOut } from '../../run/approval-subject.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { namedInCode, namedInWords } from '../../sink/look-alike.ts'
import { terminalLine, terminalPlain } from '../../sink/terminal.ts'
import { formatDuration } from '../../text/duration.ts'
import type { InnerRunbook } from '../../plan/inside.ts'
import { runbooksInside } from '../../plan/inside.ts'
import { fieldLines } from '../terminal/fields.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { plannedLines, resolvedLines } from './command-lines.ts'
import { holeNames } from './question-lines.ts'

/** Everything an approval is of, and nothing else: what its hash is made from. */
export function approvalLines(
  state: ReadonlyRunState,
  subject: ApprovalSubject,
  view: View,
): readonly string[] {
  const { styles } = view
  const { environment, secrets, directory, validMs, covers, hash } = subject
  const fields: readonly (readonly [string, string])[] = [
    ['Run', state.run],
    ['Mode', state.mode],
    ['File', fileWords(state.plan)],
    ['Directory', namedInCode(directory === '' ? '(where the run was started)' : directory)],
    ['Secrets', secrets.length === 0 ? 'none' : secrets.map(secretPlace).join(', ')],
    ['Sets', environment.join(' ')],
    ...Object.entries(state.plan.runbooks ?? {}).map(
      ([path, { documentHash }]) => ['Runs', `${namedInWords(path)}, ${documentHash}`] as const,
    ),
    ['Holds', validMs === undefined ? 'until the run is over' : `for ${formatDuration(validMs)}`],
  ]
  return [
    `  ${styles.bold('What is approved')}`,
    ...fieldLines(fields, view),
    // Whole on one line of 80: half a hash is of no use to anyone.
    `  ${styles.dim('Text')}  ${state.plan.runbook.documentHash}`,
    `  ${styles.dim('All')}   ${hash}`,
    ...covers.filter(isMoreThanAsking).flatMap(({ step, commands }) => [
      ...wrap(styles.bold(terminalLine(namedInWords(step.title))), {
        ...view,
        first: '  • ',
        rest: '    ',
      }),
      ...commands.flatMap((command) => commandLines(command, view)),
    ]),
    ...runbooksInside(state.plan, carriedOut(covers)).flatMap((inner) => innerLines(inner, view)),
  ]
}

/** What a covered step carries out is approved with it, to the letter: its text is held fast by its hash. */
function innerLines({ path, steps }: InnerRunbook, view: View): readonly string[] {
  const { styles } = view
  const about = `${terminalLine(namedInWords(path))}, as it is written; its values are known when it begins`
  return [
    ...wrap(styles.bold(`Carried out with it: ${about}`), { ...view, first: '  ', rest: '    ' }),
    ...steps.flatMap(({ title, depth, blocks }) => {
      const indent = ' '.repeat(4 + 2 * depth)
      return [
        ...wrap(terminalLine(namedInWords(title)), { ...view, first: `${indent}• `, rest: `${indent}  ` }),
        ...blocks.flatMap((text) => barred(namedInCode(text), view, `${indent}  `)),
      ]
    }),
  ]
}

const barred = (text: string, { styles }: View, indent: string): readonly string[] =>
  terminalPlain(text)
    .split('\n')
    .map((line) => `${indent}${styles.dim('│')} ${line}`)

const versionWords = (version: PlanVersion): string =>
  version.kind === 'committed' ? `commit ${version.commit}` : version.kind

const fileWords = ({ runbook }: Plan): string =>
  `${namedInWords(runbook.path)}, ${versionWords(runbook.version)}`

/** The step that asks is in it for what else it does. */
const isMoreThanAsking = ({ commands }: SubjectStep): boolean =>
  commands.length === 0 || commands.some(({ command }) => command.input.action !== 'approve')

const stageWords = {
  precheck: 'is it already done?',
  main: undefined,
  verify: 'to verify it:',
  undo: 'to take it back:',
} satisfies Record<SubjectCommand['stage'], string | undefined>

function commandLines({ stage, command, resolution }: SubjectCommand, view: View): readonly string[] {
  const words = stageWords[stage]
  const before = words === undefined ? [] : [`    ${view.styles.dim(words)}`]
  switch (resolution.kind) {
    case 'resolved':
      return [...before, ...resolvedLines(marked(resolution.action), view, '    ')]
    case 'open':
      return [
        ...before,
        ...plannedLines(marked(command.input), view, '    '),
        ...wrap(view.styles.yellow(`still open: ${holeNames(resolution.holes)}`), {
          ...view,
          first: '      ',
        }),
      ]
    case 'refused':
      return [
        ...before,
        ...plannedLines(marked(command.input), view, '    '),
        ...wrap(view.styles.yellow(`not known yet: ${terminalPlain(resolution.message)}`), {
          ...view,
          first: '      ',
        }),
      ]
    case 'asked':
      return command.input.action === 'approve' ? [] : plannedLines(command.input, view, '    ')
  }
}

/** Every text in it with what is not ASCII named. */
function marked<T>(value: T): T {
  if (typeof value === 'string') return namedInCode(value) as T & string
  if (Array.isArray(value)) return value.map((item: unknown) => marked(item)) as T & unknown[]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, marked(item as unknown)])) as T
}
