import { cutTo, padTo, widthOf } from './width.ts'

/** Rows as columns two blanks apart; the last one takes what is left of the line and is cut there. */
export function tableLines(rows: readonly (readonly string[])[], columns: number): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  }
  return rows.map((row) =>
    cutTo(
      row
        .map((cell, index) => (index === row.length - 1 ? cell : padTo(cell, widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
      columns,
    ),
  )
}
