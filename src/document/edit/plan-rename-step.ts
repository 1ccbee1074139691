import type { Range } from '../../text/range.ts'
import { slice } from '../../text/range.ts'
import { headingText } from '../markdown/heading.ts'
import { adapt } from './adapt.ts'
import { titleText } from './apply-intent.ts'
import { isHeadingRule } from '../step.ts'
import { findStep, noStep } from './find-step.ts'
import type { Drafts, IntentOf, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import type { Layout } from './layout.ts'

/** Gives a step another title; its number, its marks and what follows the sentence stay. */
export function planRenameStep(layout: Layout, intent: IntentOf<'rename-step'>): Drafts | Refusal {
  const step = findStep(layout, intent.step)
  if (!step) return noStep(intent.step)
  if (step.titleRange.from === step.titleRange.to)
    return refused(
      'The step has no words of its own: it is named for its code or its section.',
      'Write a sentence above the code, or rename the section.',
    )
  const title = titleMarkdown(intent.title)
  if (typeof title !== 'string') return title
  const drafts = titlePlaces(layout, step.titleRange, step.title).map((range) => [{ range, text: title }])
  // "## Step 3" is its own title: the words go behind the number.
  const end = step.titleRange.from + slice(layout.text, step.titleRange).trimEnd().length
  const behind = [{ range: { from: end, to: end }, text: `: ${title}` }]
  return draftsOf(...drafts, ...(isHeadingRule(step.rule) ? [behind] : []))
}

/** A title as it is inserted: one sentence in one line, its full stop left to what follows it. */
export function titleMarkdown(markdown: string): string | Refusal {
  const adapted = adapt(markdown.trim().replace(/[:.]$/, ''), { kind: 'line' })
  if (adapted.kind === 'refused') return adapted
  if (!/[\p{L}\p{N}]/u.test(titleText(adapted.text)))
    return refused('The title has no words.', 'Write a sentence that says what to do.')
  return adapted.text
}

/**
 * Where the words of a title stand in its source, without numbering, emoji and marks when they can be told apart.
 *
 *     ## Step 3: **Drain** the node {#drain}
 *                ^ from here
 */
export function titlePlaces({ text }: Layout, range: Range, title: string): readonly Range[] {
  const written = slice(text, range)
  const exact = written.lastIndexOf(title)
  const places = exact === -1 ? [] : [{ from: range.from + exact, to: range.from + exact + title.length }]
  // A number and a few marks are shorter than this; a longer search would only find titles inside titles.
  for (let cut = Math.min(60, written.length - 1); cut > 0; cut--) {
    const rest = headingText(written.slice(cut))
    if (rest.numbered || rest.title !== title || /^\s/.test(written.slice(cut))) continue
    places.push({ from: range.from + cut, to: range.to })
    break
  }
  return [...places, range]
}
