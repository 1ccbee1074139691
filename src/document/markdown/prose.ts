import type { Range } from '../../text/range.ts'
import { limits } from './limits.ts'

/**
 * The text of a paragraph as its reader sees the lines: container prefixes and indentation off, joined by line
 * feeds, with the way back to the source.
 */
export type Prose = {
  readonly text: string
  /** For each line: its offset in `text` and in the source. */
  readonly lines: readonly { readonly at: number; readonly source: number }[]
}

/** Reads the prose of a paragraph. What goes beyond the limit of inline text is left out. */
export function proseOf(source: string, range: Range, quotes: number): Prose {
  const lines: { at: number; source: number }[] = []
  const texts: string[] = []
  const end = Math.min(range.to, range.from + limits.inline)
  let at = 0
  for (let from = range.from; from <= end;) {
    const stop = source.indexOf('\n', from)
    const to = stop === -1 || stop > end ? end : stop
    const start = skipPrefix(source, from, to, quotes)
    const text = source.slice(start, to)
    lines.push({ at, source: start })
    texts.push(text)
    at += text.length + 1
    from = to + 1
  }
  return { text: texts.join('\n'), lines }
}

/** Where in the source the character at an offset of `prose.text` stands. */
export function sourceOfProse(prose: Prose, offset: number): number {
  let line = prose.lines[0]
  for (const next of prose.lines) {
    if (next.at > offset) break
    line = next
  }
  return line ? line.source + (offset - line.at) : offset
}

export const rangeInSource = (prose: Prose, from: number, to: number): Range => ({
  from: sourceOfProse(prose, from),
  to: sourceOfProse(prose, to),
})

function skipPrefix(source: string, from: number, to: number, quotes: number): number {
  let at = from
  let left = quotes
  while (at < to) {
    const character = source[at]
    if (character === '>' && left > 0) left--
    else if (character !== ' ' && character !== '\t') break
    at++
  }
  return at
}

/** "N/A", "TODO", "None.", "TBD": a heading kept for its template. */
export const saysNothing = (text: string): boolean =>
  /^[\W_]*todo:|^[\W_]*(?:n\/?a|todo|tbd|tbc|none|not applicable|nothing|coming soon|wip|see above|same as above|to be (?:done|defined|written))\b[\s\S]{0,40}$/i.test(
    text,
  )
