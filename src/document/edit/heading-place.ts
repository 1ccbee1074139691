import type { Range } from '../../text/range.ts'
import { slice } from '../../text/range.ts'
import type { Replacement } from '../../text/replacement.ts'
import type { Section } from '../section.ts'
import type { Step } from '../step.ts'
import { isHeadingRule } from '../step.ts'
import type { Refusal } from './intent.ts'
import { refused } from './intent.ts'
import type { Layout } from './layout.ts'
import { lineEnd, withoutBlankEnd } from './layout.ts'
import type { Slot } from './numbering.ts'
import { numbersOf } from './numbering.ts'
import { titlePlaces } from './plan-rename-step.ts'

/** A numbered heading that is a step, with the place of its number. */
type NumberedHeading = {
  readonly section: Section
  readonly heading: Range
  readonly digits: Range | undefined
  readonly number: number | undefined
}

type Beside = { readonly step: Step; readonly side: 'before' | 'after' }

/** Puts a new numbered heading beside another, written as that one is, and renumbers what follows. */
export function insertHeading(
  layout: Layout,
  { step, side }: Beside,
  title: string,
  below: string,
): readonly Replacement[] | Refusal {
  const sibling = headingOf(layout, step)
  const place = sibling && titlePlaces(layout, step.titleRange, step.title)[0]
  if (!sibling?.digits || !place)
    return refused('The heading beside it has no number that can be read.', 'Edit the text of the file.')
  const { text } = layout
  const { heading, digits } = sibling
  return placed(layout, { sibling, side, gone: undefined }, (number) => {
    const start = text.slice(heading.from, digits.from)
    const middle = text.slice(digits.to, place.from)
    const line = `${start}${number ?? ''}${middle}${title}${text.slice(place.to, heading.to)}`
    return below === '' ? line : `${line}\n\n${below}`
  })
}

/** Moves a numbered heading and all that stands under it beside another of the same level. */
export function moveHeading(layout: Layout, step: Step, beside: Beside): readonly Replacement[] | Refusal {
  const own = headingOf(layout, step)
  const sibling = headingOf(layout, beside.step)
  if (!own || !sibling || own.section.level !== sibling.section.level)
    return refused(
      'The step is a heading, and there is no heading of its level beside that place.',
      'Edit the text of the file.',
    )
  const { text } = layout
  const { from, to } = withoutBlankEnd(text, own.section.range)
  const insertion = placed(layout, { sibling, side: beside.side, gone: own }, (number) =>
    own.digits && number !== undefined
      ? text.slice(from, own.digits.from) + String(number) + text.slice(own.digits.to, to)
      : text.slice(from, to),
  )
  const together = siblingsOf(layout, sibling).some(({ section }) => section === own.section)
  return [removedSection(text, own.section), ...insertion, ...(together ? [] : closeHeadings(layout, own))]
}

/** Takes a numbered heading away, and what stands under it. */
export function removeHeading(layout: Layout, step: Step): readonly Replacement[] | Refusal {
  const own = headingOf(layout, step)
  if (!own) return refused('The heading of the step was not found.', 'Edit the text of the file.')
  if (
    layout.runbook.sections.some(
      ({ parent }) => parent !== undefined && layout.runbook.sections[parent] === own.section,
    )
  )
    return refused('Other sections stand under this step.', 'Move or remove them first.')
  return [removedSection(layout.text, own.section), ...closeHeadings(layout, own)]
}

function removedSection(text: string, { range }: Section): Replacement {
  if (range.to < text.length) return { range, text: '' }
  const above = withoutBlankEnd(text, { from: 0, to: range.from }).to
  return { range: { from: above, to: withoutBlankEnd(text, range).to }, text: '' }
}

function closeHeadings(layout: Layout, own: NumberedHeading): readonly Replacement[] {
  const all = siblingsOf(layout, own)
  const kept = all.filter(({ section }) => section !== own.section)
  const numbers = numbersOf(
    all.map(({ number }) => number),
    kept.map(({ number }) => number),
  )
  return kept.flatMap((heading, index) => renumbered(heading, numbers[index]))
}

function placed(
  layout: Layout,
  {
    sibling,
    side,
    gone,
  }: { sibling: NumberedHeading; side: 'before' | 'after'; gone: NumberedHeading | undefined },
  write: (number: number | undefined) => string,
): readonly Replacement[] {
  const { text } = layout
  const all = siblingsOf(layout, sibling)
  const kept = all.filter(({ section }) => section !== gone?.section)
  const at = kept.findIndex(({ section }) => section === sibling.section) + (side === 'before' ? 0 : 1)
  const slots: readonly (NumberedHeading | 'new')[] = [...kept.slice(0, at), 'new', ...kept.slice(at)]
  const numbers = numbersOf(
    all.map(({ number }) => number),
    slots.map((slot): Slot => (slot === 'new' ? 'new' : slot.number)),
  )
  const written = write(numbers[at])
  const { range } = sibling.section
  const end = withoutBlankEnd(text, range).to
  const next = end < text.length && lineEnd(text, end + 1) > end + 1 ? '\n' : ''
  const insertion =
    side === 'before'
      ? { range: { from: range.from, to: range.from }, text: `${written}\n\n` }
      : { range: { from: end, to: end }, text: `\n\n${written}${next}` }
  return [
    insertion,
    ...slots.flatMap((slot, index) => (slot === 'new' ? [] : renumbered(slot, numbers[index]))),
  ]
}

const renumbered = ({ digits, number }: NumberedHeading, now: number | undefined): readonly Replacement[] =>
  digits && now !== undefined && now !== number ? [{ range: digits, text: String(now) }] : []

/** The numbered headings of one level under one parent that are steps. */
function siblingsOf(layout: Layout, { section }: NumberedHeading): readonly NumberedHeading[] {
  return layout.runbook.steps.flatMap((step) => {
    const heading = isHeadingRule(step.rule) ? headingOf(layout, step) : undefined
    return heading && heading.section.parent === section.parent && heading.section.level === section.level
      ? [heading]
      : []
  })
}

const beforeNumber =
  /^(?:#+[ \t]+)?[^\p{L}\p{N}\n]*(?:(?:step|étape|schritt|paso)\s*#?\s*)?(?:\d{1,3}\.)*(?=\d)/iu

function headingOf({ runbook, text }: Layout, step: Step): NumberedHeading | undefined {
  const section = runbook.sections.find(({ id }) => id === step.section)
  const heading = section?.heading
  if (!section || !heading) return undefined
  const written = slice(text, heading)
  const start = beforeNumber.exec(written)?.[0].length
  const digits = start === undefined ? undefined : /^\d{1,3}/.exec(written.slice(start))?.[0]
  if (start === undefined || digits === undefined)
    return { section, heading, digits: undefined, number: undefined }
  const from = heading.from + start
  return { section, heading, digits: { from, to: from + digits.length }, number: Number(digits) }
}
