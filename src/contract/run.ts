import * as z from 'zod/mini'
import type { Landing } from '../ports/landing.ts'
import type { StepId } from '../document/step.ts'
import type { StepMatch } from '../plan/mapping.ts'
import type { Plan } from '../plan/plan.ts'
import type { InnerRunbook } from '../plan/inside.ts'
import type { ApprovalSubject } from '../run/approval-subject.ts'
import type { Fact } from '../run/evolve.ts'
import type { RunHead } from '../run/head.ts'
import { modes } from '../run/mode.ts'
import type { OpenHole } from '../run/question.ts'
import { answerSchema } from '../run/question.ts'
import type { ResolvedAction } from '../run/resolve.ts'
import { value } from './route.ts'

const text = z.string()
const id = value<StepId>('a step of a plan')

export const runsSchema = z.object({ runs: z.array(value<RunHead>('the head of a run')) })

export const startSchema = z.object({
  path: text,
  section: z.optional(text),
  /** A commit, branch or tag whose text is run; without it the one that stands in the library now. */
  at: z.optional(text),
  mode: z.enum(modes),
  values: z.record(text, text),
})

/**
 * A run from its beginning: the plan and every fact so far. Whoever reads it folds them with the same function as
 * the server, and goes on with the stream after `seq`.
 */
export const runSchema = z.object({
  head: value<RunHead>('the head of a run'),
  plan: value<Plan>('kneeboard.plan/1'),
  facts: z.array(value<Fact>('a fact of the run, values of its session left out')),
  seq: z.number(),
})

/** Everything a person may put into a run. What of it fits now, the run decides. */
export const runInputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), effect: text, answer: answerSchema }),
  z.object({ kind: z.literal('interrupt'), effect: text }),
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('continue') }),
  z.object({ kind: z.literal('cancel'), reason: z.exactOptional(text) }),
  z.object({ kind: z.literal('change-mode'), mode: z.enum(modes) }),
  z.object({ kind: z.literal('go-to'), step: text }),
  z.object({ kind: z.literal('note'), text, instance: z.exactOptional(text) }),
  z.object({
    kind: z.literal('remark'),
    step: text,
    verdict: z.enum(['works', 'unclear', 'wrong']),
    text: z.exactOptional(text),
  }),
  z.object({ kind: z.literal('hand-over'), to: text, note: z.exactOptional(text) }),
  z.object({ kind: z.literal('escalate'), instance: z.exactOptional(text), text: z.exactOptional(text) }),
])
export type WireInput = z.input<typeof runInputSchema>

export const takenSchema = z.object({ seq: z.number() })

/** What a question's command would be now: exactly, or what is still open. */
export const sightSchema = z.object({
  state: z.enum(['resolved', 'open', 'refused']),
  /** Exactly what would run, values in place; secrets by name only. */
  action: z.optional(value<ResolvedAction>('an action with every value in place')),
  holes: z.array(value<OpenHole>('a value still to be given')),
  why: z.optional(text),
  remedy: z.optional(text),
  dangers: z.array(text),
  landing: z.optional(value<Landing>('where it will land')),
})
export type WireSight = z.output<typeof sightSchema>

export const attachedSchema = z.object({
  /** As it is kept: without what no file system takes. */
  name: text,
  /** What `sha256sum` prints. */
  sha256: text,
  /** Of the fact that says so. */
  seq: z.number(),
})

const values = z.record(text, text)

/** Values of parameters that the text before did not have. */
export const correctionRequestSchema = z.object({ values })

export const correctionSchema = z.object({
  plan: value<Plan>('kneeboard.plan/1, of the corrected text'),
  proposed: z.array(value<StepMatch>('a step of the text before, and the step of the corrected text it is')),
})
export type WireCorrection = z.output<typeof correctionSchema>

/** What was looked at, and which of its steps somebody says are which. */
export const correctSchema = z.object({
  values,
  documentHash: text,
  mapping: z.array(
    z.object({
      from: id,
      to: id,
      by: z.enum(['title', 'content', 'order', 'person']),
      finished: z.exactOptional(z.enum(['keep', 'again'])),
    }),
  ),
})

export const validationRequestSchema = z.object({
  note: z.exactOptional(text),
  /** `works`: of steps without a remark, whoever asks says that they work. */
  unremarked: z.enum(['works', 'refuse']),
})

export const validatedSchema = z.object({
  by: text,
  /** RFC 3339. */
  at: text,
  /** Where the statement lies in the library. */
  file: text,
})

/** What an approval is of; its `hash` goes back with the answer. */
export const approvalSchema = z.object({
  subject: value<ApprovalSubject>('what an approval is of'),
  /** The runbooks that covered steps carry out, step by step as they are written. */
  inner: z.array(value<InnerRunbook>('a runbook that is carried out inside')),
})

const lineSchema = z.object({
  stream: z.enum(['stdout', 'stderr']),
  text,
  /** Colour sequences that hold where the line begins. */
  look: z.optional(text),
})

export const logSchema = z.object({
  /** How many lines stand before the first of `lines`. */
  from: z.number(),
  lines: z.array(lineSchema),
  /** Lines there are so far, those without an end among them. */
  all: z.number(),
  /** So many of the first lines have ended, and stay as they are. */
  ended: z.number(),
  /** A long log is not counted to its end yet: ask again. */
  more: z.boolean(),
})

export const foundSchema = z.object({
  hits: z.array(z.object({ number: z.number(), line: lineSchema })),
  /** There are more than these. */
  more: z.boolean(),
  /** Lines that were looked through. */
  all: z.number(),
})
