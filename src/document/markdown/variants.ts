import type { Range } from '../../text/range.ts'
import { plainText } from './inline.ts'
import type { Reader } from './reader.ts'
import type { Node } from './tree.ts'

/** A part of a section that is one of several variants: what stands inside a `<details>`, or inside a tab. */
export type Variant = { readonly kind: 'details' | 'tabs'; readonly title: string; readonly range: Range }

/** The `<details>` of a section's own body, paired with their ends; an unpaired one reaches to the last block. */
export function detailsOf(reader: Reader, nodes: readonly Node[]): readonly Variant[] {
  const found: Variant[] = []
  let open: { title: string; from: number; depth: number } | undefined
  for (const node of nodes) {
    if (node.kind !== 'html') continue
    const html = reader.text.slice(node.range.from, node.range.to)
    const depth = (open?.depth ?? 0) + count(html, /<details\b/gi) - count(html, /<\/details>/gi)
    open ??= { title: summaryOf(html) ?? '', from: node.range.from, depth: 0 }
    open.depth = depth
    if (depth > 0) continue
    if (/<\/?details\b/i.test(html))
      found.push({ kind: 'details', title: open.title, range: { from: open.from, to: node.range.to } })
    open = undefined
  }
  return found
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

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
