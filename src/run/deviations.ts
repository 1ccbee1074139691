import type { Plan, PlanCommand, PlanStep } from '../plan/plan.ts'
import { commandAt } from './conclude.ts'
import type { RunEvent } from './event/event.ts'
import { reveal } from './event/private.ts'
import type { Fact } from './evolve.ts'
import { stepAt } from './instance-id.ts'
import { planAt } from './plan-at.ts'
import type { Answer } from './question.ts'
import type { ReadonlyRunState } from './state.ts'
import { lineDifference } from '../text/line-difference.ts'

/** A step skipped, changed or done otherwise than written; or the order left. */
export type Deviation = {
  readonly kind: 'skipped' | 'by-hand' | 'changed' | 'order' | 'confirmed' | 'not-undone' | 'corrected'
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly by: string
  /** The step's id and title. */
  readonly step: string
  readonly title: string
  /** `not-applicable`, `unsafe`, …; of an order left, `operator`. */
  readonly reason?: string
  /** What the operator said of it. */
  readonly text?: string
  /** Of a changed command: its lines as they were written (`-`), as they ran (`+`), and those of both. */
  readonly difference?: readonly string[]
}

type Plans = Pick<ReadonlyRunState, 'plan' | 'replaced'>

/** Every deviation of a run, in the order it happened: the one list that status and report show. Pure. */
export function deviationsOf(facts: readonly Fact[], state: Plans): readonly Deviation[] {
  const asked = new Map<string, Asked>()
  return facts.flatMap((fact) => {
    if (fact.event.type === 'question.asked') asked.set(`${fact.seq}`, fact.event)
    return isAsWritten(fact, facts) ? [] : (deviationOf(fact, planAt(state, fact.seq), asked) ?? [])
  })
}

/** A deviation in one line of words. */
export function deviationWords({ kind, title, reason, text }: Deviation): string {
  const said = text === undefined ? '' : `, ${text}`
  switch (kind) {
    case 'skipped':
      return `"${title}" was skipped: ${reason ?? 'other'}${said}`
    case 'by-hand':
      return `"${title}" was done by hand`
    case 'changed':
      return `the command of "${title}" was changed before it ran`
    case 'order':
      return `the operator went to "${title}"`
    case 'confirmed':
      return `"${title}" was not done again: the operator says it still holds`
    case 'corrected':
      return `the run went on with a corrected text: ${text ?? ''}`
    case 'not-undone':
      return `"${title}" was not taken back: ${reason ?? 'skipped'}`
  }
}

/** What a jump that the runbook itself makes leaves out is as written; so is what a condition leaves out. */
function isAsWritten({ seq, event }: Fact, facts: readonly Fact[]): boolean {
  if (event.type !== 'step.skipped') return false
  if (event.reason !== 'passed-over') return event.reason === 'condition'
  const jump = facts.find((fact) => fact.seq > seq && fact.event.type === 'run.went-to')?.event
  return jump?.type === 'run.went-to' && jump.why !== 'operator'
}

type Asked = Extract<RunEvent, { type: 'question.asked' }>

function deviationOf(
  { event, at, by }: Fact,
  plan: Plan,
  asked: ReadonlyMap<string, Asked>,
): Deviation | undefined {
  const of = (kind: Deviation['kind'], id: string, more: Partial<Deviation> = {}): Deviation => ({
    kind,
    at,
    by: by.id,
    step: id,
    title: stepAt(plan, id)?.title ?? id,
    ...more,
  })
  switch (event.type) {
    case 'step.skipped': {
      const { instance, reason, text } = event
      return of('skipped', instance, { reason, ...(text === undefined ? {} : { text }) })
    }
    case 'step.succeeded':
      return event.how === 'by-hand' && isForMachines(stepAt(plan, event.instance))
        ? of('by-hand', event.instance)
        : undefined
    case 'step.confirmed':
      return stepAt(plan, event.instance)?.kind === 'step' ? of('confirmed', event.instance) : undefined
    case 'step.undone':
      return event.how === 'skipped' ? of('not-undone', event.instance, { reason: 'skipped' }) : undefined
    case 'plan.replaced':
      return of('corrected', plan.root, { text: replacementWords(event) })
    case 'run.went-to':
      return event.why === 'operator' ? of('order', event.step, { reason: 'operator' }) : undefined
    case 'question.answered':
      return changed(event.answer, asked.get(event.effect.split('/')[1] ?? ''), plan, of)
    default:
      return undefined
  }
}

/** `7 steps are the same, 2 changed (1 kept as done)`. */
export function replacementWords({ mapping }: Extract<RunEvent, { type: 'plan.replaced' }>): string {
  const same = mapping.filter(({ exact }) => exact).length
  const kept = mapping.filter(({ finished }) => finished === 'keep').length
  const changedWords = `${mapping.length - same} changed${kept === 0 ? '' : ` (${kept} kept as done)`}`
  return `${same} ${same === 1 ? 'part is' : 'parts are'} the same, ${changedWords}`
}

function changed(
  answer: Answer,
  question: Asked | undefined,
  plan: Plan,
  of: (kind: 'changed', id: string, more: Partial<Deviation>) => Deviation,
): Deviation | undefined {
  if (answer.choice !== 'run' || !answer.edited || !question) return undefined
  const step = stepAt(plan, question.instance)
  const written = textOf(step && commandAt(step, question.stage, question.at))
  const ran = reveal(answer.edited, undefined)
  const difference = ran === undefined ? ['(erased)'] : lineDifference(written, ran)
  return of('changed', question.instance, { difference })
}

/** Whether the step has a command a machine carries out: approving and choosing are done by people anyway. */
const isForMachines = (step: PlanStep | undefined): boolean =>
  step?.kind === 'step' &&
  step.rung !== 'manual' &&
  step.commands.some(({ input }) => input.action !== 'approve' && input.action !== 'choose')

function textOf(command: PlanCommand | undefined): string {
  const input = command?.input
  if (input?.action === 'shell' || input?.action === 'script') return input.source
  return input?.action === 'sql' ? input.statement : ''
}
