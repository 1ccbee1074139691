import type { Replacement } from '../../text/replacement.ts'
import { blockText } from '../markdown/block-text.ts'
import type { Step } from '../step.ts'
import type { Chain, ItemStyle, Link } from './chain.ts'
import { chainOf, isLoose, itemText, renumber, sharesLine, styleOf } from './chain.ts'
import type { HeldItem, Layout } from './layout.ts'
import { contentOf, lineEnd, lineStart, linesOf, withoutBlankEnd } from './layout.ts'
import type { Slot } from './numbering.ts'
import { numbersOf } from './numbering.ts'
import type { Refusal } from './intent.ts'
import { refused } from './intent.ts'

/** A step that is an item, beside which another is put. */
export type Beside = { readonly step: Step; readonly held: HeldItem; readonly side: 'before' | 'after' }

/**
 * Puts an item beside another and renumbers what follows. `write` gives its text in the style and with the number it
 * gets there; `gone` is the item that is taken away at the same time.
 */
export function insertItem(
  layout: Layout,
  { step, held, side }: Beside,
  {
    write,
    gone,
  }: { write: (style: ItemStyle, number: number | undefined) => string; gone: HeldItem | undefined },
): readonly Replacement[] | Refusal {
  const { text } = layout
  if (side === 'before' && sharesLine(layout, held)) return onOneLine
  const chain = chainOf(layout, held)
  const kept = chain.filter(({ item }) => item !== gone?.item)
  const at = kept.findIndex(({ item }) => item === held.item) + (side === 'before' ? 0 : 1)
  const slots: readonly (Link | 'new')[] = [...kept.slice(0, at), 'new', ...kept.slice(at)]
  const numbers = numbersOf(
    chain.map(({ number }) => number),
    slots.map((slot): Slot => (slot === 'new' ? 'new' : slot.number)),
  )
  const style = styleOf(layout, held)
  const written = write(style, numbers[at])
  const end = withoutBlankEnd(text, step.range).to
  // A list that begins with another number than 1 cannot begin right below a paragraph.
  const parted = isLoose(layout, chain) || end > withoutBlankEnd(text, held.item.range).to
  const gap = parted ? `${style.lead.trimEnd()}\n` : ''
  const position = side === 'after' ? lineEnd(text, end) : lineStart(text, held.item.range.from)
  const inserted = side === 'after' ? `\n${gap}${written}` : `${written}\n${gap}`
  return [
    { range: { from: position, to: position }, text: inserted },
    ...slots.flatMap((slot, index) => (slot === 'new' ? [] : renumber(layout, slot, numbers[index]))),
  ]
}

const onOneLine = refused(
  'The step begins on the line of the one it stands in.',
  'Write it on a line of its own first.',
)

/** Takes an item away with the blank lines that parted it from its neighbour; its followers are not renumbered. */
export function removeItem(layout: Layout, step: Step, held: HeldItem): Replacement | Refusal {
  const { text } = layout
  if (sharesLine(layout, held)) return onOneLine
  const start = lineStart(text, held.item.range.from)
  const end = lineEnd(text, withoutBlankEnd(text, step.range).to)
  const chain = chainOf(layout, held)
  const next = chain[chain.findIndex(({ item }) => item === held.item) + 1]
  const nextStart = next && lineStart(text, next.item.range.from)
  if (nextStart !== undefined && /^[\s>]*$/.test(text.slice(end, nextStart)))
    return { range: { from: start, to: nextStart }, text: '' }
  return { range: removedLines(text, start, end), text: '' }
}

/** Whole lines and the blank ones above them; at the beginning of the file their own line feed. */
export function removedLines(text: string, start: number, end: number) {
  const above = withoutBlankEnd(text, { from: 0, to: start }).to
  return above > 0 ? { from: above, to: end } : { from: 0, to: Math.min(end + 1, text.length) }
}

/** New numbers for the items that stay when one goes. */
export function closeGap(layout: Layout, held: HeldItem): readonly Replacement[] {
  const chain: Chain = chainOf(layout, held)
  const kept = chain.filter(({ item }) => item !== held.item)
  const numbers = numbersOf(
    chain.map(({ number }) => number),
    kept.map(({ number }) => number),
  )
  return kept.flatMap((link, index) => renumber(layout, link, numbers[index]))
}

/** Whether two items stand in one chain. */
export const inOneChain = (layout: Layout, a: HeldItem, b: HeldItem): boolean =>
  chainOf(layout, a).some(({ item }) => item === b.item)

/** An item as it is written elsewhere: the same bytes where its container is alike, else its lines put into the new one. */
export function movedItem(
  layout: Layout,
  step: Step,
  held: HeldItem,
): (style: ItemStyle, number: number | undefined) => string {
  const { text } = layout
  const { item, list } = held
  const end = lineEnd(text, withoutBlankEnd(text, step.range).to)
  const start = lineStart(text, item.range.from)
  const own = styleOf(layout, held)
  const { at, column } = contentOf(layout, held)
  return (style, number) => {
    const marker = `${number ?? ''}${style.mark}`
    const alike = style.lead === own.lead && style.box === own.box
    if (alike && marker.length === item.marker.to - item.marker.from)
      return text.slice(start, item.marker.from) + marker + text.slice(item.marker.to, end)
    const first = text.slice(at, lineEnd(text, at))
    const box = item.task ? (/^\[.\][ \t]*/.exec(first)?.[0] ?? '') : ''
    const lines = linesOf(text, { from: start, to: end }).slice(1)
    const rest =
      lines.length === 0
        ? []
        : blockText(text, lines, { quotes: list.quotes, column }).text.replace(/\n$/, '').split('\n')
    const kept = style.box !== '' && box !== '' ? { ...style, box: '' as const } : style
    const words = style.box !== '' && box !== '' ? first : first.slice(box.length)
    return itemText(kept, number, [words, ...rest])
  }
}
