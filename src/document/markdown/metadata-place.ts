import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import type { Node } from './tree.ts'

/** Lines from the top within which tables and lines are metadata. */
const linesMax = 40

/** The blocks that may hold metadata: those of an info section, and what stands above the second heading near the top. */
export function metadataNodes(
  reader: Reader,
  drafts: readonly SectionDraft[],
): readonly { node: Node; info: boolean }[] {
  const near = offsetOfLine(reader.text, linesMax)
  const second =
    drafts.filter(({ section }) => section.level >= 1 && section.level <= 6)[1]?.section.range.from ??
    Infinity
  return drafts.flatMap(({ section, nodes }) =>
    nodes
      .filter(({ range }) => section.role === 'info' || (range.from < second && range.from < near))
      .map((node) => ({ node, info: section.role === 'info' })),
  )
}

function offsetOfLine(text: string, line: number): number {
  let at = 0
  for (let count = 0; count < line; count++) {
    const next = text.indexOf('\n', at)
    if (next === -1) return text.length
    at = next + 1
  }
  return at
}
