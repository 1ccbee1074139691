import type { Cell } from './table.ts'
import { cellBytes } from './table.ts'

/** Rows of one statement that are shown and kept. */
export const rowsMax = 10_000
/** What they may take together: 16 MiB. */
const bytesMax = 16 * 2 ** 20

/** Rows of one result as they come: the first are kept, the others counted. A statement is never cut short by it. */
export class Rows {
  readonly results: Result[] = []
  #bytes = 0

  /** Another result begins. */
  begin(columns: readonly string[]): void {
    this.results.push({ columns, rows: [], count: 0 })
  }

  add(row: readonly Cell[]): void {
    const result = this.results.at(-1)
    if (!result) return
    result.count++
    if (result.rows.length === rowsMax || this.#bytes > bytesMax) return
    this.#bytes += row.reduce((sum: number, cell) => sum + cellBytes(cell), 0)
    result.rows.push(row)
  }
}

export type Result = {
  readonly columns: readonly string[]
  readonly rows: (readonly Cell[])[]
  /** All there were, kept or not. */
  count: number
}
