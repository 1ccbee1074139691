import type { StepId } from '../document/step.ts'
import type { ApprovalSubject } from './approval-subject.ts'
import { approvalSubject, differentField, fieldsFor } from './approval-subject.ts'
import type { EventData, RunEvent } from './event/event.ts'
import { sessionOf } from './flow.ts'
import type { Circumstances } from './input.ts'
import type { InstanceId } from './instance-id.ts'
import { stepAt } from './instance-id.ts'
import type { Question } from './question.ts'
import type { Approval, Instance, OpenQuestion, ReadonlyRunState, RunState } from './state.ts'

/** The subject of the approval that an open question asks for, as whoever approves sees it now. */
export function subjectOf(
  state: ReadonlyRunState,
  open: OpenQuestion,
  environment: Circumstances['environment'],
): ApprovalSubject | undefined {
  const asking = askingInstance(open)
  const step = stepAt(state.plan, asking)
  const instance = state.instances.get(open.instance)
  if (open.question.kind !== 'approve' || !step || !instance) return undefined
  return approvalSubject({ ...state, session: sessionOf(state, instance) }, step.id, environment)
}

/** The step that asks for the approval: the question's own, or the one whose approval is void. */
const askingInstance = ({ instance, question }: OpenQuestion): InstanceId =>
  ((question.kind === 'approve' ? question.again : undefined) ?? instance) as InstanceId

/** What follows when the last of the approvers has approved: what it holds for is written down. */
export function bound(
  state: ReadonlyRunState,
  open: OpenQuestion,
  approver: string,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const { question } = open
  if (question.kind !== 'approve') return []
  const given = [...(state.instances.get(open.instance)?.approvals ?? []), approver]
  const subject =
    given.length >= question.count ? subjectOf(state, open, circumstances.environment) : undefined
  if (!subject) return []
  return [
    {
      type: 'approval.bound',
      instance: askingInstance(open),
      at: open.instance,
      subject: subject.hash,
      fields: { ...subject.fields },
      covers: subject.covers.map(({ step }) => step.id),
      approvers: given,
      ...(subject.validMs === undefined ? {} : { notAfter: circumstances.now + subject.validMs }),
    },
  ]
}

/** Why the approval that covers a step does not hold for it now; undefined when it does, or none covers it. */
export function brokenApproval(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  { now, environment }: Circumstances,
): { readonly approval: Readonly<Approval>; readonly field: string } | undefined {
  const approval = coveringApproval(state, instance.step)
  if (!approval) return undefined
  const field = approval.voided ?? fieldOf(state, instance, approval, { now, environment })
  return field === undefined ? undefined : { approval, field }
}

/** The newest approval whose subject the step is in. */
const coveringApproval = ({ approvals }: ReadonlyRunState, step: StepId): Readonly<Approval> | undefined =>
  [...approvals.values()].findLast(({ covers }) => covers.has(step))

function fieldOf(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  approval: Readonly<Approval>,
  { now, environment }: Pick<Circumstances, 'now' | 'environment'>,
): string | undefined {
  // At the very instant it is over, it is over.
  if (approval.notAfter !== undefined && now >= approval.notAfter) return 'not after'
  const [asking, step] = [stepAt(state.plan, approval.instance), stepAt(state.plan, instance.id)]
  if (!asking || step?.kind !== 'step') return 'file'
  // Until the first covered command, nothing it was approved in may change; after it, the covered ones change it.
  const session = approval.begun ? approval.session : sessionOf(state, instance)
  const values = Object.fromEntries(
    Object.entries(state.values).filter(([key]) => Object.hasOwn(approval.values, key)),
  )
  const seen = { ...state, session, values, outputs: approval.outputs }
  return differentField(approval.fields, fieldsFor(seen, asking.id, step, environment))
}

/** An approval that does not hold is void, and is asked for again at the step that was to start. */
export function askAgain(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  { approval, field }: { readonly approval: Readonly<Approval>; readonly field: string },
):
  | { readonly kind: 'void'; readonly event: RunEvent }
  | { readonly kind: 'ask'; readonly question: Question } {
  if (approval.voided === undefined)
    return {
      kind: 'void',
      event: { type: 'approval.voided', instance: approval.instance, at: instance.id, field },
    }
  const step = stepAt(state.plan, approval.instance)
  const input =
    step?.kind === 'step' ? step.commands.find((each) => each.input.action === 'approve')?.input : undefined
  const { message, approvers, count } =
    input?.action === 'approve' ? input : { message: '', approvers: [], count: 1 }
  return {
    kind: 'ask',
    question: {
      kind: 'approve',
      message,
      approvers: [...approvers],
      count,
      given: instance.approvals.length,
      again: approval.instance,
      void: field,
    },
  }
}

/** Keeps what was approved, with the values and the session of that moment. */
export function bindApproval(state: RunState, event: EventData<'approval.bound'>): void {
  const instance = state.instances.get(event.at as InstanceId)
  if (!instance) return
  // The newest stands last: it is the one that counts where two cover a step.
  state.approvals.delete(event.instance as InstanceId)
  state.approvals.set(event.instance as InstanceId, {
    instance: event.instance as InstanceId,
    covers: new Set(event.covers as StepId[]),
    fields: event.fields,
    notAfter: event.notAfter,
    session: sessionOf(state, instance),
    values: state.values,
    outputs: new Map(state.outputs),
    begun: false,
    voided: undefined,
  })
}

export function voidApproval(state: RunState, { instance, at, field }: EventData<'approval.voided'>): void {
  const approval = state.approvals.get(instance as InstanceId)
  if (approval) approval.voided ??= field
  // Whoever had approved of several, approved what it was before.
  const asked = state.instances.get(at as InstanceId)
  if (asked) asked.approvals = []
  state.approving.delete(at as InstanceId)
}

/** Several approve one thing: when it has changed since the first of them did, all are asked again. */
export function changedSinceFirst(
  state: ReadonlyRunState,
  open: OpenQuestion,
  { environment }: Circumstances,
): readonly RunEvent[] | undefined {
  const first = state.approving.get(open.instance)
  if (first === undefined || subjectOf(state, open, environment)?.hash === first) return undefined
  return [
    { type: 'approval.voided', instance: askingInstance(open), at: open.instance, field: 'first approval' },
    { type: 'question.withdrawn', effect: open.effect },
  ]
}

/** A covered command began: what follows may be changed by it, as was approved. */
export function beginApproved(state: RunState, step: StepId): void {
  const approval = [...state.approvals.values()].findLast(({ covers }) => covers.has(step))
  if (approval) approval.begun = true
}

/** Whoever approved, approved the covered steps in their order: going elsewhere is not in it. */
export const leftApprovals = (
  state: ReadonlyRunState,
  target: InstanceId,
  step: StepId,
): readonly RunEvent[] =>
  [...state.approvals.values()]
    .filter(({ covers, voided }) => voided === undefined && !covers.has(step))
    .map(({ instance }) => ({ type: 'approval.voided', instance, at: target, field: 'order' }))
