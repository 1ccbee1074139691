import type { Range } from '../../text/range.ts'
import { slice } from '../../text/range.ts'
import type { Replacement } from '../../text/replacement.ts'
import type { NodeOf } from '../markdown/tree.ts'
import { isTaskList } from '../markdown/step-body.ts'
import type { HeldItem, Layout } from './layout.ts'
import { contentOf, lineStart, linesOf } from './layout.ts'

/**
 * The items a person sees as one list, in order: those of a list, and of the lists that continue its numbers.
 *
 *     1. Stop it
 *     ```sh        a fence at the margin
 *     ```
 *     2. Start it  the same chain
 */
export type Chain = readonly Link[]

/** An item of a chain, with its number as it is written; bullets have none. */
export type Link = HeldItem & { readonly number: number | undefined }

export function chainOf(layout: Layout, held: HeldItem): Chain {
  const lists = held.among.filter((node) => node.kind === 'list')
  const at = lists.indexOf(held.list)
  let first = at
  while (continues(lists[first - 1], lists[first])) first--
  let last = at
  while (continues(lists[last], lists[last + 1])) last++
  return lists.slice(first, last + 1).flatMap((list) =>
    list.items.map((item): Link => ({
      item,
      list,
      among: held.among,
      number: numberOf(layout, item.marker),
    })),
  )
}

function continues(before: NodeOf<'list'> | undefined, after: NodeOf<'list'> | undefined): boolean {
  if (!before?.ordered || !after?.ordered) return false
  return after.start > 1 && after.start === before.start + before.items.length
}

function numberOf({ text }: Layout, marker: { from: number; to: number }): number | undefined {
  const digits = /^\d+/.exec(slice(text, marker))?.[0]
  return digits === undefined ? undefined : Number(digits)
}

/** Gives a kept item its new number. The column of its words stays where it can; else its lines move along. */
export function renumber(layout: Layout, link: Link, number: number | undefined): readonly Replacement[] {
  if (number === undefined || number === link.number) return []
  const { text } = layout
  const { marker, range } = link.item
  const old = slice(text, marker)
  const digits = String(number)
  const grown = digits.length - (old.length - 1)
  const spaces = /^ */.exec(text.slice(marker.to, marker.to + 5))?.[0].length ?? 0
  const width = spaces - grown
  const own = { from: marker.from, to: marker.to - 1 }
  if (grown === 0 || spaces === 0) return [{ range: own, text: digits }]
  if (width >= 1 && width <= 4)
    return [
      {
        range: { from: marker.from, to: marker.to + spaces },
        text: digits + old.slice(-1) + ' '.repeat(width),
      },
    ]
  return [{ range: own, text: digits }, ...(grown > 0 ? pushed(layout, range, grown) : [])]
}

/** The further lines of an item moved to the right; steps are never written in quotes, so there are no marks. */
function pushed({ text }: Layout, range: Range, columns: number): readonly Replacement[] {
  return linesOf(text, range)
    .slice(1)
    .flatMap(({ from, to }) =>
      text.slice(from, to).trim() === '' ? [] : [{ range: { from, to: from }, text: ' '.repeat(columns) }],
    )
}

/** How an item of a chain begins: what stands before the marker, the marker, the blanks and the box after it. */
export type ItemStyle = {
  readonly lead: string
  /** A bullet, or the mark after a number. */
  readonly mark: string
  readonly space: string
  readonly box: '' | '[ ] '
}

export function styleOf(layout: Layout, { item, list }: HeldItem): ItemStyle {
  const { text } = layout
  const marker = slice(text, item.marker)
  const at = contentOf(layout, { item, list, among: [] }).at
  const space = /^ {1,4}$/.exec(text.slice(item.marker.to, at))?.[0] ?? ' '
  const lead = text.slice(lineStart(text, item.range.from), item.range.from).replace(/[^>\s]/g, ' ')
  return { lead, mark: marker.slice(-1), space, box: isTaskList(list) ? '[ ] ' : '' }
}

/** Whether blank lines part the items. */
export const isLoose = ({ text }: Layout, chain: Chain): boolean =>
  chain.some(({ item }, index) => {
    const next = chain[index + 1]
    return (
      next !== undefined &&
      /\n[ \t>]*\n[ \t>]*$/.test(text.slice(item.range.from, lineStart(text, next.item.range.from)))
    )
  })

/** Whether another item begins on the same line: `1. 1. a`. */
export const sharesLine = ({ text }: Layout, { item }: HeldItem): boolean =>
  /[^\s>]/.test(text.slice(lineStart(text, item.range.from), item.range.from))

/** The lines of an item written in a style: `content` begins on the line of the marker. */
export function itemText(style: ItemStyle, number: number | undefined, content: readonly string[]): string {
  const start = `${number ?? ''}${style.mark}${style.space}`
  const indent = style.lead + ' '.repeat(start.length)
  const [first = '', ...rest] = content
  const lines = rest.map((line) => (line === '' ? style.lead.trimEnd() : indent + line))
  return [`${style.lead}${start}${style.box}${first}`, ...lines].join('\n')
}
