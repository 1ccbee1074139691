import * as z from 'zod/mini'

/**
 * What a run was, for people and programs who were not there: `kneeboard.report/1`. Times are RFC 3339 in UTC.
 * Published as `docs/schemas/report-1.json`; fields are only added.
 */
const text = z.string()
const count = z.number()
const list = <T extends z.ZodMiniType>(item: T) => z.readonly(z.array(item))
const maybe = z.exactOptional(text)

const sha256 = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/))
const runId = z.string().check(z.regex(/^run_[0-9a-hjkmnp-tv-z]{22}$/))

const stepStatus = z.enum([
  'not-begun',
  'waiting',
  'ready',
  'running',
  'asked',
  'succeeded',
  /** It was done, and then undone. */
  'taken-back',
  'failed',
  'skipped',
  'not-chosen',
  'cancelled',
  'unknown',
])
export type StepReportStatus = z.infer<typeof stepStatus>

const version = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('committed'),
    commit: text,
    branch: maybe,
    /** Absent where nobody has said what is published. */
    publication: z.exactOptional(
      z.discriminatedUnion('published', [
        z.object({ published: z.literal(true) }),
        z.object({ published: z.literal(false), rule: text, why: text }),
      ]),
    ),
  }),
  z.object({ kind: z.literal('uncommitted'), commit: maybe }),
  z.object({ kind: z.literal('unversioned') }),
])

const attempt = z.object({
  /** `run_…/seq` */
  effect: text,
  stage: text,
  startedAt: text,
  tookMs: z.exactOptional(count),
  /** `exit 0`, or what went wrong. */
  end: text,
  /** The command as it is written, or as the operator changed it; values stand in its variables. */
  command: text,
  /** Of what was started, exactly. */
  hash: text,
  /** The last part of its output, masked. */
  output: text,
})
export type AttemptReport = z.infer<typeof attempt>

const step = z.object({
  id: text,
  number: count,
  title: text,
  line: count,
  status: stepStatus,
  /** `tool`, `by-hand`, `already-done`; why it was skipped; what went wrong. */
  how: maybe,
  /** It was done, then the operator went back: whether it still holds is not known. */
  stale: z.exactOptional(z.literal(true)),
  /** When it was begun first, and when it last came to an end. */
  startedAt: maybe,
  endedAt: maybe,
  /** In loops: how often it was carried out. */
  turns: z.exactOptional(count),
  attempts: list(attempt),
  evidence: maybe,
})
export type StepReport = z.infer<typeof step>

const moment = z.object({ at: text, by: text, what: text })
export type Moment = z.infer<typeof moment>

const deviation = z.object({
  kind: z.enum(['skipped', 'by-hand', 'changed', 'order', 'confirmed', 'not-undone', 'corrected']),
  at: text,
  by: text,
  step: text,
  title: text,
  reason: maybe,
  text: maybe,
  /** Of a changed command: its lines as they were written (`-`), as they ran (`+`), and those of both. */
  difference: z.exactOptional(list(text)),
})
export type DeviationReport = z.infer<typeof deviation>

const note = z.object({ at: text, by: text, step: maybe, text })
export type NoteReport = z.infer<typeof note>

const remark = z.object({ step: text, line: count, verdict: text, text: maybe, by: text })
export type RemarkReport = z.infer<typeof remark>

/** A file kept with the run; `number` is what `kneeboard evidence RUN --write` takes. */
const attachment = z.object({
  number: count,
  at: text,
  by: text,
  step: maybe,
  name: text,
  bytes: count,
  sha256: text,
})
export type AttachmentReport = z.infer<typeof attachment>

/** `asserted`: the operator says that this person approved; nobody proved who they are. */
const approval = z.object({ at: text, step: text, approver: text, asserted: z.boolean() })
export type ApprovalReport = z.infer<typeof approval>

/** `consequence`: what followed from it. */
const failure = z.object({ at: text, step: text, message: text, consequence: text })
export type FailureReport = z.infer<typeof failure>

const undone = z.object({ at: text, step: text, how: z.enum(['tool', 'by-hand', 'skipped', 'failed']) })

/** A corrected text the run went on with: both texts by their hashes, and which steps are which. */
const correction = z.object({
  at: text,
  by: text,
  documentHash: text,
  replacedHash: text,
  version,
  replacedVersion: version,
  steps: list(
    z.object({
      before: text,
      after: text,
      /** `title`, `content`, `order`; `person`: somebody said that it is the same step. */
      by: text,
      /** Whether what can be executed is the same. */
      exact: z.boolean(),
      finished: z.exactOptional(z.enum(['keep', 'again'])),
    }),
  ),
  /** Steps of the text before that are in the new one no more, with what was done for them. */
  gone: list(z.object({ title: text, line: count, attempts: list(attempt) })),
})
export type CorrectionReport = z.infer<typeof correction>

export const reportSchema = z.object({
  schema: z.literal('kneeboard.report/1'),
  run: runId,
  runbook: z.object({
    path: text,
    title: text,
    section: maybe,
    outcome: maybe,
    owner: maybe,
    documentHash: sha256,
    executableHash: sha256,
    version,
  }),
  mode: z.enum(['checklist', 'step', 'auto', 'unattended']),
  status: z.enum([
    'running',
    'waiting',
    'paused',
    'rolling-back',
    'succeeded',
    'failed',
    'cancelled',
    'rolled-back',
    'needs-person',
  ]),
  why: maybe,
  startedBy: text,
  startedOn: text,
  /** Who operates it now, or did at the end. */
  operator: text,
  startedAt: text,
  endedAt: maybe,
  tookMs: count,
  /** What kept commands apart from the record: `none`, they ran as the user who started the run. */
  isolation: z.literal('none'),
  parameters: list(z.object({ name: text, value: text, secret: z.boolean() })),
  steps: list(step),
  approvals: list(approval),
  failures: list(failure),
  rollback: z.exactOptional(z.object({ at: text, because: maybe, steps: list(undone) })),
  timeline: list(moment),
  /** Where the run went otherwise than written, in words. */
  deviations: list(text),
  /** The same, with who, when, why and, of a changed command, its difference. */
  deviationDetails: list(deviation),
  notes: list(note),
  remarks: list(remark),
  attachments: list(attachment),
  /** Texts the run went on with, when it did not follow one to its end. */
  corrections: list(correction),
  /** The record this report was made from: how many entries, and the hash of the last, which covers them all. */
  record: z.object({
    entries: count,
    tip: sha256,
    /** The newest entry of the installation's ledger when the report was made, a witness of everything before it. */
    ledger: z.object({ entries: count, tip: sha256 }),
  }),
})
export type RunReport = z.infer<typeof reportSchema>
