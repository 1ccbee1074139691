import type { Range } from '../../text/range.ts'
import { plainText } from './inline.ts'
import type { Reader } from './reader.ts'
import type { Node } from './tree.ts'

/** A part of a section that is one of several variants: what stands inside a `<details>`, inside a tab, or below "Option 1:". */
export type Variant = {
  readonly kind: 'details' | 'tabs' | 'methods'
  readonly title: string
  readonly range: Range
}

/** The `<details>` of a section's own body, paired with their ends; one inside another belongs to that. */
export function detailsOf(reader: Reader, nodes: readonly Node[]): readonly Variant[] {
  const found: Variant[] = []
  let open = { title: '', from: 0 }
  let depth = 0
  for (const { offset, tag } of detailsTags(reader, nodes)) {
    if (!tag.startsWith('</')) {
      if (depth++ === 0)
        open = { title: summaryOf(reader.text.slice(offset, offset + 2048)) ?? '', from: offset }
    } else if (depth > 0 && --depth === 0) {
      found.push({ kind: 'details', title: open.title, range: { from: open.from, to: offset + tag.length } })
    }
  }
  return found
}

const detailsTags = (reader: Reader, nodes: readonly Node[]) =>
  nodes
    .filter(({ kind }) => kind === 'html')
    .flatMap(({ range }) =>
      [...reader.text.slice(range.from, range.to).matchAll(/<\/?details\b/gi)].map((match) => ({
        offset: range.from + match.index,
        tag: match[0],
      })),
    )

/** The words of `<summary>`, when an HTML block opens a `<details>` with it. */
export function summaryOf(html: string): string | undefined {
  const match = /<details\b[^>]*>\s*<summary\b[^>]*>([^]{0,400}?)<\/summary>/i.exec(html.slice(0, 2048))
  return match ? plainText(match[1] ?? '') : undefined
}

/**
 * The tabs of a MyST tab-set, from the marker lines that were made opaque.
 *
 *     ::::{tab-set}
 *     :::{tab-item} AWS      from here
 *     …
 *     :::                    to here
 */
export function tabsOf(reader: Reader, opaque: readonly Range[]): readonly Variant[] {
  const found: Variant[] = []
  let open: { title: string; from: number; colons: number } | undefined
  for (const { from, to } of opaque) {
    const match = /^\s*(:{3,})(?:\{tab-item\}\s*(.*)|\s*)$/.exec(reader.text.slice(from, to))
    if (!match) continue
    const colons = match[1]?.length ?? 0
    if (match[2] !== undefined) open = { title: plainText(match[2]), from, colons }
    else if (open && colons === open.colons) {
      found.push({ kind: 'tabs', title: open.title, range: { from: open.from, to } })
      open = undefined
    }
  }
  return found
}
