import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ask, Refused } from './ask.ts'

/** What pages ask the server, each under the one key it is kept by. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => ask('me', {}), staleTime: Infinity })

/** How people come in, for whoever has not. */
export const entranceQuery = queryOptions({ queryKey: ['entrance'], queryFn: () => ask('entrance', {}) })

/** One's own tokens, or those of a service. */
export const tokensQuery = (service?: string) =>
  queryOptions({
    queryKey: ['tokens', service ?? ''],
    queryFn: () => ask('listTokens', { query: service === undefined ? {} : { account: service } }),
  })

export const accountsQuery = queryOptions({ queryKey: ['accounts'], queryFn: () => ask('listAccounts', {}) })

export const grantsQuery = queryOptions({ queryKey: ['grants'], queryFn: () => ask('listGrants', {}) })

export type AuditFilter = { readonly kind?: string; readonly by?: string; readonly q?: string }

/** Entries of the ledger, newest first, a page at a time. */
export const auditQuery = ({ kind, by, q }: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', kind ?? '', by ?? '', q ?? ''],
    queryFn: ({ pageParam: before }) =>
      ask('readAudit', {
        query: {
          limit: '100',
          ...(before === undefined ? {} : { before: `${before}` }),
          ...(kind === undefined ? {} : { type: kind }),
          ...(by === undefined ? {} : { by }),
          ...(q === undefined ? {} : { q }),
        },
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next,
  })

export const tipQuery = queryOptions({ queryKey: ['tip'], queryFn: () => ask('ledgerTip', {}) })

/** They come and go by themselves. */
export const runnersQuery = queryOptions({
  queryKey: ['runners'],
  queryFn: () => ask('listRunners', {}),
  refetchInterval: 10_000,
})

export const libraryQuery = queryOptions({
  queryKey: ['library'],
  queryFn: () => ask('listLibrary', {}),
  staleTime: 5000,
})

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: () => ask('search', { query: { q, limit: '50' } }),
    enabled: q.trim() !== '',
    staleTime: 30_000,
    placeholderData: (before) => before,
  })

export const runbookQuery = (path: string, at?: string) =>
  queryOptions({
    queryKey: ['runbook', path, at ?? ''],
    queryFn: () => ask('showRunbook', { query: { path, ...(at === undefined ? {} : { at }) } }),
    staleTime: 2000,
  })

export const historyQuery = (path: string) =>
  queryOptions({
    queryKey: ['history', path],
    queryFn: () => ask('runbookHistory', { query: { path } }),
    staleTime: 30_000,
  })

/** Without `to` the text as it stands. */
export const diffQuery = (path: string, sides: { readonly from?: string; readonly to?: string }) =>
  queryOptions({
    queryKey: ['diff', path, sides.from ?? '', sides.to ?? ''],
    queryFn: () => ask('runbookDiff', { query: { path, ...sides } }),
    staleTime: 30_000,
  })

export type RunsFilter = { readonly open?: 'true'; readonly path?: string; readonly limit?: string }

export const runsQuery = (filter: RunsFilter) =>
  queryOptions({
    queryKey: ['runs', filter],
    queryFn: () => ask('listRuns', { query: { ...filter } }),
    // Runs change by other people's doing; a list is looked at now and then.
    refetchInterval: 4000,
  })

/** Runs asked for at once: as many as the server gives. */
export const runsPageMax = 200

/** All runs that fit, a page at a time. */
export const runPagesQuery = (filter: Omit<RunsFilter, 'limit'>) =>
  infiniteQueryOptions({
    queryKey: ['run-pages', filter],
    queryFn: ({ pageParam: before }) =>
      ask('listRuns', {
        query: { ...filter, limit: `${runsPageMax}`, ...(before === undefined ? {} : { before }) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ runs }) => (runs.length < runsPageMax ? undefined : runs.at(-1)?.run),
    refetchInterval: 4000,
  })

export const runQuery = (run: string) =>
  queryOptions({
    queryKey: ['run', run],
    queryFn: () => ask('showRun', { params: { run } }),
    // From here on the stream of its facts keeps it fresh.
    staleTime: Infinity,
    gcTime: 0,
  })

/** What cannot get better by asking again at once. */
export const isFinal = (error: unknown): boolean =>
  error instanceof Refused && error.status >= 400 && error.status < 500
