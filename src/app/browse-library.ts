import type { LibraryRow } from '../library/row.ts'
import type { Hit } from '../library/search.ts'
import type { RunHead } from '../run/head.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'
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
  const no = authorise(app.actor, 'list-library')
  if (no) return no
  const index = await freshIndex(app, today)
  if (index.kind === 'trouble') return index
  const last = new Map<string, RunHead>()
  for (const head of await app.driver.journal.heads({ limit: recentRuns }))
    if (!last.has(head.path)) last.set(head.path, head)
  const rows = index.index.rows.map((row) => {
    const lastRun = last.get(row.path)
    return lastRun ? { ...row, lastRun } : row
  })
  return { kind: 'library', rows, unreadable: index.index.unreadable }
}

/** The best places for what was typed; at most one a runbook. */
export async function searchLibrary(
  app: App,
  query: string,
  limit: number,
  today: string,
): Promise<{ readonly kind: 'hits'; readonly hits: readonly Hit[] } | Trouble> {
  const no = authorise(app.actor, 'search-library')
  if (no) return no
  const index = await freshIndex(app, today)
  return index.kind === 'trouble' ? index : { kind: 'hits', hits: index.index.find(query, limit) }
}

async function freshIndex(
  app: App,
  today: string,
): Promise<{ readonly kind: 'index'; readonly index: LibraryIndex } | Trouble> {
  const { index } = app
  if (!index) return trouble('this program keeps no index of the library', 'start a server: kneeboard serve')
  await index.refresh(today)
  return { kind: 'index', index }
}
