import './history.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { RunbookVersion } from '../../../src/ports/history.ts'
import { diffQuery, historyQuery } from '../../client/queries.ts'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'
import { ChangesView } from './changes-view.tsx'
import type { RunbookSearch } from './runbook-search.ts'

type Viewed = { readonly path: string; readonly search: RunbookSearch }

/** What happened to the runbook: its versions, and what is different between two of them. */
export function HistoryView({ path, search }: Viewed): ReactElement {
  const asked = useQuery(historyQuery(path))
  if (asked.isPending) return <Loading lines={6} height="3rem" />
  if (asked.error) return <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />
  const { versions } = asked.data
  return (
    <div className="history-parts">
      <section aria-label="Versions" className="history-list">
        <ol>
          {versions.map((version, index) => (
            <Version
              key={version.commit}
              path={path}
              search={search}
              version={version}
              older={versions[index + 1]?.commit}
            />
          ))}
        </ol>
      </section>
      <Compared path={path} search={search} />
    </div>
  )
}

function Version({
  path,
  search,
  version,
  older,
}: Viewed & { readonly version: RunbookVersion; readonly older: string | undefined }): ReactElement {
  const { commit, atMs, subject, reason, changed } = version
  const isCompared = search.to === commit && search.from === older
  return (
    <li data-compared={isCompared || undefined}>
      <div className="history-words">
        <strong>{subject === '' ? 'No reason was given' : subject}</strong>
        {reason !== '' && <p className="small soft">{reason}</p>}
        <p className="tiny faint">
          <code>{commit.slice(0, 10)}</code> · <Ago at={atMs} />
          {wordsOf(version).map((words) => (
            <span key={words}> · {words}</span>
          ))}
          {changed?.length === 0 && version.change === 'changed' && <span> · only blanks and line ends</span>}
        </p>
      </div>
      <div className="history-ways small">
        {older !== undefined && (
          <Link
            className="link"
            to="/runbook/$"
            params={{ _splat: path }}
            search={{ ...search, view: 'history', from: older, to: commit }}
            resetScroll={false}
          >
            Changes
          </Link>
        )}
        {version.change !== 'removed' && (
          <Link className="link" to="/runbook/$" params={{ _splat: path }} search={{ at: commit }}>
            Text
          </Link>
        )}
        <Side path={path} search={search} side="from" commit={commit} />
        <Side path={path} search={search} side="to" commit={commit} />
      </div>
    </li>
  )
}

const wordsOf = ({ change, from, changed = [] }: RunbookVersion): readonly string[] => [
  ...(change === 'added' ? ['written'] : change === 'removed' ? ['removed'] : []),
  ...(change === 'renamed' && from !== undefined ? [`was ${from}`] : []),
  ...changed,
]

const sideWords = { from: 'A', to: 'B' } as const

/** Chooses a version as one of the two that are compared. */
function Side({
  path,
  search,
  side,
  commit,
}: Viewed & { readonly side: 'from' | 'to'; readonly commit: string }): ReactElement {
  const navigate = useNavigate()
  const subject = side === 'from' ? 'before' : 'after'
  return (
    <label className="history-side" title={`Compare: ${subject}`}>
      <input
        type="radio"
        name={`compare-${side}`}
        aria-label={`${subject}: ${commit.slice(0, 10)}`}
        checked={search[side] === commit}
        onChange={() =>
          void navigate({
            to: '/runbook/$',
            params: { _splat: path },
            search: { ...search, view: 'history', [side]: commit },
            replace: true,
            resetScroll: false,
          })
        }
      />
      {sideWords[side]}
    </label>
  )
}

/** What is different between A and B; without B the text as it stands. */
function Compared({ path, search }: Viewed): ReactElement {
  const { from, to } = search
  const asked = useQuery(
    diffQuery(path, { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }),
  )
  return (
    <section className="history-changes" aria-label="What is different">
      {asked.isPending && <Loading lines={4} height="2.5rem" />}
      {asked.error && <TroubleNotice error={asked.error} />}
      {asked.data && <ChangesView diff={asked.data} />}
    </section>
  )
}
