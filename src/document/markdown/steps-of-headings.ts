import { isImperative } from './imperative.ts'
import { holdsCode } from './list-judgement.ts'
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
  const to = nodes.at(-1)?.range.to ?? heading.to
  const title = { title: section.title, range: heading, cut: heading }
  return [
    stepOf(reader, {
      rule: 'numbered-heading',
      range: { from: heading.from, to },
      title,
      nodes,
      lead: heading.to,
    }),
  ]
}
