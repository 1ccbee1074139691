import { isImperative } from './imperative.ts'
import { holdsCode } from './list-judgement.ts'
import { proseOf, saysNothing } from './prose.ts'
import type { Range } from '../../text/range.ts'
import type { Node } from './tree.ts'
import type { SectionDraft } from './sections.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { stepOf } from './step-body.ts'
import type { StepDraft } from './step-draft.ts'

/** Rule 2: a numbered or "Step N" heading whose body holds no list of steps is itself a step. */
export function headingStep(
  reader: Reader,
  { draft, stance, hasSections }: SectionText,
): readonly StepDraft[] {
  const { section, nodes, numbered } = draft
  const { heading } = section
  if (!numbered || !heading) return []
  const words = nodes.filter((node) => node.kind !== 'html' && node.kind !== 'rule')
  if (words.length === 0 && hasSections) return []
  // "1. Introduction" is a chapter; "1. Stop the traffic" is a step.
  const isStep =
    stance === 'procedural' ||
    /^\W*step\b/i.test(reader.text.slice(heading.from, heading.to)) ||
    isImperative(section.title)
  if (!isStep && !holdsCode(nodes)) return []
  return [stepOfHeading(reader, { draft, heading, parts: nodes })]
}

/**
 * Rule 5, of headings: where sections beside each other are each titled with what to do, and one of them holds
 * nothing but prose, that section is one manual step.
 */
export function seriesStep(
  reader: Reader,
  { draft, hasSections, inSeries }: SectionText,
): readonly StepDraft[] {
  const { section, nodes } = draft
  const first = nodes.find((node) => node.kind === 'paragraph')
  if (!inSeries || hasSections || !section.heading || !first || holdsCode(nodes)) return []
  if (section.role !== 'other' || saysNothing(proseOf(reader.text, first.range, first.quotes).text)) return []
  // Lists that were not taken for steps by themselves are text here too.
  const parts = nodes.filter(({ kind }) => kind !== 'list')
  return [stepOfHeading(reader, { draft, heading: section.heading, parts })]
}

type Heading = { readonly draft: SectionDraft; readonly heading: Range; readonly parts: readonly Node[] }

function stepOfHeading(reader: Reader, { draft, heading, parts }: Heading): StepDraft {
  const range = { from: heading.from, to: draft.nodes.at(-1)?.range.to ?? heading.to }
  const title = { title: draft.section.title, range: heading, cut: heading }
  return stepOf(reader, { rule: 'numbered-heading', range, title, nodes: parts, lead: heading.to })
}
