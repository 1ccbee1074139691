import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { runsQuery } from '../../client/queries.ts'
import { StatusMark, statusWords } from '../../ui/status.tsx'
import { Ago } from '../../ui/time.tsx'

export function LastRuns({ path }: { readonly path: string }): ReactElement | null {
  const { data } = useQuery(runsQuery({ path, limit: '6' }))
  if (!data || data.runs.length === 0) return null
  return (
    <section className="side-box">
      <h2>Last runs</h2>
      <ul className="last-runs small">
        {data.runs.map((head) => (
          <li key={head.run}>
            <Link to="/runs/$run" params={{ run: head.run }}>
              <StatusMark status={head.status} />
              <span>
                {statusWords(head.status)}
                <span className="faint"> · {head.startedBy}</span>
              </span>
              <span className="faint">
                <Ago at={head.startedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <Link to="/runs" search={{ path }} className="link tiny">
        All runs of it
      </Link>
    </section>
  )
}
