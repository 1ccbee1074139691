import * as z from 'zod/mini'
import { privateOf } from './event/private.ts'

/** A value still open in a command: asked for before it runs. */
export const openHole = z.object({ key: z.string(), name: z.string(), written: z.string() })
export type OpenHole = z.infer<typeof openHole>

/** What went wrong, classified by what can be done about it. */
export const failureSchema = z.object({
  kind: z.enum([
    'exit',
    'os-signal',
    'timed-out',
    'interrupted',
    'expectation',
    'verification',
    'refused',
    'executor',
    'expression',
    'said-failed',
    'denied',
    /** Something inside it failed: a branch, a turn, a step. */
    'inside',
    /** The runbook that was carried out here did not succeed. */
    'runbook',
    /** What was waited for did not come. */
    'not-in-time',
  ]),
  message: z.string(),
})
export type Failure = z.infer<typeof failureSchema>

/** What is asked of a person. Closed: a face that shows runs must show every kind. */
export const questionSchema = z.discriminatedUnion('kind', [
  /** A manual step: done, skip or fail. */
  z.object({ kind: z.literal('do') }),
  /** A command waits to be pressed. */
  z.object({
    kind: z.literal('run'),
    holes: z.array(openHole),
    why: z.enum(['mode', 'assisted', 'confirm', 'holes', 'corrected']),
  }),
  /** Only a person can see whether this holds: yes or no. */
  z.object({ kind: z.literal('check'), text: z.string(), purpose: z.enum(['precheck', 'verify']) }),
  z.object({ kind: z.literal('undo'), text: z.string() }),
  z.object({
    kind: z.literal('approve'),
    message: z.string(),
    approvers: z.array(z.string()),
    count: z.number(),
    given: z.number(),
    /** The instance whose approval is void, and the field that was different: it is asked for again here. */
    again: z.exactOptional(z.string()),
    void: z.exactOptional(z.string()),
  }),
  z.object({ kind: z.literal('choose'), text: z.string(), options: z.array(z.string()) }),
  /** Pick one of the menu's steps, or finish; `left` are the ones not yet picked. */
  z.object({ kind: z.literal('menu'), left: z.array(z.object({ step: z.string(), title: z.string() })) }),
  z.object({
    kind: z.literal('failed'),
    failure: failureSchema,
    /** What the author wrote for this case. */
    guidance: z.exactOptional(z.string()),
    escalate: z.boolean(),
    undoing: z.boolean(),
  }),
  /** The step was done, and then the operator went back to one before it: does it still hold? */
  z.object({ kind: z.literal('stale') }),
  /** The process is gone and left no result: did it happen? */
  z.object({ kind: z.literal('unknown'), why: z.string() }),
])
export type Question = z.infer<typeof questionSchema>

export const skipReasons = ['not-applicable', 'already-done', 'unsafe', 'other'] as const
export type SkipReason = (typeof skipReasons)[number]

/** What a person answers. `choice` says which key was pressed; not every choice fits every question. */
export const answerSchema = z.discriminatedUnion('choice', [
  /** Run the command, with values for its open holes, perhaps changed first (a deviation). */
  z.object({
    choice: z.literal('run'),
    values: z.exactOptional(privateOf(z.record(z.string(), z.string()))),
    edited: z.exactOptional(privateOf(z.string())),
    landing: z.exactOptional(z.record(z.string(), z.string())),
  }),
  /** It is done: a manual step, or an automatic one done by hand. */
  z.object({ choice: z.literal('done'), evidence: z.exactOptional(privateOf(z.string())) }),
  z.object({ choice: z.literal('skip'), reason: z.enum(skipReasons), text: z.exactOptional(z.string()) }),
  z.object({ choice: z.literal('fail'), text: z.exactOptional(z.string()) }),
  z.object({ choice: z.literal('yes') }),
  z.object({ choice: z.literal('no') }),
  /** Locally the approver's name is what the operator says it is. */
  z.object({
    choice: z.literal('approve'),
    approver: z.string(),
    asserted: z.boolean(),
    /** Hash of what the approver was shown; what is approved must be that. */
    subject: z.exactOptional(z.string()),
  }),
  z.object({ choice: z.literal('deny'), text: z.exactOptional(z.string()) }),
  z.object({ choice: z.literal('option'), index: z.number() }),
  z.object({ choice: z.literal('pick'), step: z.string() }),
  z.object({ choice: z.literal('finish') }),
  z.object({ choice: z.literal('retry') }),
  z.object({ choice: z.literal('go-to'), step: z.string() }),
  z.object({ choice: z.literal('roll-back') }),
  z.object({ choice: z.literal('stop') }),
  z.object({ choice: z.literal('still-valid') }),
  z.object({ choice: z.literal('again') }),
  z.object({ choice: z.literal('happened') }),
  z.object({ choice: z.literal('did-not-happen') }),
])
export type Answer = z.infer<typeof answerSchema>
export type Choice = Answer['choice']

/** Which answers fit which question; faces draw their keys from this. */
export const choicesFor = {
  do: ['done', 'skip', 'fail', 'go-to'],
  run: ['run', 'done', 'skip', 'fail', 'go-to'],
  check: ['yes', 'no'],
  undo: ['done', 'skip', 'fail'],
  approve: ['approve', 'deny'],
  choose: ['option', 'skip'],
  menu: ['pick', 'finish'],
  failed: ['retry', 'done', 'skip', 'go-to', 'roll-back', 'stop'],
  stale: ['still-valid', 'again'],
  unknown: ['happened', 'did-not-happen'],
} as const satisfies Record<Question['kind'], readonly Choice[]>
