import './runbook.css'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { WireRunbook } from '../../../src/contract/library.ts'
import { runbookQuery } from '../../client/queries.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { useTitle } from '../../ui/title.ts'
import { LastRuns } from './last-runs.tsx'
import { RunbookHeader } from './runbook-header.tsx'
import { RunbookText } from './runbook-text.tsx'
import { StartForm } from './start-form.tsx'

/** One runbook: what it says, who answers for it, and the way to start it. */
export function RunbookPage(): ReactElement {
  const { _splat: path = '' } = useParams({ from: '/runbook/$' })
  const asked = useQuery(runbookQuery(path))
  useTitle(asked.data?.title ?? path)
  return (
    <div className="page runbook">
      {asked.isPending && <Loading lines={9} height="1.5rem" />}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && <Runbook runbook={asked.data} />}
    </div>
  )
}

const Runbook = ({ runbook }: { readonly runbook: WireRunbook }): ReactElement => (
  <>
    <RunbookHeader runbook={runbook} />
    <div className="runbook-parts">
      <article className="runbook-text" aria-label="Text of the runbook">
        <FindingsBox runbook={runbook} />
        <RunbookText runbook={runbook} />
      </article>
      <aside className="runbook-side" aria-label="Start and facts">
        <StartForm runbook={runbook} />
        <LastRuns path={runbook.path} />
      </aside>
    </div>
  </>
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
