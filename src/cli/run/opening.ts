import { publicationOf } from '../../library/publication.ts'
import { within } from '../../plan/find.ts'
import type { Plan, PlanValue, PlanVersion } from '../../plan/plan.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { valueText } from '../../run/values.ts'
import { secretPlace } from '../../plan/secret-reference.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { countRungs } from '../show/describe.ts'
import { fieldLines } from '../terminal/fields.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'

/** What stands above every run: what it is for, who answers for it, who to call, which text it is, with which values. */
export function openingLines(plan: Plan, kind: string, view: View): string[] {
  const { runbook } = plan
  const { styles } = view
  const section = runbook.section === undefined ? '' : `#${runbook.section}`
  const fields = [
    ['Outcome', runbook.outcome],
    ['Owner', runbook.owner],
    ['Escalation', runbook.escalation],
    ['Tools', runbook.tools],
    ['Permissions', runbook.permissions],
  ].flatMap(([name = '', value]) => (value === undefined ? [] : [[name, value] as const]))
  return [
    ...wrap(styles.bold(terminalLine(runbook.title)), view),
    ...wrap(styles.dim(terminalLine(`${runbook.path}${section} · ${kind}`)), view),
    '',
    ...fieldLines([...fields, ['Text', versionText(runbook.version)], ...parameterFields(plan)], view),
    ...warningLines(runbook.version, view),
    '',
    `  ${styles.dim(stepCount(plan))}`,
  ]
}

/** How a run goes, which it is, and who operates it when that is not whoever started it. */
export const runWords = ({
  mode,
  run,
  operator,
  startedBy,
}: Pick<ReadonlyRunState, 'mode' | 'run' | 'operator' | 'startedBy'>): string =>
  operator === startedBy ? `${mode} · ${run}` : `${mode} · ${run} · operated by ${operator}`

const versionText = (version: PlanVersion): string => {
  switch (version.kind) {
    case 'committed': {
      const branch = version.branch === undefined ? ', on no branch' : ` on ${version.branch}`
      return `commit ${version.commit.slice(0, 10)}${branch}`
    }
    case 'uncommitted':
      return version.commit === undefined
        ? 'uncommitted'
        : `changed since commit ${version.commit.slice(0, 10)}`
    case 'unversioned':
      return 'not under version control'
  }
}

/** Said on every screen: such a text was reviewed by nobody, or is not the one that was. */
export const warningLines = (version: PlanVersion, view: View): string[] => {
  const warning = unreviewed(version)
  return warning === undefined
    ? []
    : wrap(view.styles.yellow(terminalLine(warning)), { ...view, first: '  ' })
}

function unreviewed(version: PlanVersion): string | undefined {
  if (version.kind === 'unversioned') return '! This text is not under version control.'
  if (version.kind === 'uncommitted')
    return '! This text is uncommitted: no commit holds it, and nobody reviewed it.'
  const publication = publicationOf(version)
  return publication.published ? undefined : `! This text is not published: ${publication.why}.`
}

const parameterFields = (plan: Plan): (readonly [string, string])[] =>
  Object.entries(plan.values).map(([name, value]) => [name, shownValue(value)])

function shownValue(value: PlanValue): string {
  if ('secret' in value) return `(secret, from ${terminalLine(secretPlace(value.secret))})`
  const text = valueText(value.value)
  const shown = text === '' ? '(empty)' : text
  return value.origin === 'default' ? `${shown} (default)` : shown
}

function stepCount(plan: Plan): string {
  const steps = [...within(plan, plan.root)].flatMap((id) => {
    const step = plan.steps[id]
    return step?.kind === 'step' ? [step] : []
  })
  return countRungs(steps)
}

/** Whom to call, as the runbook says it. */
export function contactLines(plan: Plan, view: View): string[] {
  const { escalation, owner } = plan.runbook
  const fields = [
    ['Escalation', escalation],
    ['Owner', owner],
  ].flatMap(([name = '', value]) => (value === undefined ? [] : [[name, value] as const]))
  return fields.length === 0
    ? wrap('This runbook names nobody to call.', { ...view, first: '  ' })
    : fieldLines(fields, view)
}
