import type { App, Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import { appAt, isApp } from '../../app/at-commit.ts'
import { browseLibrary, searchLibrary } from '../../app/browse-library.ts'
import { fetchLibrary } from '../../app/fetch-library.ts'
import { lintDraft } from '../../app/lint-draft.ts'
import { runbookDiff, runbookHistory } from '../../app/runbook-history.ts'
import { saveRunbook } from '../../app/save-runbook.ts'
import { showRunbook } from '../../app/show-runbook.ts'
import { planRun } from '../../app/start-run.ts'
import type {
  WireLibrary,
  WireLibraryRow,
  WireParameter,
  WirePlanned,
  WireRunbook,
} from '../../contract/library.ts'
import type { Parameter } from '../../document/parameter.ts'
import { metadataFields } from '../../document/metadata.ts'
import { rungsOf } from '../../library/row.ts'
import { offersOf } from '../../plan/offer.ts'
import type { Given } from '../../plan/parameters.ts'
import { parseInputs } from '../../plan/parameters.ts'
import type { Plan } from '../../plan/plan.ts'
import { planTree } from '../../plan/tree.ts'
import { previewPlan, stepsInOrder } from '../../run/preview.ts'
import { lineStarts, placeOf } from '../../text/range.ts'
import type { Handlers, Visit } from '../handler.ts'
import { isTrouble } from '../handler.ts'

/** More hits than this nobody reads. */
const hitsMax = 50

export const libraryHandlers = {
  listLibrary: async ({ app, today }) => {
    const browsed = await browseLibrary(app, today)
    if (isTrouble(browsed)) return browsed
    const runbooks = browsed.rows.map(({ lastRun, tags, ...row }): WireLibraryRow => ({
      ...row,
      tags: [...tags],
      ...(lastRun ? { lastRun: { run: lastRun.run, status: lastRun.status, at: lastRun.changedAt } } : {}),
    }))
    return {
      name: app.library.name,
      runbooks,
      unreadable: [...browsed.unreadable],
      ...(app.source ? { source: await app.source.state() } : {}),
    } satisfies WireLibrary
  },
  search: async ({ app, today, now }, { query: { q, limit } }) => {
    const from = now()
    const found = await searchLibrary(app, q, Math.min(limit ?? hitsMax, hitsMax), today)
    if (isTrouble(found)) return found
    const hits = found.hits.map((hit) => ({
      ...hit,
      marks: hit.marks.map(([a, b]) => [a, b] as [number, number]),
    }))
    return { hits, tookMs: now() - from }
  },
  showRunbook: async (visit, { query: { path, at } }) => {
    const app = await appAt(visit.app, at)
    return isApp(app) ? runbookPage({ ...visit, app }, path) : app
  },
  runbookHistory: async ({ app }, { query: { path } }) => {
    const found = await runbookHistory(app, path)
    return isTrouble(found) ? found : { path: found.path, versions: [...found.versions] }
  },
  runbookDiff: async ({ app }, { query: { path, from, to } }) => {
    const asked = { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
    const found = await runbookDiff(app, asked)
    return isTrouble(found) ? found : { from: found.from, to: found.to, changes: found.changes }
  },
  fetchLibrary: async ({ app }) => {
    const fetched = await fetchLibrary(app)
    return isTrouble(fetched) ? fetched : { source: fetched.state }
  },
  lintText: async ({ app, today }, { body }) => {
    const linted = await lintDraft(app, { ...body, today })
    return isTrouble(linted) ? linted : { findings: [...linted.findings] }
  },
  saveRunbook: async ({ app }, { body }) => {
    const saved = await saveRunbook(app, body)
    if (isTrouble(saved)) return saved
    return { documentHash: saved.hash, ...(saved.proposal ? { proposal: saved.proposal } : {}) }
  },
  planRun: async ({ app }, { body }) => {
    const planned = await planRun(app, { ...request(body), given: givenBy(body.values) })
    return isTrouble(planned) ? planned : dryRun(app, planned.plan)
  },
} satisfies Partial<Handlers>

async function dryRun(app: App, plan: Plan): Promise<WirePlanned> {
  const cwd = app.startDirectory(plan.runbook.path)
  const seen = previewPlan(plan, { mode: 'auto', cwd, environment: app.driver.environment })
  const previews = Object.fromEntries(
    stepsInOrder(plan).map((step) => [
      step.id,
      step.commands.map((command) => seen.get(command) ?? ({ kind: 'not-executed' } as const)),
    ]),
  )
  return { plan, previews, landing: await app.landings.look(cwd, {}) }
}

export const givenBy = (values: Readonly<Record<string, string>>): ReadonlyMap<string, Given> =>
  new Map(Object.entries(values).map(([name, text]) => [name, { text, origin: 'person' }]))

export const request = (body: {
  readonly path: string
  readonly section?: string | undefined
  readonly at?: string | undefined
}) => ({
  path: body.path,
  ...(body.at === undefined ? {} : { at: body.at }),
  ...(body.section === undefined ? {} : { section: body.section }),
})

async function runbookPage({ app, today }: Visit, path: string): Promise<WireRunbook | Trouble> {
  const shown = await showRunbook(app, path, today)
  if (isTrouble(shown)) return shown
  const { runbook } = shown
  const starts = lineStarts(runbook.source.text)
  const lineOf = (offset: number): number => placeOf(starts, offset).line
  const tree = planTree({ runbook, offers: offersOf(runbook, app.driver.environment), starts }, undefined)
  // Only a section that was asked for can be missing, and none was.
  if (tree.kind === 'no-section') return trouble('the runbook cannot be read', 'see `kneeboard lint`')
  const planned = await planRun(app, { path, given: new Map() })
  const toGive = new Set(parseInputs(runbook.parameters, new Map()).problems.map(({ message }) => message))
  return {
    path: shown.path,
    title: runbook.title.text,
    purpose: runbook.kind,
    text: runbook.source.text,
    documentHash: shown.documentHash,
    executableHash: shown.executableHash,
    version: await app.library.version(shown.path),
    metadata: metadataFields.flatMap((field) => {
      const value = runbook.metadata[field]
      return value ? [{ field, key: value.key, text: value.text, line: lineOf(value.range?.from ?? 0) }] : []
    }),
    parameters: runbook.parameters.map(parameterOf),
    sections: runbook.sections.map(({ id, title, level, role, range }) => ({
      id,
      title,
      level,
      role,
      line: lineOf(range.from),
      steps: runbook.steps.filter((step) => step.range.from >= range.from && step.range.to <= range.to)
        .length,
    })),
    findings: [...shown.findings],
    validation: shown.validation,
    tree,
    problems: isTrouble(planned)
      ? [planned, ...(planned.more ?? [])]
          .filter(({ why }) => !toGive.has(why))
          .map(({ why, remedy }) => ({ message: why, remedy }))
      : [],
    rungs: rungsOf(runbook, app.driver.environment),
  }
}

const parameterOf = ({ name, description, type, allowed, required, ...more }: Parameter): WireParameter => ({
  name,
  description,
  type,
  allowed: [...allowed],
  required,
  ...(more.default === undefined ? {} : { default: more.default }),
  ...(more.pattern === undefined ? {} : { pattern: more.pattern }),
})
