import type { Found } from './metadata-found.ts'
import { plainText } from './inline.ts'
import { fieldOfLine } from './metadata-keys.ts'
import { metadataNodes } from './metadata-place.ts'
import type { Prose } from './prose.ts'
import { proseOf, rangeInSource } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import type { Node } from './tree.ts'

/** `**Key:** value`, `**Key**: value` and `Key: value` lines near the top, also in bullets and block quotes. */
export function linesOfMetadata(reader: Reader, drafts: readonly SectionDraft[]): readonly Found[] {
  return metadataNodes(reader, drafts).flatMap(({ node }) =>
    paragraphsIn(node, 0).flatMap((paragraph) =>
      paragraphLines(proseOf(reader.text, paragraph.range, paragraph.quotes)),
    ),
  )
}

function paragraphsIn(node: Node, depth: number): readonly Node[] {
  if (node.kind === 'paragraph') return [node]
  if (depth > 2) return []
  if (node.kind === 'quote') return node.children.flatMap((child) => paragraphsIn(child, depth + 1))
  // An ordered or task list is steps: `1. Owner: …` is not how anyone signs a document.
  if (node.kind !== 'list' || node.ordered) return []
  return node.items.flatMap((item) =>
    item.task ? [] : item.children.slice(0, 1).flatMap((child) => paragraphsIn(child, depth + 1)),
  )
}

const keyValue = /^(?:(\*\*|__)([^*_:\n]{1,40}):?\1:?|([A-Z][A-Za-z _-]{1,40}):)[ \t]*(\S[^\n]*)$/

function paragraphLines(prose: Prose): readonly Found[] {
  return prose.lines.flatMap(({ at }, index) => {
    const end = (prose.lines[index + 1]?.at ?? prose.text.length + 1) - 1
    const line = prose.text.slice(at, Math.min(end, at + 2000)).replace(/(?:\\| {2,}|<br\s*\/?>)$/, '')
    const match = keyValue.exec(line)
    const key = (match?.[2] ?? match?.[3] ?? '').trim()
    // A bold key needs its colon, inside or after the bold.
    const field = /:/.test(line.slice(0, line.length - (match?.[4]?.length ?? 0)))
      ? fieldOfLine(key)
      : undefined
    const text = plainText(match?.[4] ?? '')
    if (!match || !field || text === '') return []
    const from = at + line.length - (match[4]?.length ?? 0)
    return [{ field, key, text, range: rangeInSource(prose, from, at + line.length), from: 'line' as const }]
  })
}
