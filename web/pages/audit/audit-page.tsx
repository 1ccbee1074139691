import './audit.css'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { Envelope } from '../../../src/run/event/envelope.ts'
import { useAccount, useMay } from '../../client/may.ts'
import { auditQuery, meQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Loading, TroubleNotice } from '../../ui/states.tsx'
import { Clock } from '../../ui/time.tsx'
import { useTitle } from '../../ui/title.ts'
import { ForAdmins } from '../for-admins.tsx'
import { AuditFilter } from './audit-filter.tsx'
import { auditSentence } from './audit-sentence.ts'
import { LedgerTip } from './ledger-tip.tsx'

/** What was done here beside runs: who came, what was refused, what was given and taken away. */
export function AuditPage(): ReactElement {
  useTitle('Audit')
  const me = useQuery(meQuery)
  const may = useMay()
  const isOffered = useAccount() !== undefined && may('read-audit')
  return (
    <div className="page audit">
      <div className="page-head">
        <h1>Audit</h1>
      </div>
      {me.isPending && <Loading lines={8} height="1.5rem" />}
      {me.data && (isOffered ? <Ledger /> : <ForAdmins accounts={me.data.installation === 'accounts'} />)}
    </div>
  )
}

function Ledger(): ReactElement {
  const search = useSearch({ from: '/audit' })
  const asked = useInfiniteQuery(auditQuery(search))
  const entries = asked.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <>
      <LedgerTip />
      {/* Another view of the audit fills it anew. */}
      <AuditFilter key={JSON.stringify(search)} search={search} />
      {asked.isPending && <Loading lines={8} height="1.5rem" />}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && entries.length === 0 && <NoEntries more={asked.hasNextPage} />}
      {daysOf(entries).map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className="audit-day">{day}</h2>
          <ul className="audit-entries">
            {ofDay.map((entry) => (
              <EntryRow key={entry.seq} entry={entry} />
            ))}
          </ul>
        </section>
      ))}
      {asked.hasNextPage && (
        <p className="audit-more">
          <Button onClick={() => void asked.fetchNextPage()} disabled={asked.isFetchingNextPage}>
            {asked.isFetchingNextPage ? 'Looking …' : 'Look at older entries'}
          </Button>
        </p>
      )}
    </>
  )
}

const EntryRow = ({ entry }: { readonly entry: Envelope }): ReactElement => (
  <li className="audit-entry" data-refused={entry.type.endsWith('.refused') || undefined}>
    <span className="small faint numbers">
      <Clock at={entry.at} />
    </span>
    <p>
      {auditSentence(entry).map((part, index) => {
        if (typeof part === 'string') return <span key={index}>{part}</span>
        return 'run' in part ? (
          <Link key={index} className="link" to="/runs/$run" params={{ run: part.run }}>
            a run
          </Link>
        ) : (
          <Link key={index} className="link" to="/runbook/$" params={{ _splat: part.path }}>
            {part.path}
          </Link>
        )
      })}
    </p>
    <span className="tiny faint numbers audit-seq" title="Its number in the ledger">
      {entry.seq}
    </span>
  </li>
)

/** Newest first, a day at a time. */
function daysOf(
  entries: readonly Envelope[],
): readonly (readonly [day: string, entries: readonly Envelope[]])[] {
  const days = Map.groupBy(entries, ({ at }) =>
    new Date(at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  )
  return [...days]
}

function NoEntries({ more }: { readonly more: boolean }): ReactElement {
  const navigate = useNavigate()
  return (
    <Empty icon="filter" title={more ? 'Nothing fits so far' : 'No entry fits'}>
      <p>
        <Button onClick={() => void navigate({ to: '/audit', search: {} })}>Take the filters away</Button>
      </p>
    </Empty>
  )
}
