import { proposeMapping } from '../plan/mapping.ts'
import type { StepMatch } from '../plan/mapping.ts'
import type { Given } from '../plan/parameters.ts'
import type { ParameterValue, Plan, PlanValue } from '../plan/plan.ts'
import type { ReadonlyRunState } from '../run/state.ts'
import type { Submitted } from '../driver/submit.ts'
import type { RunId } from '../run/id.ts'
import type { ConfirmedMatch } from '../run/input.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { planText } from './plan-text.ts'
import { readRun } from './read-run.ts'
import { planRun } from './start-run.ts'
import { touchRun } from './touch-run.ts'

/** A corrected text for a run, and which of its steps are proposed to be which. */
export type Correction = {
  readonly kind: 'correction'
  readonly plan: Plan
  readonly proposed: readonly StepMatch[]
}

/**
 * Reads the runbook of a run again and makes the plan it could go on with, with the values the run has; `given` are
 * those of parameters the text before did not have. Changes nothing.
 */
export async function proposeCorrection(
  app: App,
  { run, plan: before }: Pick<ReadonlyRunState, 'run' | 'plan'>,
  given: ReadonlyMap<string, Given>,
): Promise<Correction | Trouble> {
  const no = await authorise(app, 'replace-plan', run)
  if (no) return no
  const { path, section, documentHash } = before.runbook
  const planned = await planRun(app, {
    path,
    given: new Map([...givenBefore(before), ...given]),
    ...(section === undefined ? {} : { section }),
  })
  if (planned.kind === 'trouble') return planned
  const { plan } = planned
  if (plan.runbook.documentHash === documentHash)
    return trouble(
      'the text is the one the run follows already',
      'correct the runbook first, then resume with it',
    )
  return { kind: 'correction', plan, proposed: proposeMapping(before, plan) }
}

/** A correction as somebody looked at it and confirmed it. */
export type ConfirmedCorrection = {
  readonly given: ReadonlyMap<string, Given>
  /** Of the text that was looked at: no other is taken. */
  readonly documentHash: string
  readonly mapping: readonly ConfirmedMatch[]
}

/** Lets a run go on with its corrected text. The plan is made here once more: nobody brings one along. */
export async function correctRun(
  app: App,
  run: RunId,
  { given, documentHash, mapping }: ConfirmedCorrection,
): Promise<Extract<Submitted, { kind: 'taken' }> | Trouble> {
  const no = await authorise(app, 'replace-plan', run)
  if (no) return no
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  const correction = await proposeCorrection(app, loaded.fold.state, given)
  if (correction.kind === 'trouble') return correction
  const { plan } = correction
  return plan.runbook.documentHash === documentHash
    ? replacePlan(app, run, { plan, mapping })
    : trouble('the text was changed again since you looked at it', 'look at it once more')
}

/** Lets a run go on with the corrected text, which is kept with it; `mapping` is what a person confirmed. */
export async function replacePlan(
  app: App,
  run: RunId,
  { plan, mapping }: { readonly plan: Plan; readonly mapping: readonly ConfirmedMatch[] },
): Promise<Extract<Submitted, { kind: 'taken' }> | Trouble> {
  const no = await authorise(app, 'replace-plan', run)
  if (no) return no
  return touchRun(app, run, { kind: 'replace-plan', plan, mapping, ...(await planText(app, plan)) })
}

/** The values of a plan as they were given: a default is taken from the text again. */
export const givenBefore = ({ values }: Plan): ReadonlyMap<string, Given> =>
  new Map(
    Object.entries(values).flatMap(([name, value]): [string, Given][] =>
      value.origin === 'default' ? [] : [[name, { text: textOf(value), origin: value.origin }]],
    ),
  )

function textOf(value: PlanValue): string {
  if ('secret' in value) return value.secret
  return asGiven(value.value)
}

/** As it is written on a command line; lists and maps hold no commas of their own. */
function asGiven(value: ParameterValue): string {
  if (typeof value !== 'object') return String(value)
  return Array.isArray(value)
    ? value.join(',')
    : Object.entries(value)
        .map(([name, text]) => `${name}=${text}`)
        .join(',')
}
