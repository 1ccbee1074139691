import type { LineEnding, Source } from './source.ts'
import { sourceOf } from './source.ts'
import type { Range } from './range.ts'
import { lineStarts } from './range.ts'

/** One change of text: what stands in `range` becomes `text`. */
export type Replacement = { readonly range: Range; readonly text: string }

export type ReplaceResult =
  | { readonly kind: 'replaced'; readonly source: Source }
  | { readonly kind: 'overlap'; readonly first: Replacement; readonly second: Replacement }

/**
 * Applies replacements that do not overlap. Every byte outside the ranges stays: kept lines keep their own
 * line endings, inserted lines take the ending most lines of the file use.
 */
export function applyReplacements(source: Source, replacements: readonly Replacement[]): ReplaceResult {
  const ordered = replacements.toSorted((a, b) => a.range.from - b.range.from || a.range.to - b.range.to)
  for (const [index, second] of ordered.entries()) {
    const first = ordered[index - 1]
    if (first && first.range.to > second.range.from) return { kind: 'overlap', first, second }
  }
  const common = commonEnding(source.endings)
  const parts: string[] = []
  const endings: LineEnding[] = []
  let at = 0
  let line = 0
  const keep = (to: number) => {
    const kept = source.text.slice(at, to)
    parts.push(kept)
    for (const _ of kept.matchAll(/\n/g)) endings.push(source.endings[line++] ?? common)
    at = to
  }
  for (const { range, text } of ordered) {
    keep(range.from)
    const inserted = sourceOf(text).text
    parts.push(inserted)
    for (const _ of inserted.matchAll(/\n/g)) endings.push(common)
    line += source.text.slice(range.from, range.to).split('\n').length - 1
    at = range.to
  }
  keep(source.text.length)
  endings.push('')
  const text = parts.join('')
  return { kind: 'replaced', source: { ...source, text, endings: keptApart(text, endings) } }
}

/**
 * A line that ends with CR before an empty one that ends with LF would be read as one CR LF: an edit that brings
 * the two together makes the second a CR LF, so that what is saved is what was edited.
 */
function keptApart(text: string, endings: readonly LineEnding[]): readonly LineEnding[] {
  if (!endings.includes('\r')) return endings
  const starts = lineStarts(text)
  const isEmpty = (line: number) => starts[line + 1] === (starts[line] ?? 0) + 1
  return endings.map((ending, line) =>
    ending === '\n' && endings[line - 1] === '\r' && isEmpty(line) ? '\r\n' : ending,
  )
}

/** The replacements that take `applyReplacements(source, replacements)` back to `source`'s text. */
export function invertReplacements(source: Source, replacements: readonly Replacement[]): Replacement[] {
  let shift = 0
  return replacements
    .toSorted((a, b) => a.range.from - b.range.from || a.range.to - b.range.to)
    .map(({ range, text }) => {
      const from = range.from + shift
      shift += text.length - (range.to - range.from)
      return { range: { from, to: from + text.length }, text: source.text.slice(range.from, range.to) }
    })
}

function commonEnding(endings: readonly LineEnding[]): LineEnding {
  const crlf = endings.filter((ending) => ending === '\r\n').length
  const cr = endings.filter((ending) => ending === '\r').length
  const lf = endings.filter((ending) => ending === '\n').length
  if (crlf > lf && crlf >= cr) return '\r\n'
  return cr > lf ? '\r' : '\n'
}
