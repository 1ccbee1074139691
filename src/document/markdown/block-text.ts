import type { Range } from '../../text/range.ts'

/** The lines of a code block as CommonMark gives them, and where each stands in the source. */
export type BlockText = { readonly text: string; readonly lineOffsets: readonly number[] }

/**
 * Takes the container prefixes and the block's own indentation off each line. Tabs count to the next multiple of
 * four columns; of a tab that is cut the rest becomes spaces, as CommonMark says.
 *
 *     > 1. ```sh          `column` is that of the first fence character, counted after
 *     >    echo one       the prefixes of `quotes` block quotes
 *     >    ```
 */
export function blockText(
  source: string,
  lines: readonly Range[],
  { quotes, column }: { quotes: number; column: number },
): BlockText {
  const texts: string[] = []
  const lineOffsets: number[] = []
  for (const line of lines) {
    const place = afterQuotes(source, line, quotes)
    const cut = cutIndent(source, line, place, column)
    lineOffsets.push(cut.at)
    texts.push(cut.spaces + source.slice(cut.at + (cut.spaces === '' ? 0 : 1), line.to))
  }
  const last = lines.at(-1)
  // Only an unclosed block can reach the end of a text that has no last line feed.
  const ending = !last || last.to === source.length ? '' : '\n'
  return { text: texts.join('\n') + ending, lineOffsets }
}

/** How many columns stand between the quote prefixes of a line and `offset`. */
export function columnAfterQuotes(source: string, line: Range, quotes: number, offset: number): number {
  const place = afterQuotes(source, line, quotes)
  let column = place.column
  for (let at = place.at; at < offset; at++) column = nextColumn(source, at, column)
  return column - place.column + place.pending
}

/** `pending`: columns of a tab after `>` that belong to what follows it. */
type PlaceInLine = { readonly at: number; readonly column: number; readonly pending: number }

function afterQuotes(source: string, line: Range, quotes: number): PlaceInLine {
  let at = line.from
  let column = 0
  let pending = 0
  for (let quote = 0; quote < quotes; quote++) {
    const start = { at, column, pending }
    while (at < line.to && isBlank(source[at])) column = nextColumn(source, at++, column)
    if (source[at] !== '>') return start
    at++
    column++
    pending = 0
    if (source[at] === ' ') {
      at++
      column++
    } else if (source[at] === '\t') {
      const next = nextColumn(source, at++, column)
      pending = next - column - 1
      column = next
    }
  }
  return { at, column, pending }
}

/** `at` is where the first kept character stands; `spaces` what is left of a tab there. */
function cutIndent(source: string, line: Range, place: PlaceInLine, indent: number) {
  let { at, column } = place
  let removed = place.pending
  if (removed > indent) return { at: at - 1, spaces: ' '.repeat(removed - indent) }
  while (removed < indent && at < line.to && isBlank(source[at])) {
    const next = nextColumn(source, at, column)
    removed += next - column
    if (removed > indent) return { at, spaces: ' '.repeat(removed - indent) }
    column = next
    at++
  }
  return { at, spaces: '' }
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'

const nextColumn = (source: string, at: number, column: number): number =>
  source[at] === '\t' ? column + 4 - (column % 4) : column + 1
