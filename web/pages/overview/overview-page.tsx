import './overview.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { WireLibraryRow } from '../../../src/contract/library.ts'
import type { RunHead } from '../../../src/run/head.ts'
import { libraryQuery, runsQuery } from '../../client/queries.ts'
import { Ladder, rungWords } from '../../ui/ladder.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { StatusMark, statusWords } from '../../ui/status.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/title.ts'
import type { LibrarySearch } from '../library/filter.ts'
import { RunDays } from './run-days.tsx'

/** How the library stands: who answers for it, how fresh it is, how far it has climbed, how its runs come out. */
export function OverviewPage(): ReactElement {
  useTitle('Overview')
  const library = useQuery(libraryQuery)
  const runs = useQuery(runsQuery({}))
  return (
    <div className="page overview">
      <div className="page-head">
        <h1>Overview</h1>
      </div>
      {library.isPending && <Loading lines={5} height="5rem" />}
      {library.error && <TroubleNotice error={library.error} onRetry={() => void library.refetch()} />}
      {library.data && <Standing rows={library.data.runbooks.filter(({ steps }) => steps > 0)} />}
      {runs.data && <RunsPart runs={runs.data.runs} />}
    </div>
  )
}

function Standing({ rows }: { readonly rows: readonly WireLibraryRow[] }): ReactElement {
  const all = rows.length
  const owned = rows.filter(({ owner }) => owner !== undefined).length
  const fresh = rows.filter(({ freshness }) => freshness === 'fresh').length
  const clean = rows.filter(({ findings }) => findings.error + findings.warning === 0).length
  const rungs = { manual: 0, assisted: 0, auto: 0 }
  for (const row of rows)
    for (const rung of ['manual', 'assisted', 'auto'] as const) rungs[rung] += row.rungs[rung]
  const steps = rungs.manual + rungs.assisted + rungs.auto
  return (
    <>
      <ul className="figures">
        <Figure name="Owned" part={owned} all={all} search={{ owner: 'nobody' }} rest="without an owner" />
        <Figure name="Fresh" part={fresh} all={all} search={{ freshness: 'unknown' }} rest="not fresh" />
        <Figure
          name="Validated"
          part={rows.filter(({ validation }) => validation === 'current').length}
          all={all}
          search={{ validation: 'not validated' }}
          rest="not, or lapsed"
        />
        <Figure
          name="Without findings"
          part={clean}
          all={all}
          search={{ findings: 'warnings' }}
          rest="with findings"
        />
        <Figure
          name="Automated steps"
          part={rungs.auto}
          all={steps}
          search={{ ladder: 'manual' }}
          rest="manual or assisted"
        />
      </ul>
      <section className="side-box">
        <h2>The ladder</h2>
        <Ladder rungs={rungs} />
        <p className="small soft">
          {steps} steps in {all} runbooks: {rungWords(rungs)}
        </p>
        <ul className="climb">
          {rows
            .toSorted((a, b) => b.rungs.manual / b.steps - a.rungs.manual / a.steps)
            .slice(0, 12)
            .map((row) => (
              <li key={row.path}>
                <Link to="/runbook/$" params={{ _splat: row.path }} className="small">
                  {row.title}
                </Link>
                <Ladder rungs={row.rungs} />
                <span className="tiny soft numbers">
                  {Math.round((100 * row.rungs.auto) / row.steps)} % auto
                </span>
              </li>
            ))}
        </ul>
      </section>
    </>
  )
}

function Figure({
  name,
  part,
  all,
  rest,
  search,
}: {
  readonly name: string
  readonly part: number
  readonly all: number
  readonly rest: string
  readonly search: LibrarySearch
}): ReactElement {
  const share = all === 0 ? 0 : Math.round((100 * part) / all)
  return (
    <li className="side-box figure">
      <h2>{name}</h2>
      <p className="figure-number numbers">
        {share}
        <span> %</span>
      </p>
      <div className="bar" aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <p className="small soft">
        {part} of {all}
        {all > part && (
          <>
            {' · '}
            <Link to="/library" search={search} className="link">
              {all - part} {rest}
            </Link>
          </>
        )}
      </p>
    </li>
  )
}

function RunsPart({ runs }: { readonly runs: readonly RunHead[] }): ReactElement {
  const troubled = runs.filter(
    ({ status }) => status === 'failed' || status === 'rolled-back' || status === 'needs-person',
  )
  return (
    <div className="overview-runs">
      <section className="side-box">
        <h2>Runs of the last two weeks</h2>
        <RunDays runs={runs} />
      </section>
      <section className="side-box">
        <h2>What went wrong lately</h2>
        {troubled.length === 0 ? (
          <p className="small soft">No run has failed.</p>
        ) : (
          <ul className="last-troubles small">
            {troubled.slice(0, 8).map((head) => (
              <li key={head.run}>
                <StatusMark status={head.status} />
                <Link to="/runs/$run" params={{ run: head.run }}>
                  {head.title}
                </Link>
                <span className="faint">
                  {statusWords(head.status)} <Ago at={head.changedAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}
