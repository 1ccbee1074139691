import type { Section, SectionId } from '../section.ts'
import type { Range } from '../../text/range.ts'
import type { Ids } from './slug.ts'
import { claimId, slugOf } from './slug.ts'
import { headingText, roleOf } from './heading.ts'
import { limits } from './limits.ts'
import { leadingBold } from './inline.ts'
import type { Node } from './tree.ts'

/** A section and the blocks of its own body, before its sub-sections. */
export type SectionDraft = {
  readonly section: Section
  readonly nodes: readonly Node[]
  readonly numbered: boolean
  /** The first heading of level 1 when there is just one: it names the document. */
  readonly titles: boolean
}

type Head = {
  readonly node: Node | undefined
  readonly level: number
  readonly content: Range
  readonly nodes: Node[]
}

/** Cuts the root blocks into sections at headings and bold lines. `text` is the source. */
export function sectionsOf(text: string, nodes: readonly Node[], ids: Ids): readonly SectionDraft[] {
  const heads = headsOf(text, nodes)
  const single = heads.filter(({ level }) => level === 1).length === 1
  const parents = parentsOf(heads)
  const drafts: SectionDraft[] = []
  heads.forEach((head, index) => {
    const parent = parents[index]
    const above = parent === undefined ? undefined : drafts[parent]
    const { title, numbered } = headingText(text.slice(head.content.from, head.content.to))
    const path = above && !above.titles ? `${above.section.id}/` : ''
    const id = head.level === 0 ? '' : claimId(ids, path + slugOf(title, 'section'))
    drafts.push({
      section: {
        id: id as SectionId,
        title: head.level === 0 ? '' : title,
        level: head.level,
        role: head.level === 0 ? 'other' : roleOf(title),
        ...(parent === undefined ? {} : { parent }),
        ...rangesOf(heads, index, text.length),
      },
      nodes: head.nodes,
      numbered,
      titles: head.level === 1 && single,
    })
  })
  return drafts
}

function headsOf(text: string, nodes: readonly Node[]): Head[] {
  const heads: Head[] = [{ node: undefined, level: 0, content: { from: 0, to: 0 }, nodes: [] }]
  for (const node of nodes) {
    // Beyond the limit headings are text of the last section: nobody reads ten thousand.
    const head = heads.length > limits.sections ? undefined : headOf(text, node)
    if (head) heads.push(head)
    else heads.at(-1)?.nodes.push(node)
  }
  return heads
}

function headOf(text: string, node: Node): Head | undefined {
  if (node.kind === 'heading') return { node, level: node.level, content: node.content, nodes: [] }
  if (node.kind !== 'paragraph' || node.range.to - node.range.from > 200) return undefined
  const line = text.slice(node.range.from, node.range.to)
  // "Steps:" and "Resources" on a line of their own, by those who write no marks.
  if (roleLine.test(line) && roleOf(line) !== 'other')
    return { node, level: 7, content: node.range, nodes: [] }
  const bold = leadingBold(line)
  if (!bold || line.includes('\n') || !/^:?$/.test(line.slice(bold.after).trim())) return undefined
  const content = { from: node.range.from + bold.from, to: node.range.from + bold.to }
  return isBoldHeading(line.slice(bold.from, bold.to)) ? { node, level: 7, content, nodes: [] } : undefined
}

const roleLine =
  /^(?:steps|procedure|instructions|verification|validation|rollback|resources|references|links|see also|prerequisites|requirements|troubleshooting|diagnosis|mitigation|resolution|background|summary|symptoms|impact)\s*:?$/i

/** A bold sentence is said loudly, and a bold `Note:` announces a remark: neither is a heading. */
const isBoldHeading = (bold: string): boolean =>
  !/[.!;,]$/.test(bold.trim()) &&
  !/^(?:note|notes|nb|warning|caution|important|attention|danger|tip|hint|info|todo|if|or|and|optional)\b/i.test(
    bold,
  )

/** Index of the section each stands in; the preamble holds none. */
function parentsOf(heads: readonly Head[]): (number | undefined)[] {
  const open: number[] = []
  return heads.map(({ level }, index) => {
    while (open.length > 0 && (heads[open.at(-1) ?? 0]?.level ?? 0) >= level) open.pop()
    const parent = open.at(-1)
    if (level > 0) open.push(index)
    return parent
  })
}

function rangesOf(heads: readonly Head[], index: number, length: number) {
  const head = heads[index]
  const startOf = (at: number) => heads[at]?.node?.range.from ?? length
  const from = head?.node?.range.from ?? 0
  const bodyFrom = head?.node?.range.to ?? 0
  let after = index + 1
  if (index > 0) while (after < heads.length && (heads[after]?.level ?? 0) > (head?.level ?? 0)) after++
  return {
    ...(head?.node ? { heading: head.node.range } : {}),
    body: { from: bodyFrom, to: startOf(index + 1) },
    range: { from, to: startOf(after) },
  }
}
