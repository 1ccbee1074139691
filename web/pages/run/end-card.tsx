import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { deviationsOf, deviationWords } from '../../../src/run/deviations.ts'
import { statusOf } from '../../../src/run/headline.ts'
import { addressOf } from '../../client/ask.ts'
import { useRun } from '../../run/use-run.ts'
import { Icon } from '../../ui/icon.tsx'
import { statusWords } from '../../ui/status.tsx'
import { ValidationOffer } from './validation.tsx'
import { wholeDuration } from '../../ui/time.tsx'

/** How the run came out, where it went otherwise than written, and its report. */
export function EndCard(): ReactElement | null {
  const { state, facts } = useRun()
  if (!state.ended) return null
  const status = statusOf(state)
  const deviations = deviationsOf(facts, state)
  const { run } = state
  return (
    <section className="end-card" data-status={status} aria-label="How it ended">
      <h2>
        {statusWords(status)} in {wholeDuration(state.changedAt - state.startedAt)}
      </h2>
      {status !== 'succeeded' && state.ended.why !== '' && <p>{state.ended.why}</p>}
      {deviations.length > 0 && (
        <details>
          <summary className="small">
            {deviations.length === 1 ? 'One deviation' : `${deviations.length} deviations`} from the text
          </summary>
          <ul className="small soft">
            {deviations.map((deviation) => (
              <li key={`${deviation.at}${deviation.step}${deviation.kind}`}>
                {deviationWords(deviation)} <span className="faint">· {deviation.by}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="end-links">
        <a className="button" href={addressOf('reportRun', { run }, { format: 'md' })} download>
          <Icon name="report" size={16} /> Report
        </a>
        <Link className="button" to="/runbook/$" params={{ _splat: state.plan.runbook.path }}>
          <Icon name="library" size={16} /> The runbook
        </Link>
        <ValidationOffer />
      </div>
    </section>
  )
}
