import type { RunNews } from '../driver/driven-runs.ts'
import type { Log } from '../ports/log.ts'
import { egressRefused } from '../ports/egress.ts'
import { effectId } from '../run/id.ts'

/**
 * One line for a run that begins (or is taken up again) here, one for its end, and one for whatever it was not let
 * reach. Ids, words of the product and paths; no value, no output.
 */
export function logRuns(log: Log): (news: RunNews) => void {
  return ({ run, kind, facts, state }) => {
    if (kind === 'past') {
      const { mode, startedBy, plan } = state
      const began = facts.length === 1
      return log.info(
        { run, path: plan.runbook.path, mode, startedBy, ...(began ? {} : { entries: facts.length }) },
        began ? 'run started' : 'run taken up',
      )
    }
    for (const { seq, at, event } of facts) {
      if (event.type === 'run.ended')
        log.info({ run, status: event.status, ms: at - state.startedAt }, 'run ended')
      if (event.type === 'attempt.finished' && event.end.kind === 'error') {
        const refusal = event.end.message.indexOf(egressRefused)
        if (refusal !== -1)
          log.warn({ attempt: effectId(run, seq), why: event.end.message.slice(refusal) }, 'egress refused')
      }
    }
  }
}
