import './runbook.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { WireRunbook } from '../../../src/contract/library.ts'
import { runbookQuery } from '../../client/queries.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { useTitle } from '../../ui/title.ts'
import { HistoryView } from './history-view.tsx'
import { LastRuns } from './last-runs.tsx'
import { RunbookHeader } from './runbook-header.tsx'
import type { RunbookSearch } from './runbook-search.ts'
import { RunbookText } from './runbook-text.tsx'
import { StartForm } from './start-form.tsx'

/** One runbook: what it says, who answers for it, and the way to start it. */
export function RunbookPage(): ReactElement {
  const { _splat: path = '' } = useParams({ from: '/runbook/$' })
  const search = useSearch({ from: '/runbook/$' })
  const asked = useQuery(runbookQuery(path, search.at))
  useTitle(asked.data?.title ?? path)
  return (
    <div className="page runbook">
      {asked.isPending && <Loading lines={9} height="1.5rem" />}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && <Runbook runbook={asked.data} search={search} />}
    </div>
  )
}

type Shown = { readonly runbook: WireRunbook; readonly search: RunbookSearch }

const Runbook = ({ runbook, search }: Shown): ReactElement => (
  <>
    <RunbookHeader runbook={runbook} at={search.at} />
    {search.validate && <AskedToValidate />}
    <Views path={runbook.path} search={search} />
    {search.view === 'history' ? (
      <HistoryView path={runbook.path} search={search} />
    ) : (
      <div className="runbook-parts">
        <article className="runbook-text" aria-label="Text of the runbook">
          <FindingsBox runbook={runbook} />
          <RunbookText runbook={runbook} />
        </article>
        <aside className="runbook-side" aria-label="Start and facts">
          <StartForm key={search.at ?? ''} runbook={runbook} at={search.at} />
          <LastRuns path={runbook.path} />
        </aside>
      </div>
    )}
  </>
)

/** The text, and what happened to it. */
function Views({ path, search }: { readonly path: string; readonly search: RunbookSearch }): ReactElement {
  const at = search.at === undefined ? {} : { at: search.at }
  const views = [
    { name: 'Text', search: at, isHere: search.view === undefined },
    { name: 'History', search: { ...at, view: 'history' as const }, isHere: search.view === 'history' },
  ]
  return (
    <nav className="runbook-views" aria-label="Views of the runbook">
      {views.map(({ name, search, isHere }) => (
        <Link
          key={name}
          to="/runbook/$"
          params={{ _splat: path }}
          search={search}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={isHere ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  )
}

/** Somebody sent a link: what is asked of whoever follows it. */
const AskedToValidate = (): ReactElement => (
  <div className="notice asked-to-validate" data-tone="accent">
    <Icon name="check" />
    <div>
      <p>
        <strong>You are asked to validate this runbook.</strong> Carry it out to its end, as it is written.
        Say of each step whether its text works (<em>Remark on the text</em>), then press{' '}
        <em>State as validation</em> when the run has succeeded. Whoever wrote a step cannot.
      </p>
    </div>
  </div>
)

/** What keeps it from being planned, and how much the linter sees; each finding stands in its place below. */
function FindingsBox({
  runbook: { problems, findings },
}: {
  readonly runbook: WireRunbook
}): ReactElement | null {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  if (problems.length + findings.length === 0) return null
  return (
    <div className="notice" data-tone={errors + problems.length > 0 ? 'bad' : 'warn'}>
      <Icon name="warning" />
      <div>
        {problems.map(({ message, remedy }) => (
          <p key={message}>
            {message}. {remedy}.
          </p>
        ))}
        {findings.length > 0 && (
          <details>
            <summary>
              {findings.length} {findings.length === 1 ? 'finding' : 'findings'} in the text
            </summary>
            <ul className="findings">
              {findings.map(({ rule, message, remedy, range }) => (
                <li key={`${rule}${range.from}`}>
                  {message} <span className="soft">{remedy}</span> <code>{rule}</code>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  )
}
