import * as z from 'zod/mini'
import type { Finding } from '../lint/finding.ts'
import type { Plan, PlanTree } from '../plan/plan.ts'
import type { RunbookChanges } from '../library/changes.ts'
import type { ValidationState } from '../library/validation.ts'
import type { Landing } from '../ports/landing.ts'
import type { RunbookVersion } from '../ports/history.ts'
import type { Proposal } from '../ports/library.ts'
import type { SourceState } from '../ports/library-source.ts'
import type { Preview } from '../run/preview.ts'
import { value } from './route.ts'

const rungs = z.object({ manual: z.number(), assisted: z.number(), auto: z.number() })
const text = z.string()

/** One file of the library as a list shows it. */
export const librarySchema = z.object({
  name: text,
  runbooks: z.array(
    z.object({
      path: text,
      title: text,
      purpose: z.enum(['runbook', 'playbook']),
      description: z.optional(text),
      owner: z.optional(text),
      service: z.optional(text),
      severity: z.optional(text),
      status: z.optional(text),
      tags: z.array(text),
      /** The day of the last review or update, `YYYY-MM-DD`, when one is given and understood. */
      updated: z.optional(text),
      validation: z.enum(['none', 'current', 'lapsed']),
      freshness: z.enum(['fresh', 'due', 'overdue', 'unknown']),
      parameters: z.number(),
      /** Zero: a document for reading. */
      steps: z.number(),
      rungs,
      findings: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
      lastRun: z.optional(z.object({ run: text, status: text, at: z.number() })),
    }),
  ),
  /** Files that could not be read, with what to do. */
  unreadable: z.array(z.object({ path: text, why: text, remedy: text })),
  /** Where it is fetched from and how that stands; absent where it is a folder. */
  source: z.optional(value<SourceState>('where the library comes from, and the state of its last fetch')),
})
export type WireLibrary = z.output<typeof librarySchema>
export type WireLibraryRow = WireLibrary['runbooks'][number]

export const searchSchema = z.object({
  hits: z.array(
    z.object({
      path: text,
      title: text,
      /** Where in the file: a line to open, and what stands there. */
      line: z.number(),
      kind: z.enum(['title', 'section', 'step', 'command', 'text', 'metadata']),
      excerpt: text,
      /** Ranges of the excerpt that match, UTF-16. */
      marks: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
  tookMs: z.number(),
})

const parameterSchema = z.object({
  name: text,
  description: text,
  type: text,
  default: z.optional(text),
  allowed: z.array(text),
  pattern: z.optional(text),
  required: z.boolean(),
})

export type WireParameter = z.output<typeof parameterSchema>

/** A runbook for its page: its text, how it is read, and what the linter says. */
export const runbookSchema = z.object({
  path: text,
  title: text,
  purpose: z.enum(['runbook', 'playbook']),
  text,
  documentHash: text,
  executableHash: text,
  version: value<Plan['runbook']['version']>('where the text stands in version control'),
  metadata: z.array(z.object({ field: text, key: text, text, line: z.number() })),
  parameters: z.array(parameterSchema),
  sections: z.array(
    z.object({ id: text, title: text, level: z.number(), role: text, line: z.number(), steps: z.number() }),
  ),
  findings: z.array(value<Finding>('a finding, docs/json.md')),
  validation: value<ValidationState>('what colleagues have stated of the text'),
  /** The steps as a run will have them; what parameters are given changes nothing of them. */
  tree: value<PlanTree>('the trees of a kneeboard.plan/1'),
  /** What keeps it from being planned, but for parameters that are still to be given. */
  problems: z.array(z.object({ message: text, remedy: text })),
  rungs,
})
export type WireRunbook = z.output<typeof runbookSchema>

/** What happened to a runbook's text, the newest first. */
export const historySchema = z.object({
  path: text,
  versions: z.array(value<RunbookVersion>('a version: commit, time, why, and what it changed')),
})

const sideSchema = z.object({ path: text, commit: z.optional(text) })

export const diffSchema = z.object({
  /** A side without a commit is the text as it stands. */
  from: sideSchema,
  to: sideSchema,
  changes: value<RunbookChanges>('what is different: facts, parameters, steps, text'),
})

export const savedSchema = z.object({
  documentHash: text,
  /** What was saved is a commit on a branch, and waits for a review; absent where it is the library's text at once. */
  proposal: z.optional(value<Proposal>('branch, commit, and where a review is opened')),
})

export const planRequestSchema = z.object({
  path: text,
  section: z.optional(text),
  /** A commit, branch or tag whose text is planned; without it the one that stands in the library now. */
  at: z.optional(text),
  values: z.record(text, text),
})

/** A plan, and what each command of it would be with what is known now: a dry run. */
export const plannedSchema = z.object({
  plan: value<Plan>('kneeboard.plan/1'),
  /** By step: one for each of its commands. */
  previews: z.record(text, z.array(value<Preview>('what a command would be'))),
  /** Where the first command would land. */
  landing: value<Landing>('where it would land'),
})
export type WirePlanned = z.output<typeof plannedSchema>
