import type { BodyPart, Step } from '../src/document/step.ts'
import type { Runbook } from '../src/document/runbook.ts'

/** A runbook as lines a person can compare: sections with roles, steps with rules, what each step holds. */
export function outlineOf(runbook: Runbook): string[] {
  const menus = runbook.menus.map(
    ({ reason, section, options }) =>
      `menu ${reason} in ${section || 'the top'}: ${options.map(({ title }) => title).join(' | ')}`,
  )
  return [
    ...runbook.sections
      .filter(({ level }) => level > 0)
      .flatMap((section) => [
        `${'#'.repeat(section.level)} ${section.title} (${section.role})`,
        ...stepLines(
          runbook,
          runbook.steps.filter((step) => step.section === section.id),
        ),
      ]),
    ...menus,
  ]
}

/** Only the steps, wherever they stand: `[rule] title`, and below it what it holds. */
export const stepLines = (runbook: Runbook, steps: readonly Step[] = runbook.steps): string[] =>
  steps.flatMap((step) => {
    const indent = '  '.repeat(step.depth)
    return [
      `${indent}[${step.rule}] ${step.title}`,
      ...step.body.map((part) => `${indent}  ${partLine(runbook, part)}`),
      ...stepLines(runbook, step.steps),
    ]
  })

function partLine(runbook: Runbook, part: BodyPart): string {
  if (part.kind === 'markdown')
    return `text ${fold(runbook.source.text.slice(part.range.from, part.range.to))}`
  if (part.kind === 'label') return `label ${part.label.kind}`
  const { block } = part
  const kind = block.sample
    ? 'sample'
    : [block.language || 'code', block.actionWord].filter(Boolean).join(' ')
  return `${kind} ${fold(block.text)}`
}

const fold = (text: string): string => JSON.stringify(text.trim().replace(/\s+/g, ' '))
