import type { DiffSide, RunbookDiff } from '../../app/runbook-history.ts'
import type { FieldChange, StepChange } from '../../library/changes.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'

/** What is different between two versions, with the lines of what changed. */
export function changeLines({ from, to, changes }: RunbookDiff, view: View): string[] {
  const { styles } = view
  const { title, metadata, parameters, steps, text, executable } = changes
  const fields = [...(title ? [title] : []), ...metadata]
  const parts = [
    ...part(
      'Facts',
      fields.flatMap((field) => fieldLines(field, view)),
      view,
    ),
    ...part(
      'Parameters',
      parameters.flatMap((field) => fieldLines(field, view)),
      view,
    ),
    ...part(
      'Steps',
      steps.flatMap((step) => stepLines(step, view)),
      view,
    ),
    ...part(
      'Text',
      text.flatMap(({ section, lines }) => [`  ${terminalLine(section)}`, ...signedLines(lines, view)]),
      view,
    ),
  ]
  return [
    styles.dim(terminalLine(`${sideWords(from)} → ${sideWords(to)}`)),
    ...parts,
    '',
    parts.length === 0
      ? 'Nothing is different.'
      : executable === 'same'
        ? 'Nothing that is executed is different.'
        : styles.yellow('What is executed is different: a validation of the text before has lapsed.'),
  ]
}

const sideWords = ({ path, commit }: DiffSide): string => `${path} ${commit?.slice(0, 10) ?? 'as it stands'}`

const part = (name: string, lines: readonly string[], { styles }: View): string[] =>
  lines.length === 0 ? [] : ['', styles.bold(name), ...lines]

const fieldLines = ({ name, before, after }: FieldChange, view: View): string[] => [
  `  ${terminalLine(name)}`,
  ...(before === undefined ? [] : signedLines([`- ${before}`], view)),
  ...(after === undefined ? [] : signedLines([`+ ${after}`], view)),
]

const signs = {
  added: '+',
  removed: '-',
  changed: '~',
  moved: '↕',
  'moved and changed': '↕',
} satisfies Record<StepChange['change'], string>

function stepLines({ change, before, after, lines }: StepChange, view: View): string[] {
  const place = after ?? before
  const renamed = before && after && before.title !== after.title ? ` (was: ${before.title})` : ''
  const moved =
    change.startsWith('moved') && before && after ? `, from line ${before.line} to ${after.line}` : ''
  return [
    ...wrap(terminalLine(`${place?.title ?? ''}${renamed}`), {
      ...view,
      first: `  ${signs[change]} `,
      rest: '    ',
    }),
    `    ${view.styles.dim(`${change}${moved}`)}`,
    ...(change === 'removed' ? [] : signedLines(lines, view)),
  ]
}

const signedLines = (lines: readonly string[], { styles }: View): string[] =>
  lines.map((line) => {
    const safe = `      ${terminalLine(line)}`
    return line.startsWith('- ') ? styles.red(safe) : line.startsWith('+ ') ? styles.green(safe) : safe
  })
