import * as z from 'zod'
import { awaitFacts } from '../app/follow-run.ts'
import { readLog } from '../app/read-log.ts'
import { listRuns, showRun } from '../app/show-run.ts'
import { reportRun } from '../app/report-run.ts'
import { planRun, startRun } from '../app/start-run.ts'
import { touchRun } from '../app/touch-run.ts'
import { trouble } from '../app/app.ts'
import { shownFact } from '../contract/fact.ts'
import type { LoadedRun } from '../driver/load.ts'
import { stepOf } from '../plan/find.ts'
import type { Fact } from '../run/evolve.ts'
import { effectId, parseRunId } from '../run/id.ts'
import { reportMarkdown } from '../run/report/markdown.ts'
import { rfc3339 } from '../run/report/instant.ts'
import { valuesOf } from './given.ts'
import { markedData } from './marked.ts'
import { tool } from './tool.ts'

const run = z.string().describe('id of a run, as list_runs gives it')
const noRun = (written: string) => trouble(`there is no run ${written}`, 'see list_runs')

/** One page of what an agent reads at once. */
const runsMax = 30
const logCharsMax = 20_000
const factsMax = 100
const factCharsMax = 1_000
const reasonCharsMax = 1_000

/** Below what proxies let a request wait. */
const waitSecondsMax = 25

const list = tool({
  name: 'list_runs',
  verb: 'list-runs',
  title: 'List the runs',
  description: 'The newest runs: what was run, by whom, how it stands.',
  input: z.object({ open: z.boolean().optional().describe('only those that have not ended') }),
  async call({ app }, { open }) {
    const heads = await listRuns(app, { limit: runsMax, ...(open ? { open: true } : {}) })
    if ('kind' in heads) return heads
    if (heads.length === 0) return 'There are no runs.'
    const lines = heads.map(
      (head) =>
        `${head.run} ${head.status} ${head.stepsDone}/${head.stepsAll} ${head.path} by ${head.startedBy} at ${rfc3339(head.startedAt)}`,
    )
    return markedData('the record', lines.join('\n'))
  },
})

const look = tool({
  name: 'read_run',
  verb: 'show-run',
  title: 'Look at a run',
  description:
    'How a run stands: what it waits for, and its report so far. What it asks is asked of people: it cannot be answered from here.',
  input: z.object({ run }),
  async call({ app }, given) {
    const id = parseRunId(given.run)
    if (!id) return noRun(given.run)
    const shown = await showRun(app, id)
    if (shown.kind === 'trouble') return shown
    const reported = await reportRun(app, id)
    if (reported.kind === 'trouble') return reported
    return markedData(`run ${id}`, [...waitingOf(shown), reportMarkdown(reported.report)].join('\n'))
  },
})

/** What a run asks of people. */
function waitingOf({ fold: { state } }: LoadedRun): readonly string[] {
  return [...state.questions.values()].map(({ instance, question }) => {
    const step = state.instances.get(instance)?.step
    return `waits for a person at "${step === undefined ? instance : stepOf(state.plan, step).title}": ${question.kind}`
  })
}

const watch = tool({
  name: 'watch_run',
  verb: 'show-run',
  title: 'Wait for a run to go on',
  description:
    'What has happened in a run since a fact, oldest first; waits a while when nothing has. What it waits for of people goes on when they have answered.',
  input: z.object({
    run,
    since: z.number().int().min(0).optional().describe('the number it gave last; without it, from the start'),
    wait: z.number().min(0).max(waitSecondsMax).optional().describe(`seconds; without it, ${waitSecondsMax}`),
  }),
  async call({ app, ends }, { run: written, since = 0, wait = waitSecondsMax }) {
    const id = parseRunId(written)
    if (!id) return noRun(written)
    const news = await awaitFacts(app, id, { after: since, waitMs: wait * 1000, ends })
    if (news.kind === 'trouble') return news
    const facts = news.facts.slice(0, factsMax)
    const { state } = news.run.fold
    const more = news.facts.length > facts.length ? 'There are more facts.' : ''
    const stands = state.ended ? `It has ended: ${state.ended.status}.` : 'It is open.'
    return [
      markedData(`run ${id}`, [...facts.map(factLine), ...waitingOf(news.run)].join('\n')),
      `since: ${facts.at(-1)?.seq ?? since}`,
      `${stands} ${more}`.trim(),
    ].join('\n')
  },
})

function factLine(fact: Fact): string {
  const { seq, at, by, event } = shownFact(fact)
  const { type, ...rest } = event
  const told = JSON.stringify(rest)
  const shown = told.length > factCharsMax ? `${told.slice(0, factCharsMax)}…` : told
  return `${seq} ${rfc3339(at)} ${by.kind} ${by.id}: ${type} ${shown}`
}

const start = tool({
  name: 'start_run',
  verb: 'start-run',
  acts: true,
  title: 'Start a run',
  description:
    'Starts a run of a published runbook, for the person you act for. step: every command waits until a person presses it; unattended: commands run by themselves, and the run ends where a person is needed.',
  input: z.object({
    path: z.string().describe('path of the runbook, as list_runbooks gives it'),
    section: z.string().optional().describe('only this section'),
    values: z.record(z.string(), z.string()).optional().describe('values of its parameters, by name'),
    mode: z.enum(['step', 'unattended']),
  }),
  async call({ app }, { path, section, values = {}, mode }) {
    const planned = await planRun(app, {
      path,
      given: valuesOf(values),
      ...(section === undefined ? {} : { section }),
    })
    if (planned.kind === 'trouble') return planned
    const started = await startRun(app, planned.plan, mode)
    if (started.kind === 'trouble') return started
    return `run: ${started.run}\nWhat it asks is asked of people. See watch_run.`
  },
})

const cancel = tool({
  name: 'cancel_run',
  verb: 'cancel-run',
  acts: true,
  title: 'Cancel a run',
  description: 'Ends a run: a command that runs is stopped, and nothing further begins.',
  input: z.object({ run, reason: z.string().max(reasonCharsMax).optional() }),
  async call({ app }, { run: written, reason }) {
    const id = parseRunId(written)
    if (!id) return noRun(written)
    const taken = await touchRun(app, id, { kind: 'cancel', ...(reason === undefined ? {} : { reason }) })
    return taken.kind === 'trouble' ? taken : 'It is being cancelled. See watch_run.'
  },
})

const log = tool({
  name: 'read_log',
  verb: 'read-log',
  title: 'Read the output of a command',
  description: 'What an attempt of a run printed, secrets masked; the end of it when it is long.',
  input: z.object({
    run,
    attempt: z.number().int().positive().describe('number of the attempt, as the report gives it'),
  }),
  async call({ app }, given) {
    const id = parseRunId(given.run)
    if (!id) return noRun(given.run)
    const chunks = await readLog(app, effectId(id, given.attempt), 0)
    if ('kind' in chunks) return chunks
    const text = chunks.map((chunk) => chunk.text).join('')
    return text === ''
      ? 'It has printed nothing.'
      : markedData(`attempt ${given.attempt} of ${id}`, text.slice(-logCharsMax))
  },
})

/** What an agent may ask about runs. */
export const runTools = [list, look, log, watch, start, cancel]
