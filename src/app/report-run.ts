import type { RunId } from '../run/id.ts'
import type { RunReport } from '../run/report/schema.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { noted } from './noted.ts'
import { runReport } from './run-report.ts'

/** The report of a run, ended or not, with the last part of every command's output. */
export async function reportRun(
  app: App,
  run: RunId,
): Promise<{ readonly kind: 'report'; readonly report: RunReport } | Trouble> {
  const no = await authorise(app, 'report-run', run)
  if (no) return no
  const made = await runReport(app, run)
  if (made.kind === 'report') await noted(app, { type: 'record.taken', what: 'report', run })
  return made
}
