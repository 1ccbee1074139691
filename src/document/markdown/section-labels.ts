import type { Label } from '../label.ts'
import type { Section } from '../section.ts'
import type { Step } from '../step.ts'
import { labelLines, labelOf, readLabel } from './labels.ts'
import { limits } from './limits.ts'
import { proseOf, rangeInSource } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import type { StepDraft } from './step-draft.ts'
import type { Node } from './tree.ts'

type SectionLabels = {
  readonly labels: readonly Label[]
  /** What stands in the section besides; the very same list when there are no labels. */
  readonly nodes: readonly Node[]
}

/** Labelled lines that stand alone below a heading, before the first list or code, and speak of the whole section. */
export function sectionLabels(reader: Reader, { nodes }: Pick<SectionDraft, 'nodes'>): SectionLabels {
  const labels: Label[] = []
  const kept: Node[] = []
  for (const [index, node] of nodes.entries()) {
    const found = labelsOf(reader, node)
    if (found.length > 0) labels.push(...found)
    else if (node.kind === 'paragraph') kept.push(node)
    else {
      kept.push(...nodes.slice(index))
      break
    }
  }
  return labels.length === 0 ? { labels, nodes } : { labels, nodes: kept }
}

/** A section under a heading like `Step 3: drain the node` is the step; then the lines are the step's. */
export const isStepItself = (
  { section }: Pick<SectionDraft, 'section'>,
  steps: readonly (StepDraft | Step)[],
): boolean => steps.some(({ range }) => range.from <= section.range.from)

/** The section with its labels, once it is known which steps stand in it. */
export function labelled(reader: Reader, draft: SectionDraft, steps: readonly Step[]): Section {
  const { section } = draft
  const { labels } = sectionLabels(reader, draft)
  // Hardly any section has some: only then is it looked for its steps, which would take as long as all of them.
  if (labels.length === 0) return section
  const own = steps.filter((step) => step.section === section.id)
  return isStepItself(draft, own) ? section : { ...section, labels }
}

/** Everything in the node is such lines, or it is none of ours. */
function labelsOf(reader: Reader, node: Node): readonly Label[] {
  if (node.range.to - node.range.from > limits.inline) return []
  if (node.kind === 'paragraph') return lines(reader, node) ?? []
  if (node.kind !== 'list' || node.ordered) return []
  const items = node.items.map(({ children: [first, ...more], task }) =>
    first?.kind === 'paragraph' && more.length === 0 && !task ? lines(reader, first) : undefined,
  )
  return items.every((item) => item !== undefined) ? items.flat() : []
}

function lines(reader: Reader, node: Node): readonly Label[] | undefined {
  const prose = proseOf(reader.text, node.range, 'quotes' in node ? node.quotes : 0)
  const labels: Label[] = []
  for (const line of labelLines(prose.text)) {
    const content = readLabel(line, undefined)
    if (content?.kind !== 'timeout' && content?.kind !== 'for-each') return undefined
    labels.push(
      labelOf(
        content,
        rangeInSource(prose, line.from, line.to),
        rangeInSource(prose, line.valueFrom, line.to),
      ),
    )
  }
  return labels.length > 0 ? labels : undefined
}
