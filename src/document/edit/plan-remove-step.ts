import { isHeadingRule } from '../step.ts'
import { findStep, noStep } from './find-step.ts'
import { removeHeading } from './heading-place.ts'
import type { Drafts, IntentOf, Refusal } from './intent.ts'
import { draftsOf } from './intent.ts'
import { closeGap, removedLines, removeItem } from './item-place.ts'
import type { Layout } from './layout.ts'
import { itemOfStep, lineEnd, lineStart, withoutBlankEnd } from './layout.ts'

/** Takes a step away with all that belongs to it, and closes the gap in the numbers. */
export function planRemoveStep(layout: Layout, intent: IntentOf<'remove-step'>): Drafts | Refusal {
  const step = findStep(layout, intent.step)
  if (!step) return noStep(intent.step)
  const held = itemOfStep(layout, step)
  if (held) {
    const removal = removeItem(layout, step, held)
    return 'kind' in removal ? removal : draftsOf([removal, ...closeGap(layout, held)])
  }
  if (isHeadingRule(step.rule)) {
    const made = removeHeading(layout, step)
    return 'kind' in made ? made : draftsOf(made)
  }
  const { text } = layout
  const end = lineEnd(text, withoutBlankEnd(text, step.range).to)
  return draftsOf([{ range: removedLines(text, lineStart(text, step.range.from), end), text: '' }])
}
