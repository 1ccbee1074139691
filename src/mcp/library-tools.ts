import * as z from 'zod'
import { browseLibrary, searchLibrary } from '../app/browse-library.ts'
import { lintDraft } from '../app/lint-draft.ts'
import { showRunbook } from '../app/show-runbook.ts'
import { planRun } from '../app/start-run.ts'
import type { PlanStep } from '../plan/plan.ts'
import { stepOf, within } from '../plan/find.ts'
import { lineStarts, placeOf } from '../text/range.ts'
import { markedData } from './marked.ts'
import { tool } from './tool.ts'

const path = z.string().describe('path of the runbook in the library, as the other tools give it')

/** More than this at once is read by nobody. */
const hitsMax = 20

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
    const starts = lineStarts(text)
    const findings = shown.findings.map(
      ({ rule, severity, message, remedy, range }) =>
        `${placeOf(starts, range.from).line}: ${severity} ${rule}: ${message} ${remedy}`,
    )
    return [
      markedData(shown.path, text),
      findings.length === 0 ? 'The linter finds nothing.' : `The linter says:\n${findings.join('\n')}`,
    ].join('\n\n')
  },
})

const lintText = tool({
  name: 'lint_text',
  verb: 'lint-library',
  title: 'Lint a text',
  description: 'What the linter says of a runbook that is being written; nothing is saved.',
  input: z.object({ path, text: z.string().describe('the whole Markdown text') }),
  async call({ app, today }, given) {
    const linted = await lintDraft(app, { ...given, today })
    if (linted.kind === 'trouble') return linted
    const starts = lineStarts(given.text)
    return linted.findings.length === 0
      ? 'The linter finds nothing.'
      : linted.findings
          .map(
            ({ rule, severity, message, remedy, range }) =>
              `${placeOf(starts, range.from).line}: ${severity} ${rule}: ${message} ${remedy}`,
          )
          .join('\n')
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
    const values = new Map(
      Object.entries(given.values ?? {}).map(([name, text]) => [name, { text, origin: 'person' as const }]),
    )
    const planned = await planRun(app, {
      path: given.path,
      given: values,
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

/** What an agent may ask about the library. */
export const libraryTools = [searchRunbooks, listRunbooks, readRunbook, lintText, dryRun]
