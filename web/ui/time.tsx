import type { ReactElement } from 'react'
import { useSyncExternalStore } from 'react'

/** Times are shown as people say them; the exact one is a hover away. */
export function Ago({ at }: { readonly at: number }): ReactElement {
  const now = useNow(30_000)
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at)}>
      {ago(at, now)}
    </time>
  )
}

/** `14:03:27`, and the day when it is not today. */
export const Clock = ({ at }: { readonly at: number }): ReactElement => (
  <time dateTime={new Date(at).toISOString()} title={exact(at)}>
    {new Date(at).toLocaleTimeString([], {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })}
  </time>
)

/** How long since, counted while one looks. */
export const Elapsed = ({ since }: { readonly since: number }): ReactElement => (
  <span className="numbers">{wholeDuration(useNow(1000) - since)}</span>
)

/** The time, renewed every so often. */
export const useNow = (everyMs: 1000 | 30_000): number =>
  useSyncExternalStore(
    (listener) => {
      const timer = setInterval(listener, everyMs)
      return () => clearInterval(timer)
    },
    () => Math.floor(Date.now() / everyMs) * everyMs,
  )

const exact = (at: number): string =>
  new Date(at).toLocaleString([], { dateStyle: 'full', timeStyle: 'medium' })

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number, until: number])[] = [
  ['minute', 60_000, 3_600_000],
  ['hour', 3_600_000, 86_400_000],
  ['day', 86_400_000, 14 * 86_400_000],
]

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

function ago(at: number, now: number): string {
  const past = now - at
  if (past < 60_000) return 'just now'
  const step = steps.find(([, , until]) => past < until)
  if (step) return relative.format(-Math.round(past / step[1]), step[0])
  return new Date(at).toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' })
}

/** `240 ms`, then as `wholeDuration`: for what is often over in less than a second. */
export const shortDuration = (ms: number): string => (ms < 1000 ? `${ms} ms` : wholeDuration(ms))

/** `7 s`, `1 m 12 s`, `2 h 5 m`: tenths flicker, and nobody reads them. */
export function wholeDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds} s`
  const hours = Math.floor(minutes / 60)
  return hours === 0 ? `${minutes} m ${seconds % 60} s` : `${hours} h ${minutes % 60} m`
}
