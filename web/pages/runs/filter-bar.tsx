import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { RunHead } from '../../../src/run/head.ts'
import { Button } from '../../ui/button.tsx'
import { runStatuses, statusWords } from '../../ui/status.tsx'
import type { RunsSearch, Since } from './runs-filter.ts'
import { parseRunsSearch } from './runs-filter.ts'

const sinceWords = {
  day: 'the last day',
  week: 'the last week',
  month: 'the last month',
  year: 'the last year',
} as const satisfies Record<Since, string>

type Option = readonly [value: string, words: string]

/** Narrows the list by what the runs are; the choices offered are those there are. */
export function RunsFilter({
  search,
  runs,
}: {
  readonly search: RunsSearch
  readonly runs: readonly RunHead[]
}): ReactElement {
  const navigate = useNavigate()
  const choose = (key: keyof RunsSearch, value: string | true | undefined): void =>
    void navigate({ to: '/runs', search: parseRunsSearch({ ...search, [key]: value }), replace: true })
  const named = (key: keyof RunsSearch, of: (head: RunHead) => string): readonly Option[] => {
    const chosen = search[key]
    const values = new Set([...runs.map(of), ...(typeof chosen === 'string' ? [chosen] : [])])
    return [...values].toSorted().map((value) => [value, value])
  }
  const present = new Set(runs.map(({ status }) => status))
  const statuses = runStatuses.filter((each) => present.has(each) || each === search.status)
  return (
    <div className="runs-filter" role="group" aria-label="Filter">
      {(
        [
          ['status', 'Status', 'any status', statuses.map((each): Option => [each, statusWords(each)])],
          ['path', 'Runbook', 'any runbook', named('path', ({ path }) => path)],
          ['mode', 'Mode', 'any mode', named('mode', ({ mode }) => mode)],
          ['who', 'Started by', 'by anybody', named('who', ({ startedBy }) => startedBy)],
          ['since', 'Started', 'at any time', Object.entries(sinceWords)],
        ] as const
      ).map(([key, label, any, options]) => (
        <select
          key={key}
          className="input"
          aria-label={label}
          value={search[key] ?? ''}
          {...(search[key] === undefined ? {} : { 'data-chosen': '' })}
          onChange={({ target }) => choose(key, target.value === '' ? undefined : target.value)}
        >
          <option value="">{any}</option>
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      ))}
      <label className="runs-open">
        <input
          type="checkbox"
          checked={search.open === true}
          onChange={({ target }) => choose('open', target.checked ? true : undefined)}
        />
        only open ones
      </label>
      {Object.keys(search).length > 0 && (
        <Button
          look="quiet"
          size="small"
          icon="cross"
          onClick={() => void navigate({ to: '/runs', search: {} })}
        >
          All runs
        </Button>
      )}
    </div>
  )
}
