import type { Range } from '../text/range.ts'
import type { TextLine } from './lines.ts'
import { withoutComments } from './lines.ts'

/** An inline link of the text: its target as written, and where that stands. */
export type TextLink = { readonly href: string; readonly range: Range }

/**
 * Inline links of prose, images left out. A line at a time, each target bounded: a hostile line costs its length.
 */
export function linksIn(lines: readonly TextLine[]): readonly TextLink[] {
  return lines.flatMap((line) => {
    if (line.place !== 'prose' || !line.text.includes('](')) return []
    const text = withoutCode(withoutComments(line.text))
    return [...text.matchAll(target)].flatMap((found): readonly TextLink[] => {
      const href = found[1] ?? found[2] ?? ''
      const from =
        line.range.from + found.index + found[0].length - href.length - (found[1] === undefined ? 0 : 1)
      return isImage(text, found.index) ? [] : [{ href, range: { from, to: from + href.length } }]
    })
  })
}

/** After `](`, either `<anything>` or characters without spaces; one pair of brackets may stand in it. */
const target = /\]\( {0,9}(?:<([^<>]{0,2000})>|([^\s()<>]{0,1000}(?:\([^\s()<>]{0,500}\)[^\s()<>]{0,500})?))/g

/** Inline code blanked to equal length. */
const withoutCode = (text: string): string =>
  text.replace(/(`{1,9})(?!`)([^`]{1,500})\1(?!`)/g, (code) => ' '.repeat(code.length))

/** `![alt](` : the bracket that `]` at `close` ends is looked for, nested ones skipped. */
function isImage(text: string, close: number): boolean {
  let depth = 0
  for (let at = close; at >= Math.max(0, close - 500); at--) {
    if (text[at] === ']') depth++
    else if (text[at] === '[' && --depth === 0) return text[at - 1] === '!'
  }
  return false
}
