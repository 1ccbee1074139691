import type { Range } from '../../text/range.ts'
import { fieldOfKey, fieldOfLine } from '../markdown/metadata-keys.ts'
import { metadataNodes } from '../markdown/metadata-place.ts'
import { cellText } from '../markdown/metadata-tables.ts'
import { proseOf, rangeInSource } from '../markdown/prose.ts'
import type { Node, NodeOf } from '../markdown/tree.ts'
import type { MetadataField } from '../metadata.ts'
import type { Layout } from './layout.ts'

/** A place where a field is written, or where only its key stands and the value is still empty. */
export type Spot = {
  readonly field: MetadataField
  readonly from: 'frontmatter' | 'table' | 'line'
  readonly key: Range
  /** Without the space around it; empty where nothing is written. */
  readonly value: Range
  /** The table or the paragraph it stands in; the whole entry in frontmatter. */
  readonly within: Node | Range
}

/** Every place of the document that says something of itself, in the order of authority. */
export const spotsOf = (layout: Layout): readonly Spot[] => [
  ...frontmatterSpots(layout),
  ...metadataNodes(layout.reader, layout.drafts).flatMap(({ node }) =>
    node.kind === 'table' ? tableSpots(layout, node) : [],
  ),
  ...metadataNodes(layout.reader, layout.drafts).flatMap(({ node }) =>
    paragraphsIn(node, 0).flatMap((paragraph) => lineSpots(layout, paragraph)),
  ),
]

const frontmatterSpots = ({ frontmatter, text }: Layout): readonly Spot[] =>
  (frontmatter?.entries ?? []).flatMap(({ key, range, valueRange }) => {
    const field = fieldOfKey(key)
    if (!field) return []
    const from = Math.max(range.from, valueRange.from)
    const value = { from, to: from + text.slice(from, valueRange.to).trimEnd().length }
    return [{ field, from: 'frontmatter' as const, key: range, value, within: range }]
  })

/** Tables that hold metadata at all: a record under a header of keys, or pairs of a key and a value. */
export function tableKind(layout: Layout, { header, rows }: NodeOf<'table'>): 'record' | 'pairs' | undefined {
  const named = header.filter((cell) => fieldOfKey(cellText(layout.reader, cell)) !== undefined).length
  if (rows.length === 1 && named * 2 >= header.length && named >= Math.min(2, header.length)) return 'record'
  return header.length === 2 ? 'pairs' : undefined
}

function tableSpots(layout: Layout, table: NodeOf<'table'>): readonly Spot[] {
  const { header, rows } = table
  const kind = tableKind(layout, table)
  const pairs =
    kind === 'record'
      ? header.map((cell, column) => [cell, rows[0]?.[column]] as const)
      : kind === 'pairs'
        ? [header, ...rows].map((row) => [row[0], row[1]] as const)
        : []
  return pairs.flatMap(([key, value]) => {
    const field = key && fieldOfKey(cellText(layout.reader, key))
    return key && value && field
      ? [{ field, from: 'table' as const, key, value: insideOf(layout.text, value), within: table }]
      : []
  })
}

/** What stands in a cell; in an empty one the place after the first space. */
function insideOf(text: string, { from, to }: Range): Range {
  const inside = text.slice(from, to)
  const start =
    from + (inside.trim() === '' ? Math.min(1, inside.length) : inside.length - inside.trimStart().length)
  return { from: start, to: Math.max(start, from + inside.trimEnd().length) }
}

// As the reader looks for them: also in quotes and bullets, never in ordered or task lists.
function paragraphsIn(node: Node, depth: number): readonly Node[] {
  if (node.kind === 'paragraph') return [node]
  if (depth > 2) return []
  if (node.kind === 'quote') return node.children.flatMap((child) => paragraphsIn(child, depth + 1))
  if (node.kind !== 'list' || node.ordered) return []
  return node.items.flatMap((item) =>
    item.task ? [] : item.children.slice(0, 1).flatMap((child) => paragraphsIn(child, depth + 1)),
  )
}

const keyValue = /^(?:(\*\*|__)([^*_:\n]{1,40}):?\1:?|([A-Z][A-Za-z _-]{1,40}):)[ \t]*([^\n]*)$/

function lineSpots({ text }: Layout, paragraph: Node): readonly Spot[] {
  const prose = proseOf(text, paragraph.range, paragraph.quotes)
  return prose.lines.flatMap(({ at }, index) => {
    const end = (prose.lines[index + 1]?.at ?? prose.text.length + 1) - 1
    const line = prose.text.slice(at, Math.min(end, at + 2000)).replace(/(?:\\| {2,}|<br\s*\/?>)$/, '')
    const match = keyValue.exec(line)
    const valueAt = line.length - (match?.[4]?.length ?? 0)
    const field = line.slice(0, valueAt).includes(':')
      ? fieldOfLine((match?.[2] ?? match?.[3] ?? '').trim())
      : undefined
    if (!match || !field) return []
    const key = rangeInSource(prose, at, at + valueAt)
    return [
      {
        field,
        from: 'line' as const,
        key,
        value: rangeInSource(prose, at + valueAt, at + line.length),
        within: paragraph,
      },
    ]
  })
}
