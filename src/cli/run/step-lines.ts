import type { StepId } from '../../document/step.ts'
import { within } from '../../plan/find.ts'
import { rootsOf } from '../../plan/shape.ts'
import type { Plan, PlanBody, PlanWork } from '../../plan/plan.ts'
import { actsIn } from '../../plan/rung.ts'
import { terminalLine, terminalPlain } from '../../sink/terminal.ts'
import { formatDuration } from '../../text/duration.ts'
import { markdownLines } from '../terminal/markdown.ts'
import type { View } from '../terminal/view.ts'
import { titleLine } from './fill.ts'
import { cutTo, widthOf } from '../terminal/width.ts'
import { wrap } from '../terminal/wrap.ts'

/** The line that begins a step: its number of how many, its section, its rung; then its title. */
export function headerLines(plan: Plan, step: PlanWork, visit: number, view: View): string[] {
  const { styles, columns } = view
  const { number, total, section } = positionOf(plan, step.id)
  const again = visit > 1 ? ` · again (${visit})` : ''
  const end = ` ${actsIn(step)} ──`
  const start = cutTo(`── ${number}/${total} · ${terminalLine(section)}${again} `, columns - widthOf(end) - 3)
  const fill = '─'.repeat(Math.max(1, columns - widthOf(start) - widthOf(end)))
  const people = [
    ...(step.who === undefined ? [] : [`who: ${step.who}`]),
    ...(step.takesMs === undefined ? [] : [`takes about ${formatDuration(step.takesMs)}`]),
    ...(step.evidence === undefined ? [] : [`evidence: ${step.evidence}`]),
  ]
  return [
    '',
    styles.dim(start + fill + end),
    ...wrap(styles.bold(titleLine(plan, step.title)), view),
    ...(people.length === 0
      ? []
      : wrap(styles.dim(terminalLine(people.join(' · '))), { ...view, first: '  ' })),
  ]
}

/** Where a step stands: counted over the part of the plan it belongs to (the procedure, the rollback …). */
export function positionOf(plan: Plan, step: StepId): { number: number; total: number; section: string } {
  for (const root of rootsOf(plan)) {
    const works = [...within(plan, root)].filter((id) => plan.steps[id]?.kind === 'step')
    const index = works.indexOf(step)
    if (index !== -1) return { number: index + 1, total: works.length, section: sectionOf(plan, step) }
  }
  return { number: 0, total: 0, section: '' }
}

function sectionOf(plan: Plan, step: StepId): string {
  for (let at = plan.steps[step]?.parent; at !== undefined; at = plan.steps[at]?.parent) {
    const above = plan.steps[at]
    if (above && above.kind !== 'step' && above.title !== '') return above.title
  }
  return plan.runbook.title
}

/** Prose and code of a step's body as they are written; commands are shown by whoever knows their values. */
export function bodyLines(parts: readonly PlanBody[], fill: (text: string) => string, view: View): string[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'markdown':
        return markdownLines(part.text, { ...view, indent: '  ', fill })
      case 'code':
        return codePart(part, view)
      case 'command':
        return []
    }
  })
}

function codePart(part: Extract<PlanBody, { kind: 'code' }>, view: View): string[] {
  const { styles } = view
  const title = part.sample ? ['  it should look like this:'] : []
  const lines = terminalPlain(part.text.replace(/\n+$/, ''))
    .split('\n')
    .map((line) => `    ${styles.cyan(line)}`)
  const refusal = part.refusal
    ? wrap(
        `${styles.yellow('copy only:')} ${terminalLine(part.refusal.message)} ${terminalLine(part.refusal.remedy)}`,
        { ...view, first: '  ', rest: '    ' },
      )
    : []
  return [...title, ...lines, ...refusal]
}
