import type { TreeCursor } from '@lezer/common'
import { parser as commonMark, Table, TaskList } from '@lezer/markdown'
import type { Range } from '../../text/range.ts'
import type { BlockText } from './block-text.ts'
import { blockText, columnAfterQuotes } from './block-text.ts'
import { limits } from './limits.ts'

/** A block of a document: what a reader sees as one thing. Inline markup is looked at only where a rule asks. */
export type Node = { readonly range: Range; readonly quotes: number } & (
  | { readonly kind: 'heading'; readonly level: number; readonly content: Range }
  | { readonly kind: 'paragraph' }
  | ({ readonly kind: 'code' } & CodeNode)
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly start: number
      readonly items: readonly ItemNode[]
    }
  | { readonly kind: 'quote'; readonly children: readonly Node[] }
  | {
      readonly kind: 'table'
      readonly header: readonly Range[]
      readonly rows: readonly (readonly Range[])[]
    }
  | { readonly kind: 'html' }
  | { readonly kind: 'rule' }
)

export type NodeOf<K extends Node['kind']> = Extract<Node, { kind: K }>

export type CodeNode = {
  readonly fence: 'backtick' | 'tilde' | 'indented'
  readonly closed: boolean
  readonly info: Range
} & BlockText

export type ItemNode = {
  readonly range: Range
  readonly marker: Range
  readonly task: boolean
  readonly children: readonly Node[]
}

/** A document as blocks. `tooDeep`: where lists or quotes inside each other went beyond the limit. */
export type Tree = { readonly nodes: readonly Node[]; readonly tooDeep: readonly Range[] }

// Only blocks are parsed: inline parsing is quadratic on hostile text, and few rules need it, on short texts.
const parser = commonMark.configure([
  Table,
  TaskList,
  {
    remove: [
      'Escape',
      'Entity',
      'InlineCode',
      'HTMLTag',
      'Emphasis',
      'HardBreak',
      'Link',
      'Image',
      'LinkEnd',
      // Rescans a paragraph for each of its lines; a paragraph of definitions is recognised by its text.
      'LinkReference',
    ],
    // All of a paragraph is one thing, found at its first character: else every character is looked at.
    parseInline: [{ name: 'Whole', parse: (inline) => inline.end }],
  },
])

/** Parses text in which opaque constructs are blanked; the text of code comes from `source`, of equal length. */
export function parseTree(blanked: string, source: string): Tree {
  const tooDeep: Range[] = []
  const flat = neutralise(blanked, tooDeep)
  const context: Context = { text: flat, source, tooDeep }
  const cursor = parser.parse(flat).cursor()
  return { nodes: childrenOf(cursor, context, { depth: 0, quotes: 0 }), tooDeep }
}

type Context = { readonly text: string; readonly source: string; readonly tooDeep: Range[] }
type Place = { readonly depth: number; readonly quotes: number }

/**
 * Takes out what the parser gets wrong or drowns in, at equal length: a tab right after a list marker becomes a
 * space, and container markers beyond the limits become letters.
 */
function neutralise(text: string, tooDeep: Range[]): string {
  const tabless = text.replace(/^([ \t]*(?:[-*+]|\d{1,9}[.)]))\t/gm, '$1 ')
  let left: number = limits.markers
  return tabless.replace(
    /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/gm,
    (prefix, from: number) => {
      const keep = keptPrefix(prefix, Math.min(limits.depth, left))
      left -= Math.min(prefix.length, keep.markers)
      if (keep.length === prefix.length) return prefix
      tooDeep.push({ from: from + keep.length, to: from + prefix.length })
      return prefix.slice(0, keep.length) + prefix.slice(keep.length).replace(/\S/g, 'x')
    },
  )
}

/** How much of a line's prefix holds at most so many markers, none of them indented beyond the limit. */
function keptPrefix(prefix: string, markersMax: number): { length: number; markers: number } {
  const marker = /[ \t]*(?:[>*+-]|\d+[.)])/y
  let length = 0
  let markers = 0
  while (markers < markersMax) {
    const match = marker.exec(prefix)
    if (!match || match[0].length > limits.indent) break
    length = marker.lastIndex
    markers++
  }
  return { length, markers }
}

function childrenOf(cursor: TreeCursor, context: Context, place: Place): Node[] {
  const nodes: Node[] = []
  if (!cursor.firstChild()) return nodes
  do {
    const node = nodeOf(cursor, context, place)
    if (node) nodes.push(node)
  } while (cursor.nextSibling())
  cursor.parent()
  return nodes
}

function nodeOf(cursor: TreeCursor, context: Context, place: Place): Node | undefined {
  const { name } = cursor
  const base = { range: { from: cursor.from, to: cursor.to }, quotes: place.quotes }
  const heading = /^(?:ATX|Setext)Heading([1-6])$/.exec(name)
  if (heading) return { ...base, kind: 'heading', level: Number(heading[1]), content: headingContent(cursor) }
  switch (name) {
    case 'Paragraph':
      return { ...base, kind: 'paragraph' }
    case 'Task': {
      const from = cursor.from + 3
      return from >= cursor.to ? undefined : { ...base, range: { from, to: cursor.to }, kind: 'paragraph' }
    }
    case 'FencedCode':
      return { ...base, kind: 'code', ...fencedCode(cursor, context, place) }
    case 'CodeBlock':
      return { ...base, kind: 'code', ...indentedCode(cursor, context, place) }
    case 'BulletList':
    case 'OrderedList':
    case 'Blockquote':
      return container(cursor, context, place)
    case 'Table':
      return { ...base, kind: 'table', ...tableCells(cursor) }
    case 'HTMLBlock':
    case 'CommentBlock':
    case 'ProcessingInstructionBlock':
      return { ...base, kind: 'html' }
    case 'HorizontalRule':
      return { ...base, kind: 'rule' }
    default:
      return undefined
  }
}

function container(cursor: TreeCursor, context: Context, place: Place): Node {
  const range = { from: cursor.from, to: cursor.to }
  const { quotes } = place
  if (place.depth >= limits.depth) {
    context.tooDeep.push(range)
    return { range, quotes, kind: 'paragraph' }
  }
  const inner = { depth: place.depth + 1, quotes }
  if (cursor.name === 'Blockquote') {
    const children = childrenOf(cursor, context, { ...inner, quotes: quotes + 1 })
    return { range, quotes, kind: 'quote', children }
  }
  const ordered = cursor.name === 'OrderedList'
  const items: ItemNode[] = []
  cursor.firstChild()
  do if (cursor.name === 'ListItem') items.push(itemOf(cursor, context, inner))
  while (cursor.nextSibling())
  cursor.parent()
  const start = ordered ? Number.parseInt(context.text.slice(range.from, range.from + 9), 10) : 1
  return { range, quotes, kind: 'list', ordered, start, items }
}

function itemOf(cursor: TreeCursor, context: Context, place: Place): ItemNode {
  const range = { from: cursor.from, to: cursor.to }
  let marker = { from: range.from, to: range.from }
  let task = false
  if (cursor.firstChild()) {
    if (cursor.name === 'ListMark') marker = { from: cursor.from, to: cursor.to }
    do if (cursor.name === 'Task') task = true
    while (cursor.nextSibling())
    cursor.parent()
  }
  return { range, marker, task, children: childrenOf(cursor, context, place) }
}

function headingContent(cursor: TreeCursor): Range {
  let { from, to } = cursor
  const setext = cursor.name.startsWith('Setext')
  if (!cursor.firstChild()) return { from, to }
  do {
    if (cursor.name !== 'HeaderMark') continue
    if (cursor.from === from && !setext) from = cursor.to
    else to = cursor.from
  } while (cursor.nextSibling())
  cursor.parent()
  return { from, to: Math.max(from, to) }
}

function fencedCode(cursor: TreeCursor, { source }: Context, place: Place): CodeNode {
  const { from, to } = cursor
  let info: Range | undefined
  let marks = 0
  let opening = from
  if (cursor.firstChild()) {
    do {
      if (cursor.name === 'CodeMark' && marks++ === 0) opening = cursor.to
      if (cursor.name === 'CodeInfo') info = { from: cursor.from, to: cursor.to }
    } while (cursor.nextSibling())
    cursor.parent()
  }
  const lines = linesOf(source, from, to)
  const first = lines[0] ?? { from, to }
  const column = columnAfterQuotes(source, first, place.quotes, from)
  const body = lines.slice(1, marks > 1 ? -1 : undefined)
  return {
    fence: source[from] === '~' ? 'tilde' : 'backtick',
    closed: marks > 1,
    info: info ?? { from: opening, to: opening },
    ...blockText(source, body, { quotes: place.quotes, column }),
  }
}

function indentedCode(cursor: TreeCursor, { source }: Context, place: Place): CodeNode {
  const { from, to } = cursor
  const lines = linesOf(source, from, to)
  const column = columnAfterQuotes(source, lines[0] ?? { from, to }, place.quotes, from)
  const none = { from, to: from }
  return {
    fence: 'indented',
    closed: true,
    info: none,
    ...blockText(source, lines, { quotes: place.quotes, column }),
  }
}

/** Whole lines from the one `from` stands in to the one `to` ends in. */
function linesOf(source: string, from: number, to: number): Range[] {
  const lines: Range[] = []
  let start = source.lastIndexOf('\n', from - 1) + 1
  // What follows the last line feed of a file is not a line.
  while (start <= to && start < source.length) {
    const end = source.indexOf('\n', start)
    const stop = end === -1 ? source.length : end
    lines.push({ from: start, to: stop })
    if (end === -1 || stop >= to) break
    start = stop + 1
  }
  return lines
}

function tableCells(cursor: TreeCursor) {
  const header: Range[] = []
  const rows: Range[][] = []
  if (!cursor.firstChild()) return { header, rows }
  do {
    if (cursor.name === 'TableHeader') header.push(...cellsOf(cursor))
    if (cursor.name === 'TableRow') rows.push(cellsOf(cursor))
  } while (cursor.nextSibling())
  cursor.parent()
  return { header, rows }
}

/** One range between two delimiters, so that an empty cell keeps its column. */
function cellsOf(cursor: TreeCursor): Range[] {
  const row = { from: cursor.from, to: cursor.to }
  const cells: Range[] = []
  let start = row.from
  if (!cursor.firstChild()) return [row]
  do {
    if (cursor.name !== 'TableDelimiter') continue
    if (cursor.from > row.from) cells.push({ from: start, to: cursor.from })
    start = cursor.to
  } while (cursor.nextSibling())
  cursor.parent()
  if (start < row.to) cells.push({ from: start, to: row.to })
  return cells
}
