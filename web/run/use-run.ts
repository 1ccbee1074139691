import { useQuery } from '@tanstack/react-query'
import { createContext, use, useMemo, useSyncExternalStore } from 'react'
import type { Answered } from '../../src/contract/api.ts'
import { Bug } from '../../src/text/bug.ts'
import { runQuery } from '../client/queries.ts'
import type { RunView } from './live-run.ts'
import { LiveRun } from './live-run.ts'

/** The run a page shows, for everything on it. */
export const RunContext = createContext<RunView | undefined>(undefined)

export function useRun(): RunView {
  const view = use(RunContext)
  if (!view) throw new Bug('a part of the run page stands outside of it')
  return view
}

/** What the server knows of a run, to begin with. */
export const useShownRun = (run: string) => useQuery(runQuery(run))

/** Follows it as long as someone looks. */
export function useLiveRun(shown: Answered<'showRun'>): RunView {
  const live = useMemo(() => new LiveRun(shown), [shown])
  return useSyncExternalStore(live.subscribe, live.view)
}
