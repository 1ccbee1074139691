import type { Answered } from '../../../src/contract/api.ts'
import type { WireLibraryRow } from '../../../src/contract/library.ts'

export type Hit = Answered<'search'>['hits'][number]

/** A runbook of the list, and where in it the words were found. */
export type Entry = { readonly row: WireLibraryRow; readonly hits: readonly Hit[] }

/** More places of one file are seen when it is opened. */
const hitsMax = 3

/** The rows in the order of the search, each with its places; all rows, as they are, without one. */
export function entriesOf(
  rows: readonly WireLibraryRow[],
  q: string,
  hits: readonly Hit[] | undefined,
): readonly Entry[] {
  if (q.trim() === '') return rows.map((row) => ({ row, hits: [] }))
  const byPath = new Map(rows.map((row) => [row.path, row]))
  const entries = new Map<string, Hit[]>()
  for (const hit of hits ?? []) {
    if (byPath.has(hit.path)) entries.set(hit.path, [...(entries.get(hit.path) ?? []), hit])
  }
  return [...entries].flatMap(([path, found]) => {
    const row = byPath.get(path)
    // What the row shows already is not said again below it.
    return row ? [{ row, hits: found.filter(({ kind }) => kind !== 'title').slice(0, hitsMax) }] : []
  })
}
