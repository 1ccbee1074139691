import { proposeMapping } from '../plan/mapping.ts'
import type { StepMatch } from '../plan/mapping.ts'
import type { Given } from '../plan/parameters.ts'
import type { ParameterValue, Plan, PlanValue } from '../plan/plan.ts'
import type { ReadonlyRunState } from '../run/state.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { planRun } from './start-run.ts'

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
