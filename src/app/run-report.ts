import { effectId } from '../run/id.ts'
import type { EffectId, RunId } from '../run/id.ts'
import { reportOf } from '../run/report/report.ts'
import type { RunReport } from '../run/report/schema.ts'
import type { App, Trouble } from './app.ts'
import { readRun } from './read-run.ts'

/** More of a command's output than this is in its log, not in a report. */
const outputCharsMax = 8_000

/** The report of a run, for a verb that has asked whether it may. */
export async function runReport(
  app: App,
  run: RunId,
): Promise<{ readonly kind: 'report'; readonly report: RunReport } | Trouble> {
  const loaded = await readRun(app, run)
  if (loaded.kind === 'trouble') return loaded
  const outputs = new Map<EffectId, string>()
  for (const { event, seq } of loaded.facts) {
    if (event.type !== 'attempt.started') continue
    const effect = effectId(run, seq)
    const text = (await app.logs.read(effect, 0)).map((chunk) => chunk.text).join('')
    outputs.set(effect, text.length > outputCharsMax ? `…\n${text.slice(-outputCharsMax)}` : text)
  }
  const { facts, last, fold } = loaded
  const now = app.driver.clock.now()
  const { seq, hash } = await app.ledger.tip()
  const ledger = { entries: seq, tip: hash }
  return { kind: 'report', report: reportOf({ state: fold.state, facts, tip: last, ledger, outputs, now }) }
}
