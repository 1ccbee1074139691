import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'

/** A source whose holes are replaced by unique words, so that a shell parser sees one plain word where each stands. */
export type Masked = {
  readonly text: string
  /** What each word begins with; word `i` is `<tag>i` followed by `x`. */
  readonly tag: string
  /** The offset in the original source of an offset in `text`; inside a word, the start of its hole. */
  readonly original: (offset: number) => number
  /** A piece of masked text with what the author wrote in place of each word. */
  readonly written: (text: string) => string
}

/** Replaces ranges (in order, not overlapping) by unique words. */
export function mask(source: string, ranges: readonly Range[]): Masked {
  const tag = freeTag(source)
  const cuts: { readonly at: number; readonly end: number; readonly from: number; readonly to: number }[] = []
  let text = ''
  let kept = 0
  for (const [index, { from, to }] of ranges.entries()) {
    text += source.slice(kept, from)
    const at = text.length
    text += `${tag}${index}x`
    cuts.push({ at, end: text.length, from, to })
    kept = to
  }
  text += source.slice(kept)
  const original = (offset: number): number => {
    let shift = 0
    for (const cut of cuts) {
      if (offset < cut.at) break
      if (offset < cut.end) return cut.from
      shift = cut.to - cut.end
    }
    return offset + shift
  }
  const written = (piece: string): string =>
    piece.replace(new RegExp(`${tag}(\\d+)x`, 'g'), (word, index: string) => {
      const range = ranges[Number.parseInt(index, 10)]
      return range ? source.slice(range.from, range.to) : word
    })
  return { text, tag, original, written }
}

/** The holes whose words stand in a piece of masked text, with the offset of each in that piece. */
export function wordsIn(tag: string, text: string): readonly { index: number; range: Range }[] {
  const found: { index: number; range: Range }[] = []
  const digits = /\d+x/y
  for (let at = text.indexOf(tag); at !== -1; at = text.indexOf(tag, at + tag.length)) {
    digits.lastIndex = at + tag.length
    const match = digits.exec(text)
    if (match) found.push({ index: Number.parseInt(match[0], 10), range: rangeOf(at, digits.lastIndex) })
  }
  return found
}

/** A prefix that stands nowhere in the source: lengthened until it does not. */
function freeTag(source: string): string {
  let tag = 'kbhole'
  while (source.includes(tag)) tag += 'q'
  return tag
}
