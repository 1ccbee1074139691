import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { WireLibraryRow } from '../../../src/contract/library.ts'
import { Ladder, rungWords } from '../../ui/ladder.tsx'
import { Marked } from '../../ui/marked.tsx'
import { isRunStatus, StatusMark } from '../../ui/status.tsx'
import { Ago } from '../../ui/time.tsx'
import type { Entry } from './entries.ts'

export function RunbookRow({
  entry,
  index,
}: {
  readonly entry: Entry
  readonly index: number
}): ReactElement {
  const { row, hits } = entry
  return (
    <article className="runbook-row">
      <div className="runbook-name">
        <h2>
          <Link to="/runbook/$" params={{ _splat: row.path }} data-entry={index}>
            {row.title}
          </Link>
          {row.purpose === 'playbook' && <span className="chip">playbook</span>}
          {row.validation !== 'none' && (
            <span className="chip" data-tone={row.validation === 'current' ? 'good' : 'warn'}>
              {row.validation === 'current' ? 'validated' : 'validation lapsed'}
            </span>
          )}
          {row.status !== undefined && <span className="chip">{row.status}</span>}
        </h2>
        <p className="runbook-about">{row.description ?? row.path}</p>
      </div>
      <p className="runbook-owner small">
        {row.owner ?? <span className="faint">no owner</span>}
        {row.service !== undefined && <span className="faint"> · {row.service}</span>}
      </p>
      <div className="runbook-ladder">
        <Ladder rungs={row.rungs} />
        <span className="tiny soft numbers">{row.steps === 0 ? 'for reading' : ladderWords(row)}</span>
      </div>
      <p className="runbook-fresh small">
        <Freshness row={row} />
      </p>
      <p className="runbook-run small">
        {row.lastRun && isRunStatus(row.lastRun.status) ? (
          <Link to="/runs/$run" params={{ run: row.lastRun.run }}>
            <StatusMark status={row.lastRun.status} />
            <Ago at={row.lastRun.at} />
          </Link>
        ) : (
          <span className="faint">not run yet</span>
        )}
      </p>
      {hits.length > 0 && (
        <ul className="runbook-hits">
          {hits.map(({ line, excerpt, marks }) => (
            <li key={line}>
              <span className="numbers faint">{line}</span>
              <Marked text={excerpt} marks={marks} />
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}

function ladderWords({ steps, rungs }: WireLibraryRow): string {
  if (rungs.auto === steps) return `${steps} auto`
  if (rungs.manual === steps) return `${steps} manual`
  return rungWords(rungs)
}

const tones = { fresh: 'good', due: 'warn', overdue: 'bad', unknown: 'plain' } as const

function Freshness({
  row: { freshness, updated, findings },
}: {
  readonly row: WireLibraryRow
}): ReactElement {
  const wrong = findings.error + findings.warning
  return (
    <>
      <span
        className="runbook-date"
        title={updated === undefined ? 'no date is given' : `last looked at ${updated}`}
      >
        <span className="dot" data-tone={tones[freshness]} />
        {freshness === 'unknown' ? <span className="faint">no date</span> : freshness}
      </span>
      {wrong > 0 && (
        <span className={`tiny ${findings.error > 0 ? 'tone-bad' : 'tone-warn'}`}>
          {wrong} {wrong === 1 ? 'finding' : 'findings'}
        </span>
      )}
    </>
  )
}
