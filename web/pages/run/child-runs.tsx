import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useMemo } from 'react'
import type { Answered } from '../../../src/contract/api.ts'
import { childRunId } from '../../../src/run/id.ts'
import { statusOf } from '../../../src/run/headline.ts'
import { runQuery } from '../../client/queries.ts'
import type { StepHistory } from '../../run/history.ts'
import { historyOf } from '../../run/history.ts'
import { currentOf, outlineOf } from '../../run/outline.ts'
import { RunContext, useLiveRun } from '../../run/use-run.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/states.tsx'
import { StatusMark } from '../../ui/status.tsx'
import { StepRow } from './step-row.tsx'

/** Runbooks carried out from a step, each a run of its own. What an open one asks is answered here. */
export const ChildRuns = ({
  runs,
  current,
}: {
  readonly runs: StepHistory['children']
  readonly current: boolean
}): ReactElement | null =>
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
          {ended === undefined && <OpenChild run={childRunId(effect)} current={current} />}
        </li>
      ))}
    </ul>
  )

/** How soon a run that is not there yet is asked for again. */
const soonMs = 300

function OpenChild({
  run,
  current,
}: {
  readonly run: string
  readonly current: boolean
}): ReactElement | null {
  // It begins a moment after the step that asks for it.
  const shown = useQuery({
    ...runQuery(run),
    refetchInterval: ({ state }) => (state.data ? false : soonMs),
  })
  if (shown.data) return <ChildSteps shown={shown.data} current={current} />
  return <Loading lines={2} />
}

/** The steps of it where something is happening, as on its own page. */
function ChildSteps({
  shown,
  current,
}: {
  readonly shown: Answered<'showRun'>
  readonly current: boolean
}): ReactElement {
  const view = useLiveRun(shown)
  const { state, facts } = view
  const history = useMemo(() => historyOf(state.run, facts), [state, facts])
  const at = currentOf(state)
  const rows = outlineOf(state).filter(
    (row) => row.kind === 'step' && (row.id === at || row.instance?.status.kind === 'asked'),
  )
  return (
    <RunContext value={view}>
      <section className="child-steps" aria-label={`${state.plan.runbook.title}: what it asks`}>
        <p className="tiny faint numbers">
          {state.stepsDone} of {state.stepsAll} steps{statusOf(state) === 'paused' && ', paused'}
        </p>
        <ol>
          {rows.map(
            (row) =>
              row.kind === 'step' && (
                <StepRow
                  key={row.id}
                  row={row}
                  open
                  current={current && row.id === at}
                  history={history.get(row.id)}
                  onToggle={() => undefined}
                />
              ),
          )}
        </ol>
      </section>
    </RunContext>
  )
}
