import { visibleText } from './visible.ts'

/** One record of a CSV file (RFC 4180), with its line end. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(csvField).join(',')}\r\n`

/**
 * One quoted field that no spreadsheet takes for a formula, also when it splits at another separator than the
 * comma, or at the lines inside quotes: an apostrophe goes before `=`, `+`, `-`, `@` wherever a cell could begin.
 */
function csvField(text: string): string {
  const visible = visibleText(text)
  const inert = /^[-+]?[0-9]+(?:\.[0-9]+)?$/.test(visible) ? visible : visible.replaceAll(formula, "$1'")
  return `"${inert.replaceAll('"', '""')}"`
}

/** The begin of a cell (of the text, a line, after a separator; quotes and blanks skipped) before a formula's sign. */
const formula = /((?:^|[\n\t,;|"])[\s"]*)(?=[-=+@\uff1d\uff0b\uff0d\uff20])/g
