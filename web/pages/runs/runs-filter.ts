import type { RunHead, RunStatus } from '../../../src/run/head.ts'
import { isRunStatus } from '../../ui/status.tsx'

/** What of the runs is looked at; it lives in the address, so that a view can be sent to someone. */
export type RunsSearch = {
  readonly path?: string
  readonly open?: true
  readonly status?: RunStatus
  readonly mode?: string
  readonly who?: string
  readonly since?: Since
}

/** How far back, and in days. */
export const sinceDays = { day: 1, week: 7, month: 31, year: 366 } as const
export type Since = keyof typeof sinceDays

export function parseRunsSearch(search: Readonly<Record<string, unknown>>): RunsSearch {
  const { path, open, status, mode, who, since } = search
  return {
    ...(typeof path === 'string' ? { path } : {}),
    ...(open === true ? { open } : {}),
    ...(typeof status === 'string' && isRunStatus(status) ? { status } : {}),
    ...(typeof mode === 'string' ? { mode } : {}),
    ...(typeof who === 'string' ? { who } : {}),
    ...(typeof since === 'string' && Object.hasOwn(sinceDays, since) ? { since: since as Since } : {}),
  }
}

const dayMs = 86_400_000

/** The runs that fit; `open` and `path` the server has looked at already. */
export const filterRuns = (
  runs: readonly RunHead[],
  { status, mode, who, since }: RunsSearch,
  now: number,
): readonly RunHead[] =>
  runs.filter(
    (head) =>
      (status === undefined || head.status === status) &&
      (mode === undefined || head.mode === mode) &&
      (who === undefined || head.startedBy === who) &&
      (since === undefined || now - head.startedAt <= sinceDays[since] * dayMs),
  )
