import type { LibraryRow } from '../library/row.ts'
import type { Hit } from '../library/search.ts'
import type { RunHead } from '../run/head.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { sieve, sifted, visibleHeads } from './visible.ts'
import type { LibraryIndex } from './library-index.ts'

/** The library as one page of lists: every runbook with its last run, and what could not be read. */
export type BrowsedLibrary = {
  readonly kind: 'library'
  readonly rows: readonly (LibraryRow & { readonly lastRun?: RunHead })[]
  readonly unreadable: LibraryIndex['unreadable']
}

/** So many of the newest runs are looked through for the last one of each runbook. */
const recentRuns = 1_000

/** `today` is `YYYY-MM-DD`. */
export async function browseLibrary(app: App, today: string): Promise<BrowsedLibrary | Trouble> {
  const no = await authorise(app, 'list-library')
  if (no) return no
  const index = await freshIndex(app, today)
  if (index.kind === 'trouble') return index
  const last = new Map<string, RunHead>()
  for (const head of await visibleHeads(app, { limit: recentRuns }))
    if (!last.has(head.path)) last.set(head.path, head)
  const rows = (await visible(app, index.index.rows)).map((row) => {
    const lastRun = last.get(row.path)
    return lastRun ? { ...row, lastRun } : row
  })
  return { kind: 'library', rows, unreadable: await visible(app, index.index.unreadable) }
}

/** The best places for what was typed; at most one a runbook. */
export async function searchLibrary(
  app: App,
  query: string,
  limit: number,
  today: string,
): Promise<{ readonly kind: 'hits'; readonly hits: readonly Hit[] } | Trouble> {
  const no = await authorise(app, 'search-library')
  if (no) return no
  const index = await freshIndex(app, today)
  if (index.kind === 'trouble') return index
  // What may not be seen is left out before the best are chosen: it does not even take a place.
  const passes = sieve(app, 'show-runbook')
  const hits = await sifted(
    index.index.find(query, app.access.kind === 'owner' ? limit : foundMax),
    ({ path }) => path,
    passes,
  )
  return { kind: 'hits', hits: hits.slice(0, limit) }
}

/** So many are found before those are left out that the asker may not see. */
const foundMax = 10_000

const visible = <T extends { readonly path: string }>(app: App, all: readonly T[]): Promise<readonly T[]> =>
  sifted(all, ({ path }) => path, sieve(app, 'show-runbook'))

async function freshIndex(
  app: App,
  today: string,
): Promise<{ readonly kind: 'index'; readonly index: LibraryIndex } | Trouble> {
  const { index } = app
  if (!index) return trouble('this program keeps no index of the library', 'start a server: kneeboard serve')
  await index.refresh(today)
  return { kind: 'index', index }
}
