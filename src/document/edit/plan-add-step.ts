import type { Replacement } from '../../text/replacement.ts'
import { limits } from '../markdown/limits.ts'
import { adapt } from './adapt.ts'
import { attributeText } from './plan-attribute.ts'
import type { ItemStyle } from './chain.ts'
import { itemText } from './chain.ts'
import { isHeadingRule } from '../step.ts'
import { findStep, noStep } from './find-step.ts'
import { insertHeading } from './heading-place.ts'
import type { Drafts, IntentOf, NewBlock, NewStep, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import { insertItem } from './item-place.ts'
import type { Layout } from './layout.ts'
import { itemOfStep, lineEnd, lineStart, withoutBlankEnd } from './layout.ts'
import { titleMarkdown } from './plan-rename-step.ts'
import type { Opened } from './shape.ts'
import { siblingOf } from './shape-steps.ts'

/** Adds a step, written as its neighbour is; the first of a section becomes an ordered list. */
export function planAddStep(
  { layout, shape }: Opened,
  { step, place }: IntentOf<'add-step'>,
): Drafts | Refusal {
  const lines = linesOfStep(step)
  if ('kind' in lines) return lines
  const sibling = siblingOf(shape, place)
  if (!sibling) return place.kind === 'end-of' ? firstList(layout, place.section, lines) : noStep(place.step)
  const beside = findStep(layout, sibling.id)
  if (!beside) return noStep(sibling.id)
  const side = place.kind === 'before' ? 'before' : 'after'
  const held = itemOfStep(layout, beside)
  if (held) {
    const write = (style: ItemStyle, number: number | undefined) => itemText(style, number, lines.inItem)
    return draftOf(insertItem(layout, { step: beside, held, side }, { write, gone: undefined }))
  }
  switch (beside.rule) {
    case 'numbered-heading':
    case 'heading-in-series':
    case 'option-heading':
      return draftOf(insertHeading(layout, { step: beside, side }, lines.title, lines.below))
    case 'prose-then-fence':
    case 'prose-then-data':
      return step.blocks.length > 0
        ? draftOf(insertParagraphs(layout, { range: beside.range, side }, lines.beforeFence))
        : refused('The steps beside it are prose with code below; this one has no code.', 'Give it a block.')
    case 'notebook-cell':
      return refused(
        'The step beside it is a cell of a notebook.',
        'Add the cell where the notebook is kept.',
      )
    case 'prose':
    case 'ordered-list':
    case 'task-list':
    case 'bullets':
    case 'bullet-with-fence':
      return refused('The step beside it is prose, and has no place for another.', 'Make a list of it first.')
  }
}

const draftOf = (made: readonly Replacement[] | Refusal): Drafts | Refusal =>
  'kind' in made ? made : draftsOf(made)

type StepLines = {
  readonly title: string
  /** Title first, then what stands in the item. */
  readonly inItem: readonly string[]
  /** What stands below a heading. */
  readonly below: string
  /** The text, the title with a colon, the code. */
  readonly beforeFence: string
}

function linesOfStep(step: NewStep): StepLines | Refusal {
  const title = titleMarkdown(step.title)
  if (typeof title !== 'string') return title
  const fences: string[] = []
  for (const block of step.blocks) {
    const fence = fenceOf(block)
    if (typeof fence !== 'string') return fence
    fences.push(fence)
  }
  const adapted = adapt((step.text ?? '').replace(/\r\n?/g, '\n').trim(), { kind: 'lines', prefix: '' })
  if (adapted.kind === 'refused') return adapted
  const { text } = adapted
  if (text.length > limits.inline)
    return refused(`The text is longer than ${limits.inline} characters.`, 'Make several steps of it.')
  if (/<!--|-->/.test(text))
    return refused('The text holds a comment mark, which would hide it.', 'Remove it.')
  const gap = text === '' ? [] : ['', ...text.split('\n'), ...(fences.length > 0 ? [''] : [])]
  return {
    title,
    inItem: [title, ...gap, ...fences.flatMap((fence) => fence.split('\n'))],
    below: [text, ...fences].filter((part) => part !== '').join('\n\n'),
    beforeFence: [text, `${title}:`, fences.join('\n\n')].filter((part) => part !== '').join('\n\n'),
  }
}

function fenceOf({ language, attributes, text }: NewBlock): string | Refusal {
  const braces = attributes.length === 0 ? '' : ` {${attributes.map(attributeText).join(' ')}}`
  const info = `${language.trim()}${braces}`
  const mark = info.includes('`') ? '~' : '`'
  const body = text.replace(/\r\n?/g, '\n')
  const fence = adapt(body, { kind: 'fence', prefix: '', info, mark, lengthMin: 3 })
  return fence.kind === 'refused' ? fence : fence.text
}

/** A section without steps gets a list of one. */
function firstList(layout: Layout, id: string, { inItem }: StepLines): Drafts | Refusal {
  const { text, runbook } = layout
  const section = runbook.sections.find((one) => one.id === id)
  if (!section) return refused(`There is no section ${JSON.stringify(id)}.`, 'Open the document again.')
  if (runbook.steps.some((step) => step.section === id && isHeadingRule(step.rule)))
    return refused('The section is itself a step.', 'Add the new one before or after it.')
  const written = itemText({ lead: '', mark: '.', space: ' ', box: '' }, 1, inItem)
  return draftOf(
    appendTo(text, { from: section.heading?.to ?? section.body.from, to: section.body.to }, written),
  )
}

/** Below the last words of a range, with a blank line on both sides. */
export function appendTo(
  text: string,
  range: { from: number; to: number },
  written: string,
): readonly Replacement[] {
  const end = withoutBlankEnd(text, range).to
  const before = end === 0 ? '' : '\n\n'
  const next = text.slice(end + 1, lineEnd(text, end + 1))
  const after = end >= text.length || next.trim() === '' ? '' : '\n'
  return [{ range: { from: end, to: end }, text: before + written + after }]
}

/** Paragraphs of their own beside a range of root blocks. */
export function insertParagraphs(
  { text }: Layout,
  { range, side }: { range: { from: number; to: number }; side: 'before' | 'after' },
  written: string,
): readonly Replacement[] {
  if (side === 'after') return appendTo(text, { from: range.from, to: lineEnd(text, range.to) }, written)
  const at = lineStart(text, range.from)
  return [{ range: { from: at, to: at }, text: `${written}\n\n` }]
}
