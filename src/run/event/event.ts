import * as z from 'zod/mini'
import type { Plan, PlanVersion } from '../../plan/plan.ts'
import { answerSchema, failureSchema, questionSchema, skipReasons } from '../question.ts'
import { privateOf } from './private.ts'

/**
 * The facts of a run, version 1. The keys are the stored `type`s and the schemas their `data`; what was once
 * written is read for ever, so fields are only added (as optional) and a new meaning gets a new type.
 */
const text = z.string()
const count = z.number()

const session = z.object({
  cwd: text,
  set: z.record(text, text),
  unset: z.array(text),
  /** Where the values of variables are read that hold a secret. */
  secrets: z.exactOptional(z.record(text, text)),
})

export const endStatuses = ['succeeded', 'failed', 'cancelled', 'rolled-back', 'needs-person'] as const
export type EndStatus = (typeof endStatuses)[number]

export const stages = ['precheck', 'main', 'verify', 'undo'] as const

const outcomeEnd = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exit'), code: count }),
  z.object({ kind: z.literal('os-signal'), osSignal: text }),
  z.object({ kind: z.literal('error'), message: text }),
  z.object({ kind: z.literal('cancelled') }),
  /** The start was committed, but the command never ran and never can. */
  z.object({ kind: z.literal('never-ran') }),
])

export const eventSchemas = {
  'run.created': z.object({
    plan: text,
    mode: z.enum(['checklist', 'step', 'auto', 'unattended']),
    path: text,
    title: text,
    documentHash: text,
    /** The directory the first command starts in. */
    cwd: text,
    /** Operating-system user and host the run was started by and on. */
    startedOn: text,
    /** The run this one is a part of, and what there asked for it. */
    parent: z.exactOptional(z.object({ run: text, effect: text })),
    /** The document, to the byte; absent in runs of before it was kept, or when it had changed meanwhile. */
    text: z.exactOptional(privateOf(text)),
  }),
  'run.mode-changed': z.object({ mode: z.enum(['checklist', 'step', 'auto', 'unattended']) }),
  'run.paused': z.object({ reason: z.exactOptional(text) }),
  'run.continued': z.object({ reason: z.exactOptional(text) }),
  'run.cancel-requested': z.object({ reason: z.exactOptional(text) }),
  'run.rollback-started': z.object({ because: z.exactOptional(text) }),
  'run.went-to': z.object({
    step: text,
    why: z.enum(['failure', 'choice', 'operator']),
    /** In loops: which turns are meant. */
    instance: z.exactOptional(text),
  }),
  /** How the run will end is decided; what is still going is asked to end before it does. */
  'run.closing': z.object({ status: z.enum(endStatuses), why: text, because: z.exactOptional(text) }),
  'run.ended': z.object({ status: z.enum(endStatuses), why: text, because: z.exactOptional(text) }),
  /** Everything under way inside the instance is to end: it is not needed, or the run goes elsewhere. */
  'branch.stopped': z.object({ instance: text, why: z.enum(['not-needed', 'left', 'limit']) }),
  /** What a loop goes over, fixed when it begins, and how far that can be trusted. */
  'loop.began': z.object({
    instance: text,
    items: privateOf(z.array(z.union([text, count, z.boolean()]))),
    origin: z.enum(['person', 'constrained', 'outside']),
  }),
  'step.entered': z.object({ instance: text, visit: count }),
  /** The precheck said no (or there is none): the step's own work begins. */
  'step.needed': z.object({ instance: text }),
  'step.succeeded': z.object({
    instance: text,
    how: z.enum(['tool', 'by-hand', 'already-done', 'children']),
  }),
  'step.failed': z.object({ instance: text, failure: failureSchema, consequence: text }),
  'step.skipped': z.object({
    instance: text,
    reason: z.enum([...skipReasons, 'condition', 'passed-over']),
    text: z.exactOptional(text),
  }),
  /** A step done before the operator went back: it holds as it is. */
  'step.confirmed': z.object({ instance: text }),
  'step.not-chosen': z.object({ instance: text }),
  'step.undone': z.object({ instance: text, how: z.enum(['tool', 'by-hand', 'skipped', 'failed']) }),
  'check.concluded': z.object({
    instance: text,
    stage: z.enum(stages),
    at: count,
    holds: z.boolean(),
    why: text,
  }),
  'attempt.started': z.object({
    instance: text,
    stage: z.enum(stages),
    at: count,
    /** Of the resolved action: exactly what was started. */
    hash: text,
    host: text,
    bootId: text,
    timeoutAt: z.exactOptional(count),
  }),
  'attempt.finished': z.object({
    effect: text,
    end: outcomeEnd,
    /** Absent when it did what it should. */
    failure: z.exactOptional(failureSchema),
    outputs: z.exactOptional(privateOf(z.record(text, text))),
    session: z.exactOptional(privateOf(session)),
    /** Of its log, which lies beside the journal: so that an altered one is seen. */
    log: z.exactOptional(text),
    truncated: z.boolean(),
    /** Milliseconds from start to end as its own host saw it. */
    tookMs: count,
  }),
  'attempt.unknown': z.object({ effect: text, why: text }),
  'attempt.cancel-requested': z.object({
    effect: text,
    why: z.enum(['operator', 'timeout', 'run-cancelled']),
  }),
  'question.asked': z.object({ instance: text, stage: z.enum(stages), at: count, question: questionSchema }),
  'question.answered': z.object({ effect: text, answer: answerSchema }),
  'question.withdrawn': z.object({ effect: text }),
  'answer.late': z.object({ effect: text, answer: answerSchema }),
  'timer.set': z.object({ instance: text, due: count, purpose: z.enum(['retry', 'wait']) }),
  'timer.fired': z.object({ effect: text }),
  'timer.withdrawn': z.object({ effect: text }),
  /** What was waited for is so. */
  'wait.over': z.object({ instance: text, at: count }),
  /** The time a step, a section or the run may take is over: what goes on inside is asked to end. */
  'limit.reached': z.object({ instance: text, limitMs: count }),
  /** Another runbook begins, as a run of its own whose id follows from this fact; with what its parameters are given. */
  'child.started': z.object({
    instance: text,
    at: count,
    path: text,
    section: z.exactOptional(text),
    given: privateOf(z.record(text, z.object({ text, origin: z.enum(['person', 'signal']) }))),
  }),
  'child.cancel-requested': z.object({ effect: text, why: z.enum(['run-cancelled']) }),
  'child.ended': z.object({
    effect: text,
    status: z.enum(endStatuses),
    why: text,
    /** Absent when it did what it should. */
    failure: z.exactOptional(failureSchema),
    /** What its steps put out. */
    outputs: z.exactOptional(privateOf(z.record(text, text))),
  }),
  'note.added': z.object({ instance: z.exactOptional(text), text: privateOf(text) }),
  'remark.added': z.object({
    step: text,
    line: count,
    verdict: z.enum(['works', 'unclear', 'wrong']),
    text: z.exactOptional(text),
  }),
  /** A file kept with a run, or with one of its steps. */
  'attachment.added': z.object({
    instance: z.exactOptional(text),
    /** Salted digest its bytes lie under, beside the journal: read only when they are asked for. */
    content: text,
    bytes: count,
    /** `sha256` is of the file alone: what `sha256sum` prints. */
    about: privateOf(z.object({ name: text, sha256: text })),
  }),
  /** The last approver has approved: what the approval is of, field by field, and which steps it covers. */
  'approval.bound': z.object({
    /** The instance that asks for approval, and the one where it was given. */
    instance: text,
    at: text,
    subject: text,
    fields: z.record(text, text),
    covers: z.array(text),
    approvers: z.array(text),
    /** From then on it holds for nothing. Milliseconds since the epoch. */
    notAfter: z.exactOptional(count),
  }),
  /** What was approved is not what was to start: nothing of it starts before it is approved again. */
  'approval.voided': z.object({ instance: text, at: text, field: text }),
  /** The run goes on with a corrected text. The mapping is the one a person confirmed. */
  'plan.replaced': z.object({
    plan: privateOf(z.custom<Plan>((value) => typeof value === 'object' && value !== null)),
    mapping: z.array(
      z.object({
        from: text,
        to: text,
        by: z.enum(['title', 'content', 'order', 'person']),
        /** What a machine makes of the step is the same. */
        exact: z.boolean(),
        /** Of a finished step that is not: it counts as done, or is done again. */
        finished: z.exactOptional(z.enum(['keep', 'again'])),
      }),
    ),
    documentHash: text,
    /** The document it was before. */
    replacedHash: text,
    version: z.custom<PlanVersion>((value) => typeof value === 'object' && value !== null),
    /** The document, to the byte; absent in runs of before it was kept, or when it had changed meanwhile. */
    text: z.exactOptional(privateOf(text)),
  }),
  /** Somebody else operates the run from now on. */
  'run.handed-over': z.object({ from: text, to: text, note: z.exactOptional(privateOf(text)) }),
  /** The operator calls for help. */
  'run.escalated': z.object({
    instance: z.exactOptional(text),
    /** Whom to call, as the runbook says it. */
    contact: text,
    text: z.exactOptional(privateOf(text)),
  }),
  /** A finding about the run itself: a session not captured, a step whose text was changed. */
  'finding.noted': z.object({ instance: z.exactOptional(text), code: text, message: text }),
} as const

export type EventType = keyof typeof eventSchemas
export type EventData<T extends EventType> = z.infer<(typeof eventSchemas)[T]>

/** One fact, in memory: private values are here and not under digests. */
export type RunEvent = { [T in EventType]: { readonly type: T } & EventData<T> }[EventType]

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventSchemas, type)
