import { htmlHref } from './html.ts'
import type { Message, MessageBlock, Span } from './message.ts'
import { visibleText } from './visible.ts'

/** A piece of an Adaptive Card: plain JSON. */
export type CardElement = Readonly<Record<string, unknown>>

/**
 * Formatted text as elements of an Adaptive Card. Every piece is a `TextRun`, which the client shows as it is: unlike
 * in a `TextBlock`, nothing in it is read as markup.
 */
export const teamsElements = (message: Message): readonly CardElement[] => message.flatMap(elementsOf)

/** A line of its own that is larger than the rest. */
export const teamsTitle = (text: string): CardElement =>
  richText([{ ...run({ text, style: 'strong' }), size: 'Medium' }])

function elementsOf(block: MessageBlock): readonly CardElement[] {
  switch (block.kind) {
    case 'paragraph':
      return [richText(block.spans.map(run))]
    case 'heading':
      return [richText(block.spans.map((span) => run({ ...span, style: 'strong' })))]
    case 'list':
      return block.items.map((spans, index) =>
        richText([run({ text: block.ordered ? `${index + 1}. ` : '• ', style: 'plain' }), ...spans.map(run)]),
      )
    case 'code':
      return [richText([run({ text: block.text, style: 'code' })])]
  }
}

const richText = (inlines: readonly CardElement[]): CardElement => ({ type: 'RichTextBlock', inlines })

function run({ text, style, href }: Span): CardElement {
  const safe = href === undefined || htmlHref(href) === undefined ? undefined : href
  return {
    type: 'TextRun',
    text: visibleText(text),
    ...(style === 'strong' ? { weight: 'Bolder' } : {}),
    ...(style === 'emphasis' ? { italic: true } : {}),
    ...(style === 'code' ? { fontType: 'Monospace' } : {}),
    ...(safe === undefined ? {} : { selectAction: { type: 'Action.OpenUrl', url: safe } }),
  }
}
