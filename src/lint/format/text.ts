import { terminalLine } from '../../sink/terminal.ts'
import type { LintedFile, PlacedFinding } from './linted.ts'
import { countSeverities, placeFindings } from './linted.ts'

/**
 * The result as people read it: place, severity, rule and message; the line with a caret; what to do; and one line
 * of totals at the end. Whatever comes from the file is made harmless for a terminal.
 */
export function formatText(files: readonly LintedFile[]): string {
  const parts = files.flatMap((file) => {
    const lines = file.text.split('\n')
    return placeFindings(file).map((placed) =>
      formatFinding(file, placed, lines[placed.start.line - 1] ?? ''),
    )
  })
  return [...parts, formatTotals(files)].join('\n')
}

function formatFinding(file: LintedFile, { finding, start, end }: PlacedFinding, line: string): string {
  const { severity, rule, message, remedy, fix } = finding
  const fixable = fix ? (fix.safe ? ' [fixable]' : ' [suggestion]') : ''
  const untilColumn = end.line === start.line ? end.column : line.length + 1
  return [
    terminalLine(`${file.path}:${start.line}:${start.column} ${severity} ${rule} ${message}${fixable}`),
    ...underline(line, start.column - 1, untilColumn - 1),
    `    ${terminalLine(remedy)}`,
    '',
  ].join('\n')
}

/** The line, cut around the finding when it is long, and `^~~~` below what is meant. */
function underline(line: string, from: number, to: number): readonly string[] {
  if (line.trim() === '') return []
  const cutAt = from > widthMax - 20 ? from - 20 : 0
  const before = terminalLine(line.slice(cutAt, from))
  const shown = terminalLine(line.slice(from, cutAt + widthMax))
  const marked = terminalLine(line.slice(from, Math.min(to, cutAt + widthMax)))
  return [
    `    ${before}${shown}`,
    `    ${' '.repeat(before.length)}^${'~'.repeat(Math.max(0, marked.length - 1))}`,
  ]
}

/** A terminal's usual width, less the indentation and a little air. */
const widthMax = 110

function formatTotals(files: readonly LintedFile[]): string {
  const { error, warning, info } = countSeverities(files)
  if (error + warning + info === 0) return `no findings in ${plural(files.length, 'file')}\n`
  return `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${info} info in ${plural(files.length, 'file')}\n`
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
