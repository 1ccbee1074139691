import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { childRunId } from '../../../src/run/id.ts'
import type { StepHistory } from '../../run/history.ts'
import { Icon } from '../../ui/icon.tsx'
import { StatusMark } from '../../ui/status.tsx'

/** Runbooks carried out from a step, each a run of its own: what it asks is asked there. */
export const ChildRuns = ({ runs }: { readonly runs: StepHistory['children'] }): ReactElement | null =>
  runs.length === 0 ? null : (
    <ul className="child-runs">
      {runs.map(({ effect, path, ended }) => (
        <li key={effect}>
          <Link to="/runs/$run" params={{ run: childRunId(effect) }} className="small">
            <StatusMark status={ended ?? 'running'} />
            <span>
              {path}{' '}
              <span className="faint">
                {ended === undefined ? 'is carried out as a run of its own' : ended}
              </span>
            </span>
            <Icon name="chevron" size={14} />
          </Link>
        </li>
      ))}
    </ul>
  )
