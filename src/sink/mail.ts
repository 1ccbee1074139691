import { visibleLine } from './visible.ts'

/** Longer subjects are cut: no reader shows more. */
const charactersMax = 200

/** Text for a header of a mail: one line, in which no other header can begin. */
export function mailHeader(text: string): string {
  const line = visibleLine(text).trim()
  return line.length > charactersMax
    ? `${line.slice(0, charactersMax - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : line
}
