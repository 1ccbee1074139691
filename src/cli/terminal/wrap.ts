import { graphemesOf, graphemeWidth, widthOf } from './width.ts'

/** How a paragraph is set: its width in columns, and what stands before its first and its other lines. */
export type Setting = { readonly columns: number; readonly first?: string; readonly rest?: string }

/**
 * Breaks text into lines at blanks; lines it already has are kept. A word wider than a line is cut, unless it is
 * an address: half an address is of no use to anyone.
 */
export function wrap(text: string, { columns, first = '', rest = first }: Setting): string[] {
  const lines: string[] = []
  for (const line of text.split('\n')) {
    const before = lines.length === 0 ? first : rest
    lines.push(...wrapLine(line, { columns, first: before, rest }))
  }
  return lines
}

function wrapLine(text: string, setting: Required<Setting>): string[] {
  const { columns, first, rest } = setting
  const lines: string[] = []
  let line = first
  let used = widthOf(first)
  let empty = true
  for (const { blank, word } of pieces(text, Math.max(10, columns - widthOf(rest)))) {
    const wide = widthOf(word)
    if (!empty && used + blank.length + wide > columns) {
      lines.push(line)
      line = rest + word
      used = widthOf(rest) + wide
      continue
    }
    line += (empty ? '' : blank) + word
    used += (empty ? 0 : blank.length) + wide
    empty = false
  }
  return [...lines, line].map((each) => each.trimEnd())
}

type Piece = { readonly blank: string; readonly word: string }

/** Words with the blanks before them; scripts written without blanks may break after any character. */
function pieces(text: string, room: number): Piece[] {
  return [...text.matchAll(/([ \t]*)([^ \t]+)/g)].flatMap(([, before = '', word = '']): Piece[] => {
    const blank = before.replaceAll('\t', ' ')
    if (!word.includes('\x1b') && /[\u2E80-\u9FFF\uAC00-\uD7A3\uFF00-\uFF60]/.test(word))
      return graphemesOf(word).map((grapheme, index) => ({ blank: index === 0 ? blank : '', word: grapheme }))
    if (widthOf(word) <= room || word.includes('://') || word.includes('\x1b')) return [{ blank, word }]
    return cut(word, blank, room)
  })
}

function cut(word: string, blank: string, room: number): Piece[] {
  const parts: Piece[] = []
  let part = ''
  let used = 0
  for (const grapheme of graphemesOf(word)) {
    const wide = graphemeWidth(grapheme)
    if (used + wide > room) {
      parts.push({ blank: parts.length === 0 ? blank : '', word: part })
      part = ''
      used = 0
    }
    part += grapheme
    used += wide
  }
  return [...parts, { blank: parts.length === 0 ? blank : '', word: part }]
}
