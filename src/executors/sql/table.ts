import type { Json } from '../../hash/canonical.ts'

/** A value as a database gives it; `json` is what a column of that type holds. */
export type Cell = null | string | number | bigint | boolean | Uint8Array | { readonly json: Json }

/** A whole number: exact, whatever its size. */
export const exactInteger = (text: string): number | bigint | string => {
  if (!/^-?\d+$/.test(text)) return text
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

/** What a column of type JSON holds; whole numbers too large for JSON's readers become text. */
export function jsonOf(text: string): Cell {
  const keep = (_: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? String(value))
      : value
  try {
    return { json: JSON.parse(text, keep) as Json }
  } catch {
    return text
  }
}

/** About how much memory a value takes. */
export function cellBytes(cell: Cell): number {
  if (typeof cell === 'string') return cell.length
  if (cell instanceof Uint8Array) return cell.byteLength
  return typeof cell === 'object' && cell !== null ? JSON.stringify(cell.json).length : 8
}

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
export function jsonCell(cell: Cell): Json {
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell)
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex')
  return typeof cell === 'object' && cell !== null ? cell.json : cell
}

const isNumber = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || typeof cell === 'bigint' || cell === null

/** A cell is never wider than this on the table; the JSON has it whole. */
const widthMax = 200

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL'
  if (cell instanceof Uint8Array)
    return visible(`x'${Buffer.from(cell.subarray(0, widthMax)).toString('hex')}'`)
  return visible(typeof cell === 'object' ? JSON.stringify(cell.json) : String(cell))
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
