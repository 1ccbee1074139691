/** A value as SQLite gives it. */
export type Cell = null | string | number | bigint | Uint8Array

/** Rows as text in columns, numbers to the right. Control characters are shown, so that a row stays one line. */
export function tableText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map(cellText))
  const names = columns.map((name) => visible(name))
  const widths = names.map((name, at) => {
    return cells.reduce((width, row) => Math.max(width, row[at]?.length ?? 0), name.length)
  })
  const numeric = names.map((_, at) => rows.length > 0 && rows.every((row) => isNumber(row[at])))
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => (numeric[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width))
  return [names, rule, ...cells].map((row) => `${line(row)}\n`).join('')
}

/** A value for JSON: integers beyond 2^53 and bytes (hexadecimal) as strings. */
export function jsonCell(cell: Cell): null | string | number {
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell)
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : cell
}

const isNumber = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || typeof cell === 'bigint' || cell === null

/** A cell is never wider than this on the table; the JSON has it whole. */
const widthMax = 200

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL'
  if (cell instanceof Uint8Array)
    return visible(`x'${Buffer.from(cell.subarray(0, widthMax)).toString('hex')}'`)
  return visible(String(cell))
}

function visible(text: string): string {
  const short = text.length > widthMax ? `${text.slice(0, widthMax - 1)}…` : text
  return short.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => shown.get(character) ?? '\uFFFD')
}

const shown: ReadonlyMap<string, string> = new Map([
  ['\n', '␊'],
  ['\r', '␍'],
  ['\t', '␉'],
  ['\0', '␀'],
  ['\u001b', '␛'],
])
