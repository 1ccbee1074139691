import * as z from 'zod'
import { browseLibrary, searchLibrary } from '../app/browse-library.ts'
import { lintDraft } from '../app/lint-draft.ts'
import { runbookDiff, runbookHistory } from '../app/runbook-history.ts'
import { proposeEdit } from '../app/save-runbook.ts'
import { showRunbook } from '../app/show-runbook.ts'
import { planRun } from '../app/start-run.ts'
import type { Finding } from '../lint/finding.ts'
import type { PlanStep } from '../plan/plan.ts'
import { stepOf, within } from '../plan/find.ts'
import { rfc3339 } from '../run/report/instant.ts'
import { lineStarts, placeOf } from '../text/range.ts'
import { valuesOf } from './given.ts'
import { markedData } from './marked.ts'
import { tool } from './tool.ts'

const path = z.string().describe('path of the runbook in the library, as the other tools give it')

/** More than these at once are read by nobody. */
const hitsMax = 20
const versionsMax = 50

const searchRunbooks = tool({
  name: 'search_runbooks',
  verb: 'search-library',
  title: 'Search the runbooks',
  description:
    'Finds runbooks by what their titles, sections, steps, commands and text say; gives paths and lines.',
  input: z.object({ query: z.string().describe('a few words') }),
  async call({ app, today }, { query }) {
    const found = await searchLibrary(app, query, hitsMax, today)
    if (found.kind === 'trouble') return found
    if (found.hits.length === 0) return 'Nothing fits.'
    const lines = found.hits.map(
      (hit) => `${hit.path}:${hit.line} (${hit.kind}) ${hit.title}: ${hit.excerpt}`,
    )
    return markedData('the library', lines.join('\n'))
  },
})

const listRunbooks = tool({
  name: 'list_runbooks',
  verb: 'list-library',
  title: 'List the runbooks',
  description: 'Every runbook with its owner, how many steps it has and how many of them run by themselves.',
  input: z.object({}),
  async call({ app, today }) {
    const browsed = await browseLibrary(app, today)
    if (browsed.kind === 'trouble') return browsed
    const lines = browsed.rows.map(
      ({ path: at, title, owner, steps, rungs, freshness }) =>
        `${at}: ${title}; owner ${owner ?? 'unknown'}; ${steps} steps (${rungs.manual} manual, ${rungs.assisted} assisted, ${rungs.auto} auto); ${freshness}`,
    )
    return markedData('the library', lines.join('\n'))
  },
})

const readRunbook = tool({
  name: 'read_runbook',
  verb: 'show-runbook',
  title: 'Read a runbook',
  description: 'The text of a runbook, and what the linter says of it.',
  input: z.object({ path }),
  async call({ app, today }, given) {
    const shown = await showRunbook(app, given.path, today)
    if (shown.kind === 'trouble') return shown
    const { text } = shown.runbook.source
    return [
      markedData(shown.path, text),
      `documentHash: ${shown.documentHash}`,
      linted(shown.findings, text),
    ].join('\n\n')
  },
})

function linted(findings: readonly Finding[], text: string): string {
  if (findings.length === 0) return 'The linter finds nothing.'
  const starts = lineStarts(text)
  const lines = findings.map(
    ({ rule, severity, message, remedy, range }) =>
      `${placeOf(starts, range.from).line}: ${severity} ${rule}: ${message} ${remedy}`,
  )
  return markedData('the linter', lines.join('\n'))
}

const lintText = tool({
  name: 'lint_text',
  verb: 'lint-library',
  title: 'Lint a text',
  description: 'What the linter says of a runbook that is being written; nothing is saved.',
  input: z.object({ path, text: z.string().describe('the whole Markdown text') }),
  async call({ app, today }, given) {
    const draft = await lintDraft(app, { ...given, today })
    return draft.kind === 'trouble' ? draft : linted(draft.findings, given.text)
  },
})

const dryRun = tool({
  name: 'plan_run',
  verb: 'plan-run',
  title: 'Plan a run',
  description:
    'What a run of a runbook would do, step by step, with these values: what a person does, what is pressed, what runs by itself. Executes nothing.',
  input: z.object({
    path,
    section: z.string().optional().describe('only this section'),
    values: z.record(z.string(), z.string()).optional().describe('values of its parameters, by name'),
  }),
  async call({ app }, given) {
    const planned = await planRun(app, {
      path: given.path,
      given: valuesOf(given.values ?? {}),
      ...(given.section === undefined ? {} : { section: given.section }),
    })
    if (planned.kind === 'trouble') return planned
    const { plan } = planned
    const lines = [...within(plan, plan.root)].map((id) => lineOf(stepOf(plan, id)))
    return markedData(`the plan of ${plan.runbook.path}`, lines.join('\n'))
  },
})

function lineOf(step: PlanStep): string {
  if (step.kind !== 'step') return `${step.kind} "${step.title}"`
  const commands = step.commands.map(({ input }) => input.action).join(', ')
  return `step "${step.title}" (line ${step.line}): ${step.rung}${commands === '' ? '' : `, ${commands}`}`
}

const history = tool({
  name: 'runbook_history',
  verb: 'runbook-history',
  title: 'What happened to a runbook',
  description: 'The versions of a runbook, newest first: commit, when, what was said, what it changed.',
  input: z.object({ path }),
  async call({ app }, given) {
    const found = await runbookHistory(app, given.path)
    if (found.kind === 'trouble') return found
    const lines = found.versions
      .slice(0, versionsMax)
      .map(
        ({ commit, atMs, change, subject, changed = [] }) =>
          `${commit} ${rfc3339(atMs)} ${change}: ${subject}${changed.length === 0 ? '' : ` (${changed.join(', ')})`}`,
      )
    return markedData(`the history of ${found.path}`, lines.join('\n'))
  },
})

const side = z.string().optional()

const diff = tool({
  name: 'runbook_diff',
  verb: 'runbook-diff',
  title: 'Compare two versions of a runbook',
  description:
    'What is different between two versions of a runbook, as JSON: steps, parameters, facts, text, and whether anything that can be executed is.',
  input: z.object({
    path,
    from: side.describe('a commit, branch or tag; without it the version before `to`'),
    to: side.describe('the same; without it the text as it stands'),
  }),
  async call({ app }, { path: of, from, to }) {
    const sides = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
    const found = await runbookDiff(app, { path: of, ...sides })
    if (found.kind === 'trouble') return found
    return markedData(`versions of ${found.to.path}`, JSON.stringify(found.changes, undefined, 1))
  },
})

const propose = tool({
  name: 'propose_edit',
  verb: 'propose-edit',
  acts: true,
  title: 'Propose another text of a runbook',
  description:
    'Puts a changed text of a runbook on a branch for people to review; what is published does not change. Only where the library is a git repository.',
  input: z.object({
    path,
    text: z.string().describe('the whole Markdown text'),
    replaces: z.string().describe('the documentHash that read_runbook gave: the text you began from'),
  }),
  async call({ app }, given) {
    const proposed = await proposeEdit(app, given)
    if (proposed.kind === 'trouble') return proposed
    const { hash, proposal } = proposed
    return [
      `documentHash: ${hash}`,
      ...(proposal
        ? [
            `branch: ${proposal.branch}, for ${proposal.base}`,
            `commit: ${proposal.commit}`,
            proposal.pushed ? 'It is pushed.' : markedData('git', `It is not pushed: ${proposal.why ?? ''}`),
            ...(proposal.review === undefined ? [] : [`A person opens its review: ${proposal.review}`]),
          ]
        : []),
    ].join('\n')
  },
})

/** What an agent may ask about the library. */
export const libraryTools = [
  searchRunbooks,
  listRunbooks,
  readRunbook,
  history,
  diff,
  lintText,
  dryRun,
  propose,
]
