import type { Range } from '../../text/range.ts'
import { readInfo } from './attributes.ts'
import type { Reader } from './reader.ts'
import type { Node } from './tree.ts'

/** The opaque ranges with the fences added whose language is a directive of another system: `{code-cell}`, `{note}`. */
export function withDirectives(
  reader: Reader,
  opaque: readonly Range[],
  nodes: readonly Node[],
): readonly Range[] {
  const fences = directivesIn(reader, nodes)
  if (fences.length === 0) return opaque
  const merged: Range[] = []
  for (const range of [...opaque, ...fences].toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1)
    if (last && range.from < last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else merged.push(range)
  }
  return merged
}

function directivesIn(reader: Reader, nodes: readonly Node[]): readonly Range[] {
  return nodes.flatMap((node): readonly Range[] => {
    if (node.kind === 'quote') return directivesIn(reader, node.children)
    if (node.kind === 'list') return node.items.flatMap((item) => directivesIn(reader, item.children))
    return node.kind === 'code' && readInfo(reader.text, node.info).directive ? [node.range] : []
  })
}
