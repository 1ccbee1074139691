import type { Range } from '../../text/range.ts'

/**
 * Stands for a character of a template construct that shares its line with other text: not a space, so that
 * the line keeps its indentation, and not a character any rule of Markdown knows.
 */
const filler = '\uE000'

/**
 * Finds what belongs to other systems: ERB, Liquid, Hugo shortcodes, kramdown attribute lines, and the marker
 * lines of colon directives. In document order and never overlapping. `from` is where frontmatter has ended.
 */
export function findOpaque(text: string, from: number): readonly Range[] {
  const found: Range[] = []
  const missing = new Set<string>()
  const opening = /<%|\{%|\{\{[<%]|^[ \t]*\{:[^}\n]*\}[ \t]*$|^[ \t]*:{3,}[^\n]*$/gm
  opening.lastIndex = from
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const to = match[0].length > 3 ? match.index + match[0].length : closingOf(text, match.index, missing)
    if (to === undefined) continue
    found.push({ from: match.index, to })
    opening.lastIndex = to
  }
  return found
}

const closings: Readonly<Record<string, { closing: string; lengthMax: number }>> = {
  '<%': { closing: '%>', lengthMax: 32_768 },
  '{%': { closing: '%}', lengthMax: 2048 },
  '{{<': { closing: '>}}', lengthMax: 2048 },
  '{{%': { closing: '%}}', lengthMax: 2048 },
}

// `missing` remembers closings that no longer occur, so that 40,000 openings do not search the text 40,000 times.
function closingOf(text: string, from: number, missing: Set<string>): number | undefined {
  const three = closings[text.slice(from, from + 3)]
  const known = three ?? closings[text.slice(from, from + 2)]
  // `:::` alone is a whole line already.
  if (!known) return text.startsWith(':::', from) ? from + 3 : undefined
  if (missing.has(known.closing)) return undefined
  const at = text.slice(from, from + known.lengthMax).indexOf(known.closing, three ? 3 : 2)
  if (at !== -1) return from + at + known.closing.length
  if (text.indexOf(known.closing, from) === -1) missing.add(known.closing)
  return undefined
}

/**
 * The text with the ranges blanked to equal length, lines kept. A construct that has its lines for itself
 * becomes white space; one that shares a line becomes filler, so that the rest of the line stays where it is.
 */
export function blank(text: string, ranges: readonly Range[]): string {
  const parts: string[] = []
  let at = 0
  for (const { from, to } of ranges) {
    parts.push(text.slice(at, from))
    const character = standsAlone(text, from, to) ? ' ' : filler
    parts.push(text.slice(from, to).replace(/[^\n]/g, character))
    at = to
  }
  parts.push(text.slice(at))
  return parts.join('')
}

// By characters and not by lines: 400,000 constructs on one line would each read the whole line.
function standsAlone(text: string, from: number, to: number): boolean {
  let before = from - 1
  while (isBlank(text[before])) before--
  let after = to
  while (isBlank(text[after])) after++
  return (before < 0 || text[before] === '\n') && (after >= text.length || text[after] === '\n')
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'
