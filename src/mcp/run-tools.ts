import * as z from 'zod'
import { readLog } from '../app/read-log.ts'
import { listRuns, showRun } from '../app/show-run.ts'
import { reportRun } from '../app/report-run.ts'
import { trouble } from '../app/app.ts'
import { stepOf } from '../plan/find.ts'
import { effectId, parseRunId } from '../run/id.ts'
import { reportMarkdown } from '../run/report/markdown.ts'
import { rfc3339 } from '../run/report/instant.ts'
import { markedData } from './marked.ts'
import { tool } from './tool.ts'

const run = z.string().describe('id of a run, as list_runs gives it')
const noRun = (written: string) => trouble(`there is no run ${written}`, 'see list_runs')

/** One page of what an agent reads at once. */
const runsMax = 30
const logCharsMax = 20_000

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

const watch = tool({
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
    const { state } = shown.fold
    const waiting = [...state.questions.values()].map(({ instance, question }) => {
      const step = state.instances.get(instance)?.step
      return `waits for a person at "${step === undefined ? instance : stepOf(state.plan, step).title}": ${question.kind}`
    })
    return markedData(`run ${id}`, [...waiting, reportMarkdown(reported.report)].join('\n'))
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

/** What an agent may ask about runs: to look. */
export const runTools = [list, watch, log]
