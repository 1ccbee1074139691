import type { ShownRunbook } from '../../app/show-runbook.ts'
import type { MetadataField } from '../../document/metadata.ts'
import type { Parameter } from '../../document/parameter.ts'
import { countSeverities } from '../../lint/format/linted.ts'
import type { PlanStep, PlanWork } from '../../plan/plan.ts'
import { actsIn } from '../../plan/rung.ts'
import { planTree } from '../../plan/tree.ts'
import type { Tree } from '../../plan/tree.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { lineStarts } from '../../text/range.ts'
import type { View } from '../terminal/view.ts'
import { cutTo, padTo, widthOf } from '../terminal/width.ts'
import { wrap } from '../terminal/wrap.ts'
import { fieldLines } from '../terminal/fields.ts'
import { partTitles } from '../../run/part-titles.ts'
import { rootsOf } from '../../plan/shape.ts'

/** A runbook as a person reads it in a terminal: what it is for, what it needs, its steps and how far they climbed. */
export function describeRunbook(shown: ShownRunbook, view: View): string[] {
  const { runbook, path } = shown
  const { styles } = view
  return [
    ...wrap(styles.bold(terminalLine(runbook.title.text)), view),
    styles.dim(`${terminalLine(path)} · ${runbook.kind}`),
    ...blank(fieldLines(metadataOf(shown), view)),
    ...blank(parameterLines(runbook.parameters, view)),
    '',
    ...treeLines(treeOf(shown), view),
    '',
    findingLine(shown),
    ...validationLines(shown, view),
  ]
}

export const treeOf = ({ runbook, offers }: ShownRunbook): Tree =>
  planTree({ runbook, offers, starts: lineStarts(runbook.source.text) }, undefined)

const blank = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', ...lines])

const shownFields: readonly (readonly [MetadataField, string])[] = [
  ['id', 'Id'],
  ['outcome', 'Outcome'],
  ['description', 'Description'],
  ['tools', 'Tools'],
  ['permissions', 'Permissions'],
  ['author', 'Author'],
  ['owner', 'Owner'],
  ['updated', 'Updated'],
  ['reviewed', 'Reviewed'],
  ['escalation', 'Escalation'],
  ['service', 'Service'],
  ['severity', 'Severity'],
  ['tags', 'Tags'],
  ['status', 'Status'],
]

const metadataOf = ({ runbook }: ShownRunbook): (readonly [string, string])[] =>
  shownFields.flatMap(([field, label]) => {
    const value = runbook.metadata[field]
    return value ? [[label, value.text] as const] : []
  })

function parameterLines(parameters: readonly Parameter[], view: View): string[] {
  if (parameters.length === 0) return []
  const { styles } = view
  const rows = parameters.map(
    (parameter) => [terminalLine(parameter.name), parameterType(parameter)] as const,
  )
  const widths = rows.map(([name]) => widthOf(name))
  const column = Math.min(24, Math.max(...widths))
  return [
    styles.bold('Parameters'),
    ...rows.flatMap(([name, type], index) => {
      const description = terminalLine(parameters[index]?.description ?? '')
      return wrap(`${description === '' ? '' : `${description} `}${styles.dim(`(${type})`)}`, {
        columns: view.columns,
        first: `  ${padTo(name, column)}  `,
        rest: ' '.repeat(column + 4),
      })
    }),
  ]
}

/** `choice of a, b, default a`. */
export function parameterType({ type, allowed, default: given, required, pattern }: Parameter): string {
  const parts = [
    allowed.length > 0 ? `${type} of ${allowed.join(', ')}` : type,
    ...(pattern === undefined ? [] : [`/${pattern}/`]),
    given === undefined ? (required ? 'required' : 'optional') : `default ${given}`,
  ]
  return terminalLine(parts.join(', '))
}

function treeLines(tree: Tree, view: View): string[] {
  const { styles } = view
  if (tree.kind === 'no-section') return []
  const steps = Object.values(tree.steps).filter((step) => step.kind === 'step')
  if (steps.length === 0) return [styles.dim('No steps: a document for reading.')]
  const counter = { next: 1 }
  const root = tree.steps[tree.root]
  const lines = root ? childLines(tree.steps, root, 0, counter, view) : []
  const apart = rootsOf(tree)
    .slice(1)
    .flatMap((id) => {
      const part = tree.steps[id]
      if (part?.kind !== 'phase') return []
      return [
        '',
        styles.bold(partTitles[part.role] ?? part.title),
        ...childLines(tree.steps, part, 0, counter, view),
      ]
    })
  return [`${styles.bold('Steps')} ${styles.dim(countRungs(steps))}`, ...lines, ...apart]
}

type Steps = Readonly<Record<string, PlanStep>>

function childLines(
  steps: Steps,
  parent: PlanStep,
  depth: number,
  counter: { next: number },
  view: View,
): string[] {
  return parent.children.flatMap((id) => {
    const step = steps[id]
    return step ? nodeLines(steps, step, depth, counter, view) : []
  })
}

function nodeLines(
  steps: Steps,
  step: PlanStep,
  depth: number,
  counter: { next: number },
  view: View,
): string[] {
  const { styles, columns } = view
  const indent = '  '.repeat(depth + 1)
  const inner = depth + 1
  switch (step.kind) {
    case 'phase':
      return [
        ...wrap(styles.bold(terminalLine(step.title)), { columns, first: indent }),
        ...childLines(steps, step, inner, counter, view),
      ]
    case 'menu':
      return [
        ...wrap(`${styles.bold(terminalLine(step.title))} ${styles.dim('(pick any)')}`, {
          columns,
          first: `${indent}◇ `,
          rest: `${indent}  `,
        }),
        ...childLines(steps, step, inner, counter, view),
      ]
    case 'step': {
      const number = `${String(counter.next++).padStart(2)}. `
      return [
        stepLine(step, indent + number, view),
        ...refusalLines(step, indent + ' '.repeat(number.length), view),
        ...childLines(steps, step, inner, counter, view),
      ]
    }
  }
}

function stepLine(step: PlanWork, before: string, { styles, columns }: View): string {
  const mark = `${actsIn(step).padStart(8)} :${step.line}`
  const room = columns - widthOf(before) - widthOf(mark) - 2
  const title = cutTo(terminalLine(step.title), Math.max(10, room))
  return `${before}${padTo(title, room)}  ${styles.dim(mark)}`
}

/** Why a command of the step can only be copied. */
function refusalLines(step: PlanWork, indent: string, { styles, columns }: View): string[] {
  return step.body.flatMap((part) =>
    part.kind === 'code' && part.refusal
      ? wrap(`${styles.yellow('copy only:')} ${terminalLine(part.refusal.message)}`, {
          columns,
          first: indent,
          rest: `${indent}  `,
        })
      : [],
  )
}

/** `7 steps: 2 manual, 3 assisted, 1 approval, 1 auto`. */
export function countRungs(steps: readonly Pick<PlanWork, 'commands' | 'rung'>[]): string {
  const words = ['manual', 'assisted', 'approval', 'choice', 'auto'] as const
  const parts = words
    .map((word) => [word, steps.filter((step) => actsIn(step) === word).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${count > 1 ? plurals[word] : word}`)
  return `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}: ${parts.join(', ')}`
}

const plurals = {
  manual: 'manual',
  assisted: 'assisted',
  approval: 'approvals',
  choice: 'choices',
  auto: 'auto',
}

function findingLine({ findings, path }: ShownRunbook): string {
  const { error, warning, info } = countSeverities([{ findings }])
  if (error + warning + info === 0) return 'Lint finds nothing.'
  return `Lint: ${error} errors, ${warning} warnings, ${info} info; see \`kneeboard lint ${terminalLine(path)}\`.`
}

/** What colleagues have said of it: nothing is said where nobody has. Unsigned, it is what somebody claims. */
function validationLines({ validation }: ShownRunbook, view: View): string[] {
  switch (validation.kind) {
    case 'none':
      return []
    case 'current': {
      const { by, at } = validation.statement
      return [
        `Validated: ${terminalLine(by)} says that it works (claimed, ${terminalLine(at.slice(0, 10))}).`,
      ]
    }
    case 'lapsed': {
      const { by, at } = validation.statement
      const changed = validation.changed.map((title) => `"${terminalLine(title)}"`).join(', ')
      const what = changed === '' ? 'what steers the steps has changed' : `changed since: ${changed}`
      return wrap(
        view.styles.yellow(
          `Validation lapsed: ${terminalLine(by)} said on ${terminalLine(at.slice(0, 10))} that it works; ${what}.`,
        ),
        view,
      )
    }
  }
}
