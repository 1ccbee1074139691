import './runs.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { RunHead, RunStatus } from '../../../src/run/head.ts'
import { runsQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { useKeys } from '../../ui/keys.ts'
import { Empty, Loading, TroubleNotice } from '../../ui/states.tsx'
import { runStatuses, StatusChip, statusWords } from '../../ui/status.tsx'
import { Ago, Elapsed, wholeDuration } from '../../ui/time.tsx'
import { useTitle } from '../../ui/title.ts'

/** Every run, newest first. */
export function RunsPage(): ReactElement {
  useTitle('Runs')
  const { path, open } = useSearch({ from: '/runs' })
  const navigate = useNavigate()
  const [status, setStatus] = useState<RunStatus>()
  const asked = useQuery(
    runsQuery({ ...(open ? { open: 'true' } : {}), ...(path === undefined ? {} : { path }) }),
  )
  const runs = (asked.data?.runs ?? []).filter((head) => status === undefined || head.status === status)
  const present = new Set(asked.data?.runs.map((head) => head.status))
  return (
    <div className="page">
      <div className="page-head">
        <h1>Runs</h1>
        <div className="runs-filter">
          {path !== undefined && (
            <Button icon="cross" onClick={() => void navigate({ to: '/runs', search: open ? { open } : {} })}>
              of {path}
            </Button>
          )}
          <label className="runs-open">
            <input
              type="checkbox"
              checked={open === true}
              onChange={({ target }) =>
                void navigate({
                  to: '/runs',
                  search: {
                    ...(path === undefined ? {} : { path }),
                    ...(target.checked ? { open: true } : {}),
                  },
                })
              }
            />
            only open ones
          </label>
          <select
            className="input"
            aria-label="Status"
            value={status ?? ''}
            onChange={({ target }) => setStatus(runStatuses.find((each) => each === target.value))}
          >
            <option value="">any status</option>
            {runStatuses
              .filter((each) => present.has(each))
              .map((each) => (
                <option key={each} value={each}>
                  {statusWords(each)}
                </option>
              ))}
          </select>
        </div>
      </div>
      {asked.isPending && <Loading lines={6} height="3rem" />}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && runs.length === 0 && <NoRuns />}
      {runs.length > 0 && <RunTable runs={runs} />}
    </div>
  )
}

const NoRuns = (): ReactElement => (
  <Empty icon="runs" title="No runs here">
    <p>
      Open a runbook in the{' '}
      <Link to="/library" className="link">
        library
      </Link>{' '}
      and start it; the run and its record appear here.
    </p>
  </Empty>
)

function RunTable({ runs }: { readonly runs: readonly RunHead[] }): ReactElement {
  const move = (by: 1 | -1) => () => {
    const links = [...document.querySelectorAll<HTMLElement>('.run-row a')]
    const at = links.findIndex((link) => link === document.activeElement)
    links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus()
  }
  useKeys({ j: move(1), k: move(-1) })
  return (
    <ul className="run-table">
      {runs.map((head) => (
        <li key={head.run} className="run-row">
          <StatusChip status={head.status} />
          <div className="run-row-name">
            <Link to="/runs/$run" params={{ run: head.run }}>
              {head.title}
            </Link>
            <span className="tiny faint">
              {head.path} · {head.mode}
            </span>
          </div>
          <Progress head={head} />
          <span className="small soft run-row-who">{head.startedBy}</span>
          <span className="small soft">
            <Ago at={head.startedAt} />
          </span>
          <span className="small soft run-row-took">
            {head.open ? <Elapsed since={head.startedAt} /> : wholeDuration(head.changedAt - head.startedAt)}
          </span>
        </li>
      ))}
    </ul>
  )
}

const Progress = ({ head: { stepsDone, stepsAll, status } }: { readonly head: RunHead }): ReactElement => (
  <div className="run-row-progress">
    <div className="bar" data-status={status} aria-hidden="true">
      <span style={{ width: `${stepsAll === 0 ? 0 : (100 * stepsDone) / stepsAll}%` }} />
    </div>
    <span className="tiny soft numbers">
      {stepsDone} of {stepsAll}
    </span>
  </div>
)
