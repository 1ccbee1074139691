import { isImperative } from './imperative.ts'
import type { StepRule } from '../step.ts'
import { holdsCode, instructionsAmong } from './list-judgement.ts'
import { proseOf, saysNothing } from './prose.ts'
import type { Range } from '../../text/range.ts'
import type { SectionDraft } from './sections.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { isSequence, stepOf, stepOfItem } from './step-body.ts'
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
  return [stepOfHeading(reader, { draft, heading, rule: 'numbered-heading' })]
}

/**
 * Rule 5, of headings: where sections beside each other are each titled with what to do, and one of them holds
 * nothing but prose, that section is one manual step; of bullets, those that tell what to do are the steps, if any does.
 */
export function seriesStep(
  reader: Reader,
  { draft, hasSections, inSeries }: SectionText,
): readonly StepDraft[] {
  const { section, nodes } = draft
  const first = nodes.find(({ kind }) => kind === 'paragraph' || kind === 'list')
  const isOption = optionHeading.test(section.title)
  if (!(inSeries || isOption) || hasSections || !section.heading || !first || holdsCode(nodes)) return []
  if (
    (section.role !== 'other' && !isOption) ||
    (first.kind === 'paragraph' && saysNothing(proseOf(reader.text, first.range, first.quotes).text))
  )
    return []
  const told = first.kind === 'list' && !isSequence(first) ? instructionsAmong(reader, first) : []
  if (told.length > 0) return told.map((item) => stepOfItem(reader, item, 'bullets', []))
  // Lists that were not taken for steps by themselves are text here too.
  const rule = isOption ? 'option-heading' : 'heading-in-series'
  return [stepOfHeading(reader, { draft, heading: section.heading, rule, lists: 'text' })]
}

/** "Option 2: Check the routes": whatever its words, it is one of the things that can be done. */
export const optionHeading =
  /^(?:option|method|approach|alternative|variant)\s+#?(?:\d{1,2}|[a-z])\b\s*[-–—:.)]/i

type Heading = {
  readonly draft: SectionDraft
  readonly heading: Range
  readonly rule: StepRule
  readonly lists?: 'text'
}

function stepOfHeading(reader: Reader, { draft, heading, ...rest }: Heading): StepDraft {
  const { nodes, section } = draft
  const range = { from: heading.from, to: nodes.at(-1)?.range.to ?? heading.to }
  const title = { title: section.title, range: heading, cut: heading }
  return stepOf(reader, { range, title, nodes, lead: heading.to, ...rest })
}
