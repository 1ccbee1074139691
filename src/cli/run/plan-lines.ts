import type { Plan, PlanCommand, PlanStep, PlanWork } from '../../plan/plan.ts'
import { actsIn } from '../../plan/rung.ts'
import { rootsOf } from '../../plan/shape.ts'
import { terminalLine, terminalPlain } from '../../sink/terminal.ts'
import { formatDuration } from '../../text/duration.ts'
import { markdownLines } from '../terminal/markdown.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { plannedLines, resolvedLines } from './command-lines.ts'
import { goesWords } from '../../run/group-words.ts'
import { partTitles } from '../../run/part-titles.ts'
import type { Preview } from '../../run/preview.ts'

type Previews = ReadonlyMap<PlanCommand, Preview>

/** A plan as a dry run prints it: every step in order, every command as it would be, its holes by name. */
export function planLines(plan: Plan, previews: Previews, view: View): string[] {
  const counter = { next: 1 }
  return rootsOf(plan).flatMap((root) => {
    const step = plan.steps[root]
    const title = step?.kind === 'phase' ? partTitles[step.role] : undefined
    return [
      ...(title === undefined || root === plan.root ? [] : ['', view.styles.bold(title)]),
      ...nodeLines(plan, step, previews, view, counter),
    ]
  })
}

function nodeLines(
  plan: Plan,
  step: PlanStep | undefined,
  previews: Previews,
  view: View,
  counter: { next: number },
): string[] {
  if (!step) return []
  const inner = () => step.children.flatMap((id) => nodeLines(plan, plan.steps[id], previews, view, counter))
  switch (step.kind) {
    case 'phase':
      return [
        ...(step.parent === undefined
          ? []
          : ['', ...wrap(view.styles.bold(`§ ${terminalLine(step.title)}`), view)]),
        ...goesWords(step).flatMap((line) => wrap(view.styles.dim(line), { ...view, first: '  ' })),
        ...inner(),
      ]
    case 'menu':
      return [
        '',
        ...wrap(
          `${view.styles.bold(`◇ ${terminalLine(step.title)}`)} ${view.styles.dim('(pick any)')}`,
          view,
        ),
        ...inner(),
      ]
    case 'step':
      return [...workLines(step, counter.next++, previews, view), ...inner()]
  }
}

function workLines(step: PlanWork, number: number, previews: Previews, view: View): string[] {
  const { styles } = view
  const conditions = conditionsOf(step).flatMap((line) =>
    wrap(styles.dim(line), { ...view, first: '     ', rest: '       ' }),
  )
  return [
    '',
    ...wrap(`${styles.bold(terminalLine(step.title))} ${styles.dim(`${actsIn(step)} :${step.line}`)}`, {
      ...view,
      first: `${String(number).padStart(3)}. `,
      rest: '     ',
    }),
    ...step.body.flatMap((part) => bodyLines(step, part, previews, view)),
    ...conditions,
  ]
}

function bodyLines(step: PlanWork, part: PlanWork['body'][number], previews: Previews, view: View): string[] {
  const { styles } = view
  const indent = '     '
  switch (part.kind) {
    case 'markdown':
      return markdownLines(part.text, { ...view, indent })
    case 'command': {
      const command = step.commands[part.index]
      return command ? commandLines(command, previews.get(command), view, indent) : []
    }
    case 'code':
      return [
        ...terminalPlain(part.text.replace(/\n+$/, ''))
          .split('\n')
          .map((line) => `${indent}  ${styles.dim(line)}`),
        ...(part.refusal
          ? wrap(`${styles.yellow('copy only:')} ${terminalLine(part.refusal.message)}`, {
              ...view,
              first: indent,
              rest: `${indent}  `,
            })
          : []),
      ]
  }
}

function commandLines(
  command: PlanCommand,
  preview: Preview | undefined,
  view: View,
  indent: string,
): string[] {
  const { styles } = view
  const dangers = [...new Set(command.dangers.map(({ what }) => terminalLine(what)))]
  const warning =
    dangers.length === 0 ? [] : wrap(styles.red(`! ${dangers.join(', ')}`), { ...view, first: `${indent}  ` })
  const written = () => plannedLines(command.input, view, indent)
  switch (preview?.kind) {
    case 'resolved':
      return [...resolvedLines(preview.action, view, indent), ...warning]
    case 'open':
      return [
        ...written(),
        ...preview.holes.flatMap(({ written: hole, from }) =>
          wrap(
            `${styles.yellow('hole:')} ${terminalLine(hole)} ${from === undefined ? 'is asked for' : `comes from "${terminalLine(from)}"`}`,
            { ...view, first: `${indent}  ` },
          ),
        ),
        ...warning,
      ]
    case 'refused':
      return [
        ...written(),
        ...wrap(
          `${styles.red('refused:')} ${terminalPlain(preview.message)} ${terminalPlain(preview.remedy)}`,
          {
            ...view,
            first: `${indent}  `,
            rest: `${indent}    `,
          },
        ),
      ]
    case 'not-executed':
    case undefined:
      return written()
  }
}

/** What steers the step, in words. */
function conditionsOf(step: PlanWork): readonly string[] {
  const { onlyIf, alreadyDoneIf, verify, retry, onFailure, undo, takesMs, who, evidence } = step
  return [
    ...goesWords(step),
    ...(onlyIf === undefined ? [] : [`only if ${onlyIf}`]),
    ...(alreadyDoneIf.length > 0 ? ['skipped when it is already done'] : []),
    ...(verify.length > 0
      ? [`verified ${verify.length === 1 ? 'once' : `${verify.length} times`} after`]
      : []),
    ...(retry ? [`tried again ${retry.times} times, every ${formatDuration(retry.everyMs)}`] : []),
    ...(onFailure ? [`if it fails: ${policyText(onFailure)}`] : []),
    ...(undo ? ['can be undone'] : []),
    ...(who === undefined ? [] : [`who: ${who}`]),
    ...(takesMs === undefined ? [] : [`takes ${formatDuration(takesMs)}`]),
    ...(evidence === undefined ? [] : [`evidence: ${evidence}`]),
  ].map(terminalLine)
}

function policyText(policy: NonNullable<PlanWork['onFailure']>): string {
  switch (policy.kind) {
    case 'abort':
      return 'stop'
    case 'continue':
      return 'go on'
    case 'retry':
      return `try again ${policy.times} times, every ${formatDuration(policy.everyMs)}`
    case 'go-to':
      return `go to ${policy.target}`
    case 'roll-back':
      return 'roll back'
    case 'escalate':
      return 'escalate'
    case 'guidance':
      return policy.text
  }
}
