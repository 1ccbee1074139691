import { once } from '../../text/once.ts'

/** How many columns a terminal gives a text; our own colour sequences take none. */
export function widthOf(text: string): number {
  const bare = text.includes('\x1b') ? text.replaceAll(colour, '') : text
  if (isPlain(bare)) return bare.length
  let width = 0
  for (const grapheme of graphemesOf(bare)) width += graphemeWidth(grapheme)
  return width
}

/** The text cut to `columns`, with `…` where something was left out. Colours are closed. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let width = 0
  let kept = ''
  for (const piece of text.split(colour)) {
    if (piece.startsWith('\x1b')) {
      kept += piece
      continue
    }
    for (const grapheme of graphemesOf(piece)) {
      const wide = graphemeWidth(grapheme)
      if (width + wide > columns - 1) return `${kept}…${text.includes('\x1b') ? '\x1b[0m' : ''}`
      width += wide
      kept += grapheme
    }
  }
  return kept
}

/** The text filled with blanks to `columns`. */
export const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - widthOf(text)))

/** Columns of one character as a reader sees it. */
export function graphemeWidth(grapheme: string): number {
  if (isPlain(grapheme)) return grapheme.length
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme)) return 0
  return /\p{Emoji_Presentation}|\uFE0F/u.test(grapheme) || wide.test(grapheme) ? 2 : 1
}

/** The characters as a reader counts them. */
export const graphemesOf = (text: string): string[] =>
  isPlain(text) ? text.split('') : Array.from(segmenter().segment(text), ({ segment }) => segment)

/**
 * Only characters that stand alone and take one column: ASCII, Latin letters, and the dashes, arrows, lines and marks
 * that we print ourselves. Nothing that joins what is before it, is drawn as an emoji, or is wide.
 */
export const isPlain = (text: string): boolean => plain.test(text)

const plain =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2302\u2500-\u25fc\u2713\u2717\u270e]*$/

/** It loads the tables of all scripts: 10 ms, which a text without any need not wait for. */
const segmenter = once(() => new Intl.Segmenter('en', { granularity: 'grapheme' }))
const escape = '\x1b'
const colour = new RegExp(`(${escape}\\[[0-9;]*m)`, 'g')

/** Blocks Unicode's East Asian Width table calls wide or full-width (UAX #11). */
const wide = new RegExp(
  '[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F' +
    '\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18AFF}\u{1B000}-\u{1B2FF}' +
    '\u{20000}-\u{3FFFD}]',
  'u',
)
