import './runs.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { RunHead } from '../../../src/run/head.ts'
import { runPagesQuery, runsPageMax } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useKeys } from '../../ui/keys.ts'
import { Empty, Loading, TroubleNotice } from '../../ui/states.tsx'
import { StatusChip } from '../../ui/status.tsx'
import { Ago, Elapsed, useNow, wholeDuration } from '../../ui/time.tsx'
import { useTitle } from '../../ui/title.ts'
import { RunsFilter } from './filter-bar.tsx'
import { filterRuns } from './runs-filter.ts'

/** Every run, newest first; two of a runbook can be put beside each other. */
export function RunsPage(): ReactElement {
  useTitle('Runs')
  const search = useSearch({ from: '/runs' })
  const { path, open } = search
  const asked = useInfiniteQuery(
    runPagesQuery({ ...(open ? { open: 'true' } : {}), ...(path === undefined ? {} : { path }) }),
  )
  const all = asked.data?.pages.flatMap(({ runs }) => runs) ?? []
  const runs = filterRuns(all, search, useNow(30_000))
  const [chosen, setChosen] = useState<readonly string[]>([])
  // Of three the first chosen goes.
  const choose = (run: string): void =>
    setChosen(chosen.includes(run) ? chosen.filter((each) => each !== run) : [...chosen, run].slice(-2))
  return (
    <div className="page">
      <div className="page-head">
        <h1>Runs</h1>
        <p className="small soft numbers" role="status">
          {asked.data && countWords(runs.length, all.length)}
        </p>
      </div>
      <RunsFilter search={search} runs={all} />
      {asked.isPending && <Loading lines={6} height="3rem" />}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && runs.length === 0 && <NoRuns some={all.length > 0} />}
      {runs.length > 0 && <RunTable runs={runs} chosen={chosen} onChoose={choose} />}
      {asked.hasNextPage && (
        <p className="runs-more">
          <Button onClick={() => void asked.fetchNextPage()} disabled={asked.isFetchingNextPage}>
            Look at {runsPageMax} older ones
          </Button>
        </p>
      )}
      {chosen.length > 0 && <CompareBar chosen={chosen} runs={all} onClear={() => setChosen([])} />}
    </div>
  )
}

const countWords = (shown: number, all: number): string =>
  shown === all ? `${all} ${all === 1 ? 'run' : 'runs'}` : `${shown} of ${all} runs`

function NoRuns({ some }: { readonly some: boolean }): ReactElement {
  const navigate = useNavigate()
  return some ? (
    <Empty icon="filter" title="No run fits">
      <p>
        <Button onClick={() => void navigate({ to: '/runs', search: {} })}>Take the filters away</Button>
      </p>
    </Empty>
  ) : (
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
}

function CompareBar({
  chosen,
  runs,
  onClear,
}: {
  readonly chosen: readonly string[]
  readonly runs: readonly RunHead[]
  readonly onClear: () => void
}): ReactElement {
  const heads = chosen.flatMap((run) => runs.find((head) => head.run === run) ?? [])
  // The older one first, whichever was chosen first.
  const [older, newer] = heads.toSorted((x, y) => x.startedAt - y.startedAt)
  const same = older?.path === newer?.path
  return (
    <div className="compare-bar" role="region" aria-label="Compare">
      <span className="small" role="status">
        {!newer
          ? 'Choose a second run of the same runbook'
          : same
            ? 'Two runs'
            : 'These are of different runbooks'}
      </span>
      {older && newer && same && (
        <Link
          className="button"
          data-look="primary"
          to="/runs/compare"
          search={{ a: older.run, b: newer.run }}
        >
          Compare
        </Link>
      )}
      <Button look="quiet" size="small" icon="cross" aria-label="Choose none" onClick={onClear} />
    </div>
  )
}

function RunTable({
  runs,
  chosen,
  onChoose,
}: {
  readonly runs: readonly RunHead[]
  readonly chosen: readonly string[]
  readonly onChoose: (run: string) => void
}): ReactElement {
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
          <input
            type="checkbox"
            className="run-row-choose"
            aria-label={`Compare ${head.title}, started by ${head.startedBy} ${new Date(head.startedAt).toLocaleString()}`}
            checked={chosen.includes(head.run)}
            onChange={() => onChoose(head.run)}
          />
          <StatusChip status={head.status} />
          <div className="run-row-name">
            <Link to="/runs/$run" params={{ run: head.run }}>
              {head.title}
            </Link>
            <span className="tiny faint">
              {head.path} · {head.mode}
              {head.parent !== undefined && ' · a part of another run'}
            </span>
          </div>
          <Progress head={head} />
          <span className="small soft run-row-who">
            <Icon name="owner" size={14} /> {head.startedBy}
          </span>
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
