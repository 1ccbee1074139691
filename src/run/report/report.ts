import type { Sha256 } from '../../hash/sha256.ts'
import { within } from '../../plan/find.ts'
import type { Plan } from '../../plan/plan.ts'
import { rootsOf } from '../../plan/shape.ts'
import { deviationsOf, deviationWords } from '../deviations.ts'
import type { Evidence } from '../evidence.ts'
import { evidenceOf } from '../evidence.ts'
import type { Fact } from '../evolve.ts'
import { statusOf } from '../headline.ts'
import type { EffectId } from '../id.ts'
import type { Plans } from '../plan-at.ts'
import { planAt, stepNow } from '../plan-at.ts'
import type { Instance, InstanceStatus, ReadonlyRunState } from '../state.ts'
import { valueText } from '../values.ts'
import { attemptReports, gatherAttempts } from './attempts.ts'
import { correctionsOf } from './corrections.ts'
import { rfc3339 } from './instant.ts'
import { attachmentsOf, deviationReports, notesOf, remarksOf } from './people.ts'
import type { RunReport, StepReport } from './schema.ts'
import { momentOf } from './timeline.ts'
import { approvalsOf, failuresOf, rollbackOf } from './turns-of-events.ts'

export type ReportFacts = {
  readonly state: ReadonlyRunState
  readonly facts: readonly Fact[]
  /** Hash of the journal's last entry. */
  readonly tip: Sha256
  /** The ledger's newest entry. */
  readonly ledger: { readonly entries: number; readonly tip: Sha256 }
  /** Masked output by attempt, as much of it as is to be shown. */
  readonly outputs: ReadonlyMap<EffectId, string>
  /** Milliseconds since the epoch: how long an open run has taken. */
  readonly now: number
}

/** Makes the report of a run from its facts. */
export function reportOf(given: ReportFacts): RunReport {
  const { state, facts, tip, ledger, now } = given
  const { plan } = state
  const deviations = deviationsOf(facts, state)
  const ended = facts.findLast(({ event }) => event.type === 'run.ended')
  const { path, title, section, outcome, owner, documentHash, executableHash, version } = plan.runbook
  return {
    schema: 'kneeboard.report/1',
    run: state.run,
    runbook: {
      path,
      title,
      documentHash,
      executableHash,
      version,
      ...present({ section, outcome, owner }),
    },
    mode: state.mode,
    status: statusOf(state),
    ...(state.ended ? { why: state.ended.why } : {}),
    startedBy: state.startedBy,
    startedOn: state.startedOn,
    operator: state.operator,
    startedAt: rfc3339(state.startedAt),
    ...(ended ? { endedAt: rfc3339(ended.at) } : {}),
    tookMs: Math.max(0, (ended?.at ?? now) - state.startedAt),
    isolation: 'none',
    parameters: parametersOf(plan),
    steps: stepReports(given),
    approvals: approvalsOf(facts, state),
    failures: failuresOf(facts, state),
    ...rollbackOf(facts, state),
    timeline: facts.flatMap((fact) => momentOf(fact, planAt(state, fact.seq))),
    deviations: deviations.map(deviationWords),
    deviationDetails: deviationReports(deviations),
    notes: notesOf(facts, state),
    remarks: remarksOf(facts, state),
    attachments: attachmentsOf(facts, state),
    corrections: correctionsOf(given),
    record: { entries: state.seq, tip, ledger },
  }
}

/** An object without what is undefined. */
const present = <T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { [K in keyof T]?: string } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string
  }

const parametersOf = (plan: Plan): RunReport['parameters'] =>
  Object.entries(plan.values).map(([name, value]) =>
    'secret' in value
      ? { name, value: '(secret)', secret: true }
      : { name, value: valueText(value.value), secret: false },
  )

function stepReports({ state, facts, outputs }: ReportFacts): readonly StepReport[] {
  const { plan } = state
  const kept = evidenceOf(facts)
  const attempts = gatherAttempts(facts, state)
  const times = timesOf(facts, state)
  const undone = undoneIn(facts, state)
  const standing = standingOf(state)
  // What is for when it goes wrong, and was not needed, is no part of what happened.
  const roots = rootsOf(plan).map((root) => [...within(plan, root)])
  const ids = roots.filter((tree, index) => index === 0 || tree.some((id) => times.has(id))).flat()
  return ids
    .flatMap((id) => {
      const step = plan.steps[id]
      return step?.kind === 'step' ? [step] : []
    })
    .map((step, index) => {
      const { instance, turns } = standing.get(step.id) ?? { instance: undefined, turns: 0 }
      const status = instance?.status
      const how = howOf(status)
      const evidence = wordsFor(step.id, kept, state)
      return {
        id: step.id,
        number: index + 1,
        title: step.title,
        line: step.line,
        status: undone.has(step.id) ? 'taken-back' : statusIn(state, status),
        ...(how === undefined ? {} : { how }),
        ...(instance?.stale ? { stale: true as const } : {}),
        ...times.get(step.id),
        ...(turns > 0 ? { turns } : {}),
        attempts: attemptReports(state, step.id, attempts, outputs),
        ...(evidence === undefined ? {} : { evidence }),
      }
    })
}

/** How each step stands: by itself, or in loops as its latest turn that is not well, else its latest. */
function standingOf({ instances }: ReadonlyRunState) {
  const standing = new Map<string, { readonly instance: Readonly<Instance>; readonly turns: number }>()
  for (const instance of instances.values()) {
    const known = standing.get(instance.step)
    const turns = (known?.turns ?? 0) + (instance.turns.length > 0 ? 1 : 0)
    const kept =
      known && isAmiss(known.instance.status) && !isAmiss(instance.status) ? known.instance : instance
    standing.set(instance.step, { instance: kept, turns })
  }
  return standing
}

const isAmiss = ({ kind }: InstanceStatus): boolean => kind === 'failed' || kind === 'unknown'

/** Steps that were done and are not any more. */
const undoneIn = (facts: readonly Fact[], plans: Plans): ReadonlySet<string> =>
  new Set(
    facts.flatMap(({ event, seq }) =>
      event.type === 'step.undone' && (event.how === 'tool' || event.how === 'by-hand')
        ? (stepNow(plans, seq, event.instance) ?? [])
        : [],
    ),
  )

/** What an ended run never came to was not begun: it waits for nothing any more. */
function statusIn({ ended }: ReadonlyRunState, status: InstanceStatus | undefined): StepReport['status'] {
  const kind = status?.kind ?? 'not-begun'
  return ended && (kind === 'waiting' || kind === 'ready') ? 'not-begun' : kind
}

function howOf(status: InstanceStatus | undefined): string | undefined {
  if (status?.kind === 'succeeded') return status.how
  if (status?.kind === 'skipped') return status.reason
  return status?.kind === 'failed' ? status.failure.message : undefined
}

/** What was said last for it; files are listed for themselves. */
function wordsFor(step: string, evidence: readonly Evidence[], plans: Plans): string | undefined {
  const last = evidence.findLast(
    ({ kind, seq, instance }) => kind === 'text' && stepNow(plans, seq, instance ?? '') === step,
  )
  return last?.kind === 'text' ? last.text : undefined
}

/** When each step was begun first, and when it last came to an end. */
function timesOf(
  facts: readonly Fact[],
  plans: Plans,
): ReadonlyMap<string, { startedAt?: string; endedAt?: string }> {
  const times = new Map<string, { startedAt?: string; endedAt?: string }>()
  for (const { event, seq, at } of facts) {
    if (!('instance' in event) || event.instance === undefined) continue
    const step = stepNow(plans, seq, event.instance)
    if (step === undefined) continue
    const known = times.get(step)
    if (event.type === 'step.entered')
      times.set(step, { ...known, startedAt: known?.startedAt ?? rfc3339(at) })
    else if (event.type === 'step.succeeded' || event.type === 'step.failed' || event.type === 'step.skipped')
      times.set(step, { ...known, endedAt: rfc3339(at) })
  }
  return times
}
