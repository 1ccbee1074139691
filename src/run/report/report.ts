import type { StepId } from '../../document/step.ts'
import type { Sha256 } from '../../hash/sha256.ts'
import { within } from '../../plan/find.ts'
import type { ActionInput } from '../../action/action.ts'
import { commandAt } from '../conclude.ts'
import type { Plan, PlanVersion, PlanWork } from '../../plan/plan.ts'
import { deviationsOf, deviationWords } from '../deviations.ts'
import type { RunEvent } from '../event/event.ts'
import { reveal } from '../event/private.ts'
import type { Evidence } from '../evidence.ts'
import { evidenceOf } from '../evidence.ts'
import type { Fact } from '../evolve.ts'
import type { RunStatus } from '../head.ts'
import { statusOf } from '../headline.ts'
import type { EffectId, RunId } from '../id.ts'
import { effectId } from '../id.ts'
import type { Mode } from '../mode.ts'
import type { InstanceStatus, ReadonlyRunState } from '../state.ts'
import { instanceIdOf, noTurns, readInstanceId, stepAt } from '../instance-id.ts'
import { valueText } from '../values.ts'
import { rfc3339 } from './instant.ts'
import type { AttachmentReport, DeviationReport, NoteReport, RemarkReport } from './people.ts'
import { attachmentsOf, deviationReports, notesOf, remarksOf } from './people.ts'
import { titleOf } from './title.ts'

/** What a run was, for people and programs who were not there: schema `kneeboard.report/1`. Times are RFC 3339, UTC. */
export type RunReport = {
  readonly schema: 'kneeboard.report/1'
  readonly run: RunId
  readonly runbook: {
    readonly path: string
    readonly title: string
    readonly section?: string
    readonly outcome?: string
    readonly owner?: string
    readonly documentHash: Sha256
    readonly executableHash: Sha256
    readonly version: PlanVersion
  }
  readonly mode: Mode
  readonly status: RunStatus
  readonly why?: string
  readonly startedBy: string
  readonly startedOn: string
  /** Who operates it now, or did at the end. */
  readonly operator: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly tookMs: number
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly secret: boolean }[]
  readonly steps: readonly StepReport[]
  readonly timeline: readonly Moment[]
  /** Where the run went otherwise than written. */
  readonly deviations: readonly string[]
  /** The same, with who, when, why and, of a changed command, its difference. */
  readonly deviationDetails: readonly DeviationReport[]
  readonly notes: readonly NoteReport[]
  readonly remarks: readonly RemarkReport[]
  readonly attachments: readonly AttachmentReport[]
  /** The record this report was made from: how many entries, and the hash of the last, which covers them all. */
  readonly record: { readonly entries: number; readonly tip: Sha256 }
}

export type StepReport = {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly line: number
  readonly status: InstanceStatus['kind'] | 'not-begun'
  readonly how?: string
  /** It was done, then the operator went back: whether it still holds is not known. */
  readonly stale?: true
  readonly attempts: readonly AttemptReport[]
  readonly evidence?: string
}

export type AttemptReport = {
  readonly effect: EffectId
  readonly stage: string
  readonly startedAt: string
  readonly tookMs?: number
  readonly end: string
  /** The command as it is written, or as the operator changed it; values stand in its variables. */
  readonly command: string
  /** Of what was started, exactly. */
  readonly hash: string
  /** The last part of its output, masked. */
  readonly output: string
}

export type Moment = { readonly at: string; readonly by: string; readonly what: string }

export type ReportFacts = {
  readonly state: ReadonlyRunState
  readonly facts: readonly Fact[]
  /** Hash of the journal's last entry. */
  readonly tip: Sha256
  /** Masked output by attempt, as much of it as is to be shown. */
  readonly outputs: ReadonlyMap<EffectId, string>
  /** Milliseconds since the epoch: how long an open run has taken. */
  readonly now: number
}

/** Makes the report of a run from its facts. */
export function reportOf(given: ReportFacts): RunReport {
  const { state, facts, tip, now } = given
  const { plan } = state
  const deviations = deviationsOf(facts, plan)
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
    parameters: parametersOf(plan),
    steps: stepReports(given),
    timeline: facts.flatMap((fact) => momentOf(fact, plan)),
    deviations: deviations.map(deviationWords),
    deviationDetails: deviationReports(deviations),
    notes: notesOf(facts, plan),
    remarks: remarksOf(facts, plan),
    attachments: attachmentsOf(facts, plan),
    record: { entries: state.seq, tip },
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
  const ids = [
    ...within(plan, plan.root),
    ...(plan.rollback === undefined ? [] : within(plan, plan.rollback)),
  ]
  return ids
    .flatMap((id) => {
      const step = plan.steps[id]
      return step?.kind === 'step' ? [step] : []
    })
    .map((step, index) => {
      const instance = state.instances.get(instanceIdOf(step.id, noTurns))
      const status = instance?.status
      const how = howOf(status)
      const evidence = wordsFor(step.id, kept)
      return {
        id: step.id,
        number: index + 1,
        title: step.title,
        line: step.line,
        status: status?.kind ?? 'not-begun',
        ...(how === undefined ? {} : { how }),
        ...(instance?.stale ? { stale: true as const } : {}),
        attempts: attemptsOf(step, { state, facts, outputs }),
        ...(evidence === undefined ? {} : { evidence }),
      }
    })
}

function howOf(status: InstanceStatus | undefined): string | undefined {
  if (status?.kind === 'succeeded') return status.how
  if (status?.kind === 'skipped') return status.reason
  return status?.kind === 'failed' ? status.failure.message : undefined
}

/** What was said last for it; files are listed for themselves. */
function wordsFor(instance: string, evidence: readonly Evidence[]): string | undefined {
  const last = evidence.findLast((each) => each.kind === 'text' && each.instance === instance)
  return last?.kind === 'text' ? last.text : undefined
}

function attemptsOf(
  step: PlanWork,
  { state, facts, outputs }: Pick<ReportFacts, 'state' | 'facts' | 'outputs'>,
): readonly AttemptReport[] {
  return facts.flatMap(({ event, seq, at }) => {
    if (event.type !== 'attempt.started' || readInstanceId(event.instance).step !== step.id) return []
    const effect = effectId(state.run, seq)
    const over = facts.find(
      (fact) =>
        (fact.event.type === 'attempt.finished' || fact.event.type === 'attempt.unknown') &&
        fact.event.effect === effect,
    )
    const { stage, hash } = event
    const end = endOf(over?.event)
    const took = over?.event.type === 'attempt.finished' ? { tookMs: over.event.tookMs } : {}
    const command = editedText(facts, event, seq) ?? textOf(commandAt(step, stage, event.at)?.input)
    const output = outputs.get(effect) ?? ''
    return [{ effect, stage, startedAt: rfc3339(at), end, command, hash, output, ...took }]
  })
}

/** The operator's own text for a command, when the press before this start brought one. */
function editedText(
  facts: readonly Fact[],
  start: Extract<RunEvent, { type: 'attempt.started' }>,
  seq: number,
): string | undefined {
  const asked = new Set(
    facts.flatMap((fact) =>
      fact.event.type === 'question.asked' &&
      fact.event.instance === start.instance &&
      fact.event.stage === start.stage &&
      fact.event.at === start.at
        ? [`${fact.seq}`]
        : [],
    ),
  )
  const pressed = facts.findLast(
    (fact) =>
      fact.seq < seq &&
      fact.event.type === 'question.answered' &&
      fact.event.answer.choice === 'run' &&
      asked.has(fact.event.effect.split('/')[1] ?? ''),
  )?.event
  if (pressed?.type !== 'question.answered' || pressed.answer.choice !== 'run') return undefined
  return pressed.answer.edited && reveal(pressed.answer.edited, '(erased)')
}

function textOf(input: ActionInput | undefined): string {
  switch (input?.action) {
    case 'shell':
    case 'script':
      return input.source
    case 'sql':
      return input.statement
    case 'http':
      return `${input.method} ${input.url}`
    case 'ssh':
      return input.block.source
    default:
      return ''
  }
}

function endOf(event: RunEvent | undefined): string {
  if (event?.type === 'attempt.unknown') return 'unknown'
  if (event?.type !== 'attempt.finished') return 'running'
  if (event.failure) return event.failure.message
  return event.end.kind === 'exit' ? `exit ${event.end.code}` : event.end.kind
}

/** What a timeline shows of a fact: what people did and decided, and how steps and the run came out. */
function momentOf({ event, at, by }: Fact, plan: Plan): readonly Moment[] {
  const what = momentWords(event, plan)
  return what === undefined
    ? []
    : [{ at: rfc3339(at), by: by.kind === 'person' ? by.id : `${by.kind} ${by.id}`, what }]
}

function momentWords(event: RunEvent, plan: Plan): string | undefined {
  const title =
    'instance' in event && event.instance !== undefined ? `"${titleOf(plan, event.instance)}"` : ''
  switch (event.type) {
    case 'run.created':
      return 'run started'
    case 'run.ended':
      return `run ended: ${event.status} (${event.why})`
    case 'run.paused':
      return 'run paused'
    case 'run.continued':
      return 'run continued'
    case 'run.cancel-requested':
      return 'run cancelled'
    case 'run.rollback-started':
      return 'rollback begun'
    case 'run.mode-changed':
      return `mode changed to ${event.mode}`
    case 'run.went-to':
      return `went to "${titleOf(plan, event.step)}"`
    case 'step.succeeded':
      return stepAt(plan, event.instance)?.kind === 'step' ? `${title} done (${event.how})` : undefined
    case 'step.failed':
      return `${title} failed: ${event.failure.message}; ${event.consequence}`
    case 'step.skipped':
      return `${title} skipped: ${event.reason}${event.text === undefined ? '' : `, ${event.text}`}`
    case 'step.undone':
      return `${title} taken back (${event.how})`
    case 'attempt.unknown':
      return `outcome not known: ${event.why}`
    case 'attempt.cancel-requested':
      return `command ended early (${event.why})`
    case 'question.answered':
      return event.answer.choice === 'approve' || event.answer.choice === 'deny'
        ? approval(event.answer)
        : undefined
    case 'step.confirmed':
      return plan.steps[event.instance as StepId]?.kind === 'step' ? `${title} still holds` : undefined
    case 'attachment.added':
      return `attached ${reveal(event.about, { name: '(erased)', sha256: '' }).name}`
    case 'run.handed-over':
      return `handed over from ${event.from} to ${event.to}${event.note ? `: ${reveal(event.note, '(erased)')}` : ''}`
    case 'run.escalated':
      return `called for help: ${event.contact === '' ? 'nobody is named' : event.contact}${event.text ? `: ${reveal(event.text, '(erased)')}` : ''}`
    case 'answer.late':
      return `answered too late: ${event.answer.choice}`
    case 'finding.noted':
      return event.message
    default:
      return undefined
  }
}

type Answered = Extract<RunEvent, { type: 'question.answered' }>['answer']

function approval(answer: Answered): string | undefined {
  if (answer.choice === 'deny') return `approval denied${answer.text === undefined ? '' : `: ${answer.text}`}`
  if (answer.choice !== 'approve') return undefined
  return `approved by ${answer.approver}${answer.asserted ? ' (as the operator says it)' : ''}`
}
