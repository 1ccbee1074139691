import './run.css'
import { useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useMemo } from 'react'
import type { Answered } from '../../../src/contract/api.ts'
import { statusOf } from '../../../src/run/headline.ts'
import { historyOf } from '../../run/history.ts'
import { currentOf } from '../../run/outline.ts'
import { RunContext, useLiveRun, useShownRun } from '../../run/use-run.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { statusWords } from '../../ui/status.tsx'
import { useTitle } from '../../ui/title.ts'
import { Unreviewed } from '../runbook/runbook-header.tsx'
import { Attaching } from './attaching.tsx'
import { Checklist } from './checklist.tsx'
import { CorrectionNotice } from './correction.tsx'
import { RunHeader } from './run-header.tsx'
import { RunSide } from './run-side.tsx'
import { Teller } from './teller.tsx'

/** A run, live: the checklist, what it asks, what it prints, who did what. */
export function RunPage(): ReactElement {
  const { run } = useParams({ from: '/runs/$run' })
  const shown = useShownRun(run)
  if (shown.data) return <Run key={run} shown={shown.data} />
  return (
    <div className="page">
      {shown.error ? (
        <TroubleNotice error={shown.error} onRetry={() => void shown.refetch()} />
      ) : (
        <Loading lines={8} height="2.5rem" />
      )}
    </div>
  )
}

function Run({ shown }: { readonly shown: Answered<'showRun'> }): ReactElement {
  const view = useLiveRun(shown)
  const { state, facts, connection } = view
  const { title, version } = state.plan.runbook
  useTitle(`${statusWords(statusOf(state))}: ${title}`)
  const history = useMemo(() => historyOf(state.run, facts), [state, facts])
  return (
    <RunContext value={view}>
      <RunHeader />
      {connection === 'lost' && <LostBanner />}
      <Attaching current={currentOf(state)}>
        <div className="run-parts">
          <div className="run-main">
            {version.kind !== 'committed' && <Unreviewed version={version} />}
            <CorrectionNotice />
            <Checklist history={history} />
          </div>
          <RunSide />
        </div>
      </Attaching>
      <Teller />
    </RunContext>
  )
}

const LostBanner = (): ReactElement => (
  <div className="lost-banner" role="alert">
    <Icon name="warning" size={16} />
    The connection to the server is lost. What stands here may be old; it connects again by itself.
  </div>
)
