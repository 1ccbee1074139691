import type { Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import { reportRun } from '../../app/report-run.ts'
import { seeApproval } from '../../app/see-approval.ts'
import { seeCommand } from '../../app/see-command.ts'
import { correctRun, proposeCorrection } from '../../app/correct-run.ts'
import { validateRun } from '../../app/validate-run.ts'
import { attachFile } from '../../app/attach-file.ts'
import { readEvidence } from '../../app/read-evidence.ts'
import { findInLog, logText, readLogLines } from '../../app/read-log.ts'
import { listRuns, showRun } from '../../app/show-run.ts'
import { planRun, resumeRun, startRun } from '../../app/start-run.ts'
import { touchRun } from '../../app/touch-run.ts'
import type { WireSight } from '../../contract/run.ts'
import { shownFact } from '../../contract/fact.ts'
import type { RunId } from '../../run/id.ts'
import { effectId, parseEffectId, parseRunId } from '../../run/id.ts'
import { reportMarkdown } from '../../run/report/markdown.ts'
import type { Handlers } from '../handler.ts'
import { isTrouble } from '../handler.ts'
import { givenBy, request } from './library.ts'

/** One page of a list of runs. */
const runsMax = 200

/** One page of a log. */
const linesMax = 1_000

/** More lines that were searched for nobody reads; they say that there are more. */
const hitsMax = 1_000

const noRun = (written: string): Trouble => trouble(`there is no run ${written}`, 'look at the list of runs')

/** Does something with the run a path names. */
const withRun = async <T>(
  written: string,
  use: (run: RunId) => Promise<T | Trouble>,
): Promise<T | Trouble> => {
  const run = parseRunId(written)
  return run ? use(run) : noRun(written)
}

export const runHandlers = {
  listRuns: async ({ app }, { query: { open, path, before, limit } }) => {
    const older = before === undefined ? undefined : parseRunId(before)
    const runs = await listRuns(app, {
      limit: Math.min(limit ?? runsMax, runsMax),
      ...(open ? { open: true } : {}),
      ...(path === undefined ? {} : { path }),
      ...(older ? { before: older } : {}),
    })
    return isTrouble(runs) ? runs : { runs: [...runs] }
  },
  startRun: async ({ app }, { body }) => {
    const planned = await planRun(app, { ...request(body), given: givenBy(body.values) })
    if (isTrouble(planned)) return planned
    const started = await startRun(app, planned.plan, body.mode)
    return isTrouble(started) ? started : { run: started.run }
  },
  resumeRun: async ({ app }, { params }) =>
    withRun(params.run, async (run) => {
      const shown = await showRun(app, run)
      if (isTrouble(shown)) return shown
      const resumed = await resumeRun(app, run)
      return isTrouble(resumed) ? resumed : { seq: shown.fold.state.seq }
    }),
  showRun: async ({ app }, { params }) =>
    withRun(params.run, async (run) => {
      const shown = await showRun(app, run)
      if (isTrouble(shown)) return shown
      const head = await app.driver.journal.head(run)
      if (!head) return noRun(run)
      const { state } = shown.fold
      // The one it began with: the facts bring those it followed later.
      const plan = state.replaced[0]?.plan ?? state.plan
      return { head, plan, facts: shown.facts.map(shownFact), seq: state.seq }
    }),
  touchRun: async ({ app }, { params, body }) =>
    withRun(params.run, async (run) => {
      const input = body.kind === 'answer' || body.kind === 'interrupt' ? withEffect(body) : body
      if (!input) return trouble('that is no question or command of a run', 'look at the run again')
      const taken = await touchRun(app, run, input)
      return isTrouble(taken) ? taken : { seq: taken.facts.at(-1)?.seq ?? 0 }
    }),
  seeCommand: async ({ app }, { params, body }) =>
    withRun(params.run, async (run) => {
      const parsed = parseEffectId(body.effect)
      if (parsed?.run !== run) return trouble('that is no question of this run', 'look at the run again')
      const { values, edited } = body
      const sight = await seeCommand(app, run, parsed.effect, {
        values,
        ...(edited === undefined ? {} : { edited }),
      })
      return isTrouble(sight) ? sight : wireSight(sight)
    }),
  seeApproval: async ({ app }, { params, body }) =>
    withRun(params.run, async (run) => {
      const parsed = parseEffectId(body.effect)
      if (parsed?.run !== run) return trouble('that is no question of this run', 'look at the run again')
      const seen = await seeApproval(app, run, parsed.effect)
      return isTrouble(seen) ? seen : { subject: seen.subject, inner: [...seen.inner] }
    }),
  proposeCorrection: async ({ app }, { params, body }) =>
    withRun(params.run, async (run) => {
      const shown = await showRun(app, run)
      if (isTrouble(shown)) return shown
      const correction = await proposeCorrection(app, shown.fold.state, givenBy(body.values))
      return isTrouble(correction)
        ? correction
        : { plan: correction.plan, proposed: [...correction.proposed] }
    }),
  correctRun: async ({ app }, { params, body }) =>
    withRun(params.run, async (run) => {
      const { documentHash, mapping } = body
      const taken = await correctRun(app, run, { given: givenBy(body.values), documentHash, mapping })
      return isTrouble(taken) ? taken : { seq: taken.facts.at(-1)?.seq ?? 0 }
    }),
  validateRun: async ({ app }, { params, body }) =>
    withRun(params.run, async (run) => {
      const validated = await validateRun(app, run, body)
      if (isTrouble(validated)) return validated
      const { statement, file } = validated
      return { by: statement.by, at: statement.at, file }
    }),
  attachFile: async ({ app }, { params, query, body }) =>
    withRun(params.run, async (run) => {
      const { name, instance } = query
      // A body that is no file was read as JSON.
      if (!(body instanceof Uint8Array))
        return trouble('the body is no file', 'send it as application/octet-stream')
      const attached = await attachFile(app, run, {
        name,
        bytes: body,
        ...(instance === undefined ? {} : { instance }),
      })
      return isTrouble(attached)
        ? attached
        : { name: attached.name, sha256: attached.sha256, seq: attached.seq }
    }),
  readEvidence: async ({ app }, { params }) =>
    withRun(params.run, async (run) => {
      const kept = await readEvidence(app, run, params.number)
      if (isTrouble(kept)) return kept
      const { bytes, name } = kept
      return {
        kind: 'bytes',
        mediaType: 'application/octet-stream',
        body: bytes,
        fileName: name,
        from: 'outside',
      }
    }),
  readLog: async ({ app }, { params, query }) =>
    withRun(params.run, async (run) => {
      const page = await readLogLines(app, effectId(run, params.seq), {
        from: query.from ?? 'end',
        count: Math.min(query.count ?? linesMax, linesMax),
      })
      return isTrouble(page) ? page : { ...page, lines: [...page.lines] }
    }),
  findInLog: async ({ app }, { params, query }) =>
    withRun(params.run, async (run) => {
      const found = await findInLog(app, effectId(run, params.seq), { text: query.q, max: hitsMax })
      return isTrouble(found) ? found : { hits: [...found.hits], more: found.more, all: found.all }
    }),
  saveLog: async ({ app }, { params }) =>
    withRun(params.run, async (run) => {
      const printed = await logText(app, effectId(run, params.seq))
      if (isTrouble(printed)) return printed
      return {
        kind: 'bytes',
        mediaType: 'text/plain; charset=utf-8',
        body: printed.parts,
        fileName: `${run}-${params.seq}.log`,
      }
    }),
  reportRun: async ({ app }, { params, query }) =>
    withRun(params.run, async (run) => {
      const reported = await reportRun(app, run)
      if (isTrouble(reported)) return reported
      const { report } = reported
      return query.format === 'json'
        ? {
            kind: 'bytes',
            mediaType: 'application/json',
            body: JSON.stringify(report),
            fileName: `${run}.json`,
          }
        : { kind: 'bytes', mediaType: 'text/markdown', body: reportMarkdown(report), fileName: `${run}.md` }
    }),
} satisfies Partial<Handlers>

function withEffect<T extends { readonly effect: string }>(body: T) {
  const effect = parseEffectId(body.effect)?.effect
  return effect && { ...body, effect }
}

function wireSight(sight: Exclude<Awaited<ReturnType<typeof seeCommand>>, Trouble>): WireSight {
  const { resolution, landing } = sight
  const dangers = [...sight.dangers]
  switch (resolution.kind) {
    case 'resolved':
      return {
        state: 'resolved',
        action: resolution.action,
        holes: [],
        dangers,
        ...(landing ? { landing } : {}),
      }
    case 'open':
      return { state: 'open', holes: [...resolution.holes], dangers }
    case 'refused':
      return { state: 'refused', holes: [], dangers, why: resolution.message, remedy: resolution.remedy }
  }
}
