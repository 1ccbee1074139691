import * as z from 'zod/mini'
import type { Finding } from '../lint/finding.ts'
import type { Fact } from '../run/evolve.ts'
import { attachmentMaxBytes } from '../run/from-people.ts'
import type { SourceState } from '../ports/library-source.ts'
import {
  diffSchema,
  historySchema,
  librarySchema,
  plannedSchema,
  planRequestSchema,
  runbookSchema,
  savedSchema,
  searchSchema,
} from './library.ts'
import { accessApi } from './access-api.ts'
import { runnerApi } from './runner-api.ts'
import { count } from './count.ts'
import type { Route } from './route.ts'
import { bytes, events, file, json, value } from './route.ts'
import {
  approvalSchema,
  attachedSchema,
  correctionRequestSchema,
  correctionSchema,
  correctSchema,
  foundSchema,
  logSchema,
  runInputSchema,
  runSchema,
  runsSchema,
  sightSchema,
  startSchema,
  takenSchema,
  validatedSchema,
  validationRequestSchema,
} from './run.ts'
import { meSchema } from './session.ts'

const text = z.string()
const run = z.object({ run: text })

const attempt = z.object({ run: text, seq: count })

/** Every door of the HTTP API. */
export const api = {
  ...accessApi,
  ...runnerApi,
  me: {
    method: 'GET',
    path: '/api/me',
    rights: 'signed-in',
    summary: 'Who is asking, and what they may do.',
    answer: json(meSchema),
  },
  listLibrary: {
    method: 'GET',
    path: '/api/library',
    rights: ['list-library'],
    summary: 'Every runbook of the library with what a list shows of it.',
    answer: json(librarySchema),
  },
  search: {
    method: 'GET',
    path: '/api/search',
    rights: ['search-library'],
    summary: 'Searches titles, sections, steps, commands and text.',
    query: z.object({ q: text, limit: z.optional(count) }),
    answer: json(searchSchema),
  },
  showRunbook: {
    method: 'GET',
    path: '/api/runbook',
    rights: ['show-runbook', 'plan-run'],
    summary: 'One runbook: its text, how it is read, findings, and its plan with the defaults.',
    query: z.object({ path: text, at: z.optional(text) }),
    answer: json(runbookSchema),
  },
  runbookHistory: {
    method: 'GET',
    path: '/api/runbook/history',
    rights: ['runbook-history'],
    summary: 'What happened to the text of a runbook: what, when, why.',
    query: z.object({ path: text }),
    answer: json(historySchema),
  },
  runbookDiff: {
    method: 'GET',
    path: '/api/runbook/diff',
    rights: ['runbook-diff'],
    summary: 'What is different between two versions of a runbook; without `to` as it stands now.',
    query: z.object({ path: text, from: z.optional(text), to: z.optional(text) }),
    answer: json(diffSchema),
  },
  fetchLibrary: {
    method: 'POST',
    path: '/api/library/fetch',
    rights: ['fetch-library'],
    summary: 'Fetches the repository of the library now, and says how it stands.',
    answer: json(
      z.object({
        source: value<SourceState>('where the library comes from, and the state of its last fetch'),
      }),
    ),
  },
  lintText: {
    method: 'POST',
    path: '/api/lint',
    rights: ['lint-library'],
    summary: 'What the linter says of a text that is not saved yet.',
    body: z.object({ path: text, text }),
    answer: json(z.object({ findings: z.array(value<Finding>('a finding, docs/json.md')) })),
  },
  saveRunbook: {
    method: 'PUT',
    path: '/api/runbook',
    rights: ['save-runbook'],
    summary:
      'Saves a text over the file it was opened from, in a repository as a commit on a branch; when the file has changed since, nothing is written.',
    body: z.object({ path: text, text, replaces: text }),
    answer: json(savedSchema),
  },
  planRun: {
    method: 'POST',
    path: '/api/plan',
    rights: ['plan-run'],
    summary: 'The plan of a run with these values, or everything that is wrong with them. Executes nothing.',
    body: planRequestSchema,
    answer: json(plannedSchema),
  },
  listRuns: {
    method: 'GET',
    path: '/api/runs',
    rights: ['list-runs'],
    summary: 'Runs, newest first.',
    query: z.object({
      open: z.optional(z.enum(['true'])),
      path: z.optional(text),
      before: z.optional(text),
      limit: z.optional(count),
    }),
    answer: json(runsSchema),
  },
  startRun: {
    method: 'POST',
    path: '/api/runs',
    rights: ['start-run', 'plan-run'],
    summary: 'Starts a run. What asks a person waits; nothing is granted.',
    body: startSchema,
    answer: json(z.object({ run: text })),
  },
  showRun: {
    method: 'GET',
    path: '/api/runs/:run',
    rights: ['show-run'],
    summary: 'A run: its plan and every fact so far.',
    params: run,
    answer: json(runSchema),
  },
  followRun: {
    method: 'GET',
    path: '/api/runs/:run/events',
    rights: ['show-run'],
    summary: 'The facts of a run as they come. `Last-Event-ID` (or `after`) says which were seen.',
    params: run,
    query: z.object({ after: z.optional(count) }),
    answer: events(value<Fact>('a fact of the run, values of its session left out')),
  },
  touchRun: {
    method: 'POST',
    path: '/api/runs/:run/inputs',
    rights: ['answer', 'edit-command', 'approve', 'steer-run', 'cancel-run', 'add-note', 'hand-over'],
    summary: 'Puts something into a run: an answer, a note, pause, cancel.',
    params: run,
    body: runInputSchema,
    answer: json(takenSchema),
  },
  seeCommand: {
    method: 'POST',
    path: '/api/runs/:run/sight',
    rights: ['show-run'],
    summary: 'What the command of an open question would be with these values, and where it would land.',
    params: run,
    body: z.object({ effect: text, values: z.record(text, text), edited: z.optional(text) }),
    answer: json(sightSchema),
  },
  seeApproval: {
    method: 'POST',
    path: '/api/runs/:run/approval',
    rights: ['show-run'],
    summary: 'What the approval of an open question is of: exactly what its hash is made from.',
    params: run,
    body: z.object({ effect: text }),
    answer: json(approvalSchema),
  },
  proposeCorrection: {
    method: 'POST',
    path: '/api/runs/:run/correction',
    rights: ['show-run', 'replace-plan', 'plan-run'],
    summary:
      'The plan of the runbook as it stands now, and which of its steps are which of the run’s. Changes nothing.',
    params: run,
    body: correctionRequestSchema,
    answer: json(correctionSchema),
  },
  correctRun: {
    method: 'PUT',
    path: '/api/runs/:run/correction',
    rights: ['show-run', 'replace-plan', 'plan-run'],
    summary: 'Lets a run go on with the corrected text, as somebody looked at it and confirmed it.',
    params: run,
    body: correctSchema,
    answer: json(takenSchema),
  },
  validateRun: {
    method: 'POST',
    path: '/api/runs/:run/validation',
    rights: ['validate-run', 'show-run', 'add-note'],
    summary:
      'States that the runbook of a run works, in a file beside the library; or says all that stands against it.',
    params: run,
    body: validationRequestSchema,
    answer: json(validatedSchema),
  },
  attachFile: {
    method: 'POST',
    path: '/api/runs/:run/evidence',
    rights: ['attach-file'],
    summary: 'Keeps a file with a run, or with a step of it: its bytes are the body.',
    params: run,
    query: z.object({ name: text, instance: z.optional(text) }),
    body: file,
    fileBytesMax: attachmentMaxBytes,
    answer: json(attachedSchema),
  },
  readEvidence: {
    method: 'GET',
    path: '/api/runs/:run/evidence/:number',
    rights: ['read-evidence'],
    summary: 'A file that was kept with a run, for saving: a browser shows nothing of it.',
    params: z.object({ run: text, number: count }),
    answer: bytes('application/octet-stream'),
  },
  resumeRun: {
    method: 'POST',
    path: '/api/runs/:run/resume',
    rights: ['resume-run'],
    summary: 'Goes on with a run that nobody drives.',
    params: run,
    answer: json(takenSchema),
  },
  readLog: {
    method: 'GET',
    path: '/api/runs/:run/logs/:seq',
    rights: ['read-log'],
    summary:
      'Lines of what an attempt printed, masked: `count` after the first `from`, the last ones without it.',
    params: attempt,
    query: z.object({ from: z.optional(count), count: z.optional(count) }),
    answer: json(logSchema),
  },
  findInLog: {
    method: 'GET',
    path: '/api/runs/:run/logs/:seq/find',
    rights: ['read-log'],
    summary: 'The first lines of what an attempt printed in which a text stands, whatever its case.',
    params: attempt,
    query: z.object({ q: text }),
    answer: json(foundSchema),
  },
  saveLog: {
    method: 'GET',
    path: '/api/runs/:run/logs/:seq/text',
    rights: ['read-log'],
    summary: 'All an attempt printed, without its colours, as a file.',
    params: attempt,
    answer: bytes('text/plain'),
  },
  reportRun: {
    method: 'GET',
    path: '/api/runs/:run/report',
    rights: ['report-run'],
    summary: 'The report of a run.',
    params: run,
    query: z.object({ format: z.enum(['md', 'json']) }),
    answer: bytes('text/markdown', 'application/json'),
  },
  readReference: {
    method: 'GET',
    path: '/api/reference',
    rights: 'signed-in',
    summary: 'This page.',
    answer: bytes('text/html'),
  },
  readOpenApi: {
    method: 'GET',
    path: '/api/openapi.json',
    rights: 'signed-in',
    summary: 'The doors as an OpenAPI 3.1 document.',
    answer: bytes('application/json'),
  },
} as const satisfies Record<string, Route>

export type Api = typeof api
export type RouteName = keyof Api

type Output<T> = T extends z.ZodMiniType ? z.output<T> : Record<string, never>
type Input<T> = T extends z.ZodMiniType ? z.input<T> : Record<string, never>
type Part<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  Api[N] extends Record<K, infer T> ? T : undefined

/** What a handler of a route is given, parsed. */
export type Asked<N extends RouteName> = {
  readonly params: Output<Part<N, 'params'>>
  readonly query: Output<Part<N, 'query'>>
  readonly body: Output<Part<N, 'body'>>
}

/** What a client writes to ask a route. */
export type Asking<N extends RouteName> = {
  readonly params: Input<Part<N, 'params'>>
  readonly query: Input<Part<N, 'query'>>
  readonly body: Input<Part<N, 'body'>>
}

/** The JSON a route answers with. */
export type Answered<N extends RouteName> = Api[N]['answer'] extends { readonly schema: infer T }
  ? T extends z.ZodMiniType
    ? z.output<T>
    : never
  : never
