import type { Range } from '../../text/range.ts'
import type { Found } from './metadata-found.ts'
import { plainText } from './inline.ts'
import { fieldOfKey } from './metadata-keys.ts'
import { metadataNodes } from './metadata-place.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import type { NodeOf } from './tree.ts'

/** A table of one row under a header of keys, or of two columns with a key and a value in each row. */
export function tableMetadata(reader: Reader, drafts: readonly SectionDraft[]): readonly Found[] {
  return metadataNodes(reader, drafts).flatMap(({ node }) =>
    node.kind === 'table' ? fieldsOf(reader, node) : [],
  )
}

function fieldsOf(reader: Reader, { header, rows }: NodeOf<'table'>): readonly Found[] {
  const pairs = isRecord(reader, header, rows)
    ? header.map((cell, column) => [cell, rows[0]?.[column]] as const)
    : header.length === 2
      ? [header, ...rows].map((row) => [row[0], row[1]] as const)
      : []
  return pairs.flatMap(([key, value]) => (key && value ? found(reader, key, value) : []))
}

/** The header names at least two fields (or its only column): then the row holds the values. */
function isRecord(reader: Reader, header: readonly Range[], rows: readonly (readonly Range[])[]): boolean {
  const named = header.filter((cell) => fieldOfKey(cellText(reader, cell)) !== undefined).length
  return rows.length === 1 && named * 2 >= header.length && named >= Math.min(2, header.length)
}

function found(reader: Reader, keyCell: Range, valueCell: Range): readonly Found[] {
  const key = cellText(reader, keyCell)
  const field = fieldOfKey(key)
  const text = cellText(reader, valueCell)
  return field && text !== ''
    ? [{ field, key, text, range: trim(reader.text, valueCell), from: 'table' }]
    : []
}

/** What a reader sees in a cell: escaped pipes decoded, markup off. */
export const cellText = (reader: Reader, { from, to }: Range): string =>
  plainText(reader.text.slice(from, Math.min(to, from + 4096)).replaceAll('\\|', '|'))

function trim(text: string, { from, to }: Range): Range {
  const inside = text.slice(from, to)
  const start = from + inside.length - inside.trimStart().length
  return { from: start, to: Math.max(start, from + inside.trimEnd().length) }
}
