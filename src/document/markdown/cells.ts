import { readInfo } from './attributes.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import { stepOf } from './step-body.ts'
import type { StepDraft } from './step-draft.ts'
import type { Node } from './tree.ts'

/**
 * The sections of a notebook kept as Markdown that are each a step. A cell belongs to the kernel of another system
 * and is never run here, but its heading says what a person does there:
 *
 *     ## Analytics             holds many cells: a chapter
 *     ### Analytic I           holds one: a step
 *     #### Query               part of that step
 *     (fence `{code-cell}`)
 */
export function cellSections(reader: Reader, drafts: readonly SectionDraft[]): ReadonlySet<number> {
  const chains = chainsOf(reader, drafts)
  const levelOf = (index: number | undefined): number => drafts[index ?? -1]?.section.level ?? 0
  // A chapter with one cell only is still a chapter where its neighbours' cells stand deeper.
  const level = chains.reduce((deepest, chain) => Math.max(deepest, levelOf(chain[0])), 0)
  return new Set(
    chains.flatMap((chain) => chain.findLast((index) => levelOf(index) <= level) ?? chain.slice(0, 1)),
  )
}

/** For each body with cells: the sections that hold it and no other, the outermost first. */
function chainsOf(reader: Reader, drafts: readonly SectionDraft[]): readonly (readonly number[])[] {
  const bodies = bodiesWithCells(reader, drafts)
  return drafts.flatMap((draft, index) => {
    const chain: number[] = []
    if (!holdsCell(reader, draft)) return []
    for (let at: number | undefined = index; at !== undefined; at = drafts[at]?.section.parent)
      if (bodies[at] === 1 && isChapter(drafts, at)) chain.unshift(at)
    return chain.length > 0 ? [chain] : []
  })
}

const isChapter = (drafts: readonly SectionDraft[], index: number): boolean =>
  drafts[index]?.titles === false && drafts[index].section.heading !== undefined

/** For each section, how many bodies in it (its own, and those of the sections inside it) hold cells. */
function bodiesWithCells(reader: Reader, drafts: readonly SectionDraft[]): readonly number[] {
  const counts = drafts.map(() => 0)
  drafts.forEach((draft, index) => {
    if (!holdsCell(reader, draft)) return
    for (let at: number | undefined = index; at !== undefined; at = drafts[at]?.section.parent)
      counts[at] = (counts[at] ?? 0) + 1
  })
  return counts
}

const holdsCell = (reader: Reader, { nodes }: SectionDraft): boolean =>
  nodes.some((node) => isCell(reader, node))

const isCell = (reader: Reader, node: Node): boolean =>
  node.kind === 'code' && /^\{code-cell\b/.test(readInfo(reader.text, node.info).language)

/** The step of such a section: its heading and what stands in its own body. */
export function cellStep(reader: Reader, { section, nodes }: SectionDraft): readonly StepDraft[] {
  const { heading } = section
  if (!heading) return []
  const title = { title: section.title, range: heading, cut: heading }
  const range = { from: heading.from, to: nodes.at(-1)?.range.to ?? heading.to }
  return [stepOf(reader, { rule: 'notebook-cell', range, title, nodes, lead: heading.to })]
}
