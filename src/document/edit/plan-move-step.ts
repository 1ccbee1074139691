import type { Replacement } from '../../text/replacement.ts'
import type { Step } from '../step.ts'
import { isHeadingRule, isProseWithFences, stepsWithin } from '../step.ts'
import type { ItemStyle } from './chain.ts'
import { findStep, noStep } from './find-step.ts'
import { moveHeading } from './heading-place.ts'
import type { Drafts, IntentOf, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import { closeGap, inOneChain, insertItem, movedItem, removedLines, removeItem } from './item-place.ts'
import type { HeldItem, Layout } from './layout.ts'
import { itemOfStep, lineEnd, lineStart, withoutBlankEnd } from './layout.ts'
import { appendTo, insertParagraphs } from './plan-add-step.ts'
import type { Opened } from './shape.ts'
import { siblingOf, takeStep } from './shape-steps.ts'

/** Moves a step beside another or to the end of a section, with all that belongs to it. */
export function planMoveStep(
  { layout, shape }: Opened,
  { step: id, place }: IntentOf<'move-step'>,
): Drafts | Refusal {
  const step = findStep(layout, id)
  if (!step) return noStep(id)
  if (place.kind !== 'end-of' && [...stepsWithin([step])].some((inner) => inner.id === place.step))
    return intoItself
  const without = takeStep(shape, id)
  const sibling = without && siblingOf(without.shape, place)
  const beside = sibling && findStep(layout, sibling.id)
  const held = itemOfStep(layout, step)
  if (!beside) {
    if (place.kind !== 'end-of') return findStep(layout, place.step) ? intoItself : noStep(place.step)
    return held ? intoEmptySection(layout, { step, held, section: place.section }) : otherKind
  }
  const side = place.kind === 'before' ? 'before' : 'after'
  const heldBeside = itemOfStep(layout, beside)
  if (held && heldBeside)
    return draftOf(moveItem(layout, { step, held }, { step: beside, held: heldBeside, side }))
  if (isHeadingRule(step.rule) && isHeadingRule(beside.rule))
    return draftOf(moveHeading(layout, step, { step: beside, side }))
  if (isProseWithFences(step.rule) && isProseWithFences(beside.rule))
    return draftOf(moveParagraphs(layout, step, { step: beside, side }))
  return otherKind
}

const draftOf = (made: readonly Replacement[] | Refusal): Drafts | Refusal =>
  'kind' in made ? made : draftsOf(made)

const intoItself = refused('A step cannot stand beside itself or inside itself.', 'Choose another place.')

const otherKind = refused(
  'The step is written in another way than those it shall stand beside.',
  'Write it as they are, or edit the text of the file.',
)

type Held = { readonly step: Step; readonly held: HeldItem }

function moveItem(
  layout: Layout,
  { step, held }: Held,
  beside: Held & { readonly side: 'before' | 'after' },
): readonly Replacement[] | Refusal {
  const removal = removeItem(layout, step, held)
  if ('kind' in removal) return removal
  const together = inOneChain(layout, held, beside.held)
  const write = movedItem(layout, step, held)
  const insertion = insertItem(layout, beside, { write, gone: together ? held : undefined })
  if ('kind' in insertion) return insertion
  return outOf(removal, [...insertion, ...(together ? [] : closeGap(layout, held))])
}

/** Without the changes inside what is taken away: they went along with it. */
const outOf = (removal: Replacement, others: readonly Replacement[]): readonly Replacement[] => [
  removal,
  ...others.filter(
    ({ range }) =>
      range.from === range.to || range.to <= removal.range.from || range.from >= removal.range.to,
  ),
]

function intoEmptySection(
  layout: Layout,
  { step, held, section: id }: Held & { readonly section: string },
): Drafts | Refusal {
  const section = layout.runbook.sections.find((one) => one.id === id)
  const removal = removeItem(layout, step, held)
  if (!section) return refused(`There is no section ${JSON.stringify(id)}.`, 'Open the document again.')
  if ('kind' in removal) return removal
  const style: ItemStyle = { lead: '', mark: '.', space: ' ', box: '' }
  const range = { from: section.heading?.to ?? section.body.from, to: section.body.to }
  const insertion = appendTo(layout.text, range, movedItem(layout, step, held)(style, 1))
  return draftsOf([removal, ...insertion, ...closeGap(layout, held)])
}

function moveParagraphs(
  layout: Layout,
  step: Step,
  { step: beside, side }: { step: Step; side: 'before' | 'after' },
): readonly Replacement[] {
  const { text } = layout
  const start = lineStart(text, step.range.from)
  const end = lineEnd(text, withoutBlankEnd(text, step.range).to)
  const insertion = insertParagraphs(layout, { range: beside.range, side }, text.slice(start, end))
  return [{ range: removedLines(text, start, end), text: '' }, ...insertion]
}
