import type { ReactElement } from 'react'
import type { RunHead } from '../../../src/run/head.ts'
import { useNow } from '../../ui/time.tsx'

const days = 14
const dayMs = 86_400_000

type Day = { readonly at: number; readonly good: number; readonly bad: number; readonly other: number }

/** How many runs began each day and how they came out, as bars; a table of the same for those who do not see it. */
export function RunDays({ runs }: { readonly runs: readonly RunHead[] }): ReactElement {
  const counted = countDays(runs, useNow(30_000))
  const most = Math.max(1, ...counted.map(({ good, bad, other }) => good + bad + other))
  return (
    <figure className="run-days">
      <div className="run-days-bars" aria-hidden="true">
        {counted.map((day) => (
          <div key={day.at} title={`${dayName(day.at)}: ${dayWords(day)}`}>
            {(['other', 'bad', 'good'] as const).map((kind) => (
              <span key={kind} data-kind={kind} style={{ height: `${(100 * day[kind]) / most}%` }} />
            ))}
          </div>
        ))}
      </div>
      <figcaption className="tiny faint">
        <span>{dayName(counted[0]?.at ?? 0)}</span>
        <span>today</span>
      </figcaption>
      <table className="visually-hidden">
        <caption>Runs by day</caption>
        <tbody>
          {counted.map((day) => (
            <tr key={day.at}>
              <th scope="row">{dayName(day.at)}</th>
              <td>{dayWords(day)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

function countDays(runs: readonly RunHead[], now: number): readonly Day[] {
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  return Array.from({ length: days }, (_, index) => {
    const at = midnight.getTime() - (days - 1 - index) * dayMs
    const begun = runs.filter(({ startedAt }) => startedAt >= at && startedAt < at + dayMs)
    const good = begun.filter(({ status }) => status === 'succeeded').length
    const bad = begun.filter(({ status }) => status === 'failed' || status === 'rolled-back').length
    return { at, good, bad, other: begun.length - good - bad }
  })
}

const dayName = (at: number): string =>
  new Date(at).toLocaleDateString([], { day: 'numeric', month: 'short' })

const dayWords = ({ good, bad, other }: Day): string =>
  `${good} succeeded, ${bad} failed or rolled back, ${other} other`
