import type { Runbook } from '../document/runbook.ts'
import type { Finding, Severity } from '../lint/finding.ts'
import { offersOf } from '../plan/offer.ts'
import type { Rung } from '../plan/plan.ts'
import { planTree } from '../plan/tree.ts'
import { lineStarts } from '../text/range.ts'
import type { ValidationState } from './validation.ts'
import type { Freshness } from './freshness.ts'
import { freshnessOf, lastLookedAt } from './freshness.ts'

/** What a list shows of a runbook; all of it follows from the text and the day. */
export type LibraryRow = {
  readonly path: string
  readonly title: string
  readonly purpose: 'runbook' | 'playbook'
  readonly description?: string
  readonly owner?: string
  readonly service?: string
  readonly severity?: string
  readonly status?: string
  readonly tags: readonly string[]
  /** The day of the last review or update, `YYYY-MM-DD`. */
  readonly updated?: string
  readonly freshness: Freshness
  /** What colleagues have stated of the text. */
  readonly validation: ValidationState['kind']
  readonly parameters: number
  /** Zero: a document for reading. */
  readonly steps: number
  /** How far its steps have climbed the ladder. */
  readonly rungs: Readonly<Record<Rung, number>>
  readonly findings: Readonly<Record<Severity, number>>
}

export type RowFacts = {
  readonly path: string
  readonly findings: readonly Finding[]
  readonly validation: ValidationState['kind']
  /** Variables that are set for every command. */
  readonly environment: ReadonlySet<string>
  /** `YYYY-MM-DD`. */
  readonly today: string
}

export function rowOf(
  runbook: Runbook,
  { path, findings, validation, environment, today }: RowFacts,
): LibraryRow {
  const { metadata } = runbook
  const rungs = rungsOf(runbook, environment)
  const optional = {
    description: (metadata.description ?? metadata.outcome)?.text,
    owner: (metadata.owner ?? metadata.author)?.text,
    service: metadata.service?.text,
    severity: metadata.severity?.text,
    status: metadata.status?.text,
    updated: lastLookedAt(metadata),
  }
  return {
    path,
    title: runbook.title.text,
    purpose: runbook.kind,
    tags: metadata.tags?.items ?? metadata.tags?.text.split(/[,;]\s*/).filter((tag) => tag !== '') ?? [],
    freshness: freshnessOf(metadata, today),
    validation,
    parameters: runbook.parameters.length,
    steps: rungs.manual + rungs.assisted + rungs.auto,
    rungs,
    findings: countFindings(findings),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

/** How many steps stand on each rung, every section and sub-step counted. */
export function rungsOf(runbook: Runbook, environment: ReadonlySet<string>): Record<Rung, number> {
  const tree = planTree(
    { runbook, offers: offersOf(runbook, environment), starts: lineStarts(runbook.source.text) },
    undefined,
  )
  const rungs = { manual: 0, assisted: 0, auto: 0 }
  if (tree.kind === 'tree')
    for (const step of Object.values(tree.steps)) if (step.kind === 'step') rungs[step.rung]++
  return rungs
}

function countFindings(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of findings) counts[severity]++
  return counts
}
