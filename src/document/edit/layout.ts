import type { Range } from '../../text/range.ts'
import { columnAfterQuotes } from '../markdown/block-text.ts'
import type { FrontmatterEntry, FrontmatterPlace } from '../markdown/frontmatter.ts'
import { frontmatterPlace, readFrontmatter } from '../markdown/frontmatter.ts'
import { limits } from '../markdown/limits.ts'
import { blank, findOpaque } from '../markdown/opaque.ts'
import type { Reader } from '../markdown/reader.ts'
import type { SectionDraft } from '../markdown/sections.ts'
import { sectionsOf } from '../markdown/sections.ts'
import { newIds } from '../markdown/slug.ts'
import type { ItemNode, Node, NodeOf } from '../markdown/tree.ts'
import { parseTree } from '../markdown/tree.ts'
import type { Runbook } from '../runbook.ts'
import type { Step } from '../step.ts'

/** A runbook with what the model leaves out: the lists, tables and quotes its parts are written in. */
export type Layout = {
  readonly runbook: Runbook
  readonly text: string
  readonly reader: Reader
  readonly drafts: readonly SectionDraft[]
  readonly frontmatter?: { readonly place: FrontmatterPlace; readonly entries: readonly FrontmatterEntry[] }
  /** List items by where they begin, which is where their steps begin. */
  readonly items: ReadonlyMap<number, HeldItem>
}

/** A list item, its list, and the blocks the list stands among. */
export type HeldItem = {
  readonly item: ItemNode
  readonly list: NodeOf<'list'>
  readonly among: readonly Node[]
}

export function layoutOf(runbook: Runbook): Layout {
  const { text, endings } = runbook.source
  const reader: Reader = { text, problems: [], ids: newIds() }
  if (text.length > limits.file || endings.length > limits.lines)
    return { runbook, text, reader, drafts: [], items: new Map() }
  const place = frontmatterPlace(text)
  const blanked = [...(place ? [place.range] : []), ...findOpaque(text, place?.range.to ?? 0)]
  const { nodes } = parseTree(blank(text, blanked), text)
  const items = new Map<number, HeldItem>()
  gatherItems(nodes, items)
  return {
    runbook,
    text,
    reader,
    drafts: sectionsOf(text, nodes, reader.ids),
    ...(place ? { frontmatter: { place, entries: readFrontmatter(reader, place) } } : {}),
    items,
  }
}

function gatherItems(nodes: readonly Node[], items: Map<number, HeldItem>) {
  for (const node of nodes) {
    if (node.kind === 'quote') gatherItems(node.children, items)
    if (node.kind !== 'list') continue
    for (const item of node.items) {
      items.set(item.range.from, { item, list: node, among: nodes })
      gatherItems(item.children, items)
    }
  }
}

/** The list item a step is written as; undefined for headings and prose. */
export const itemOfStep = (layout: Layout, step: Step): HeldItem | undefined =>
  /list|bullet/.test(step.rule) ? layout.items.get(step.range.from) : undefined

/** Where the words of an item begin, and the column (after the quotes) its further lines stand at. */
export function contentOf({ text }: Layout, { item, list }: HeldItem): { at: number; column: number } {
  const spaces = /^ */.exec(text.slice(item.marker.to, item.marker.to + 6))?.[0].length ?? 0
  const rest = text[item.marker.to + spaces]
  const width = spaces > 4 || rest === '\n' || rest === undefined ? 1 : Math.max(1, spaces)
  const at = rest === '\n' || rest === undefined ? item.marker.to + spaces : item.marker.to + width
  const line = { from: lineStart(text, item.range.from), to: lineEnd(text, item.range.from) }
  return { at, column: columnAfterQuotes(text, line, list.quotes, item.marker.to) + width }
}

/**
 * What a further line begins with to stand in the same container as `offset`: quote marks kept, list markers made
 * spaces.
 *
 *     > 1. - ```sh
 *     >      ^ for this, `>      `
 */
export const prefixAt = (text: string, offset: number): string =>
  text.slice(lineStart(text, offset), offset).replace(/[^>\s]/g, ' ')

// lastIndexOf takes a negative place for 0, and would find a line feed there.
export const lineStart = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1

export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end
}

/** The whole lines of a range, without their line feeds. */
export function linesOf(text: string, { from, to }: Range): readonly Range[] {
  const lines: Range[] = []
  for (let at = lineStart(text, from); at <= to;) {
    const end = lineEnd(text, at)
    lines.push({ from: at, to: end })
    if (end >= to) break
    at = end + 1
  }
  return lines
}

/** The range without blank ends; lines that hold only quote marks are blank. */
export function withoutBlankEnd(text: string, { from, to }: Range): Range {
  let end = to
  for (let at = to; at > from; at--) {
    const character = text[at - 1]
    if (character === '\n') end = at - 1
    else if (character !== ' ' && character !== '\t' && character !== '>') break
  }
  return { from, to: end }
}
