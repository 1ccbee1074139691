import { visibleText } from './visible.ts'

/**
 * Formatted text as data, on its way to a place that has its own notation. What a span says is never looked at for
 * markup again, so that a value in it stays what it is wherever it is shown.
 */
export type Message = readonly MessageBlock[]

export type MessageBlock =
  | { readonly kind: 'paragraph' | 'heading'; readonly spans: readonly Span[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: 'code'; readonly text: string }

export type Span = {
  readonly text: string
  readonly style: 'plain' | 'strong' | 'emphasis' | 'code'
  /** Where a link leads: `http`, `https` or `mailto`. */
  readonly href?: string
}

/** Without any formatting: links with their address behind them, lists with dashes or numbers. */
export const messageText = (message: Message): string =>
  message
    .map((block) => {
      switch (block.kind) {
        case 'paragraph':
        case 'heading':
          return spansText(block.spans)
        case 'list':
          return block.items
            .map((spans, index) => `${block.ordered ? `${index + 1}.` : '-'} ${spansText(spans)}`)
            .join('\n')
        case 'code':
          return block.text.replace(/\n$/, '').replaceAll(/^/gm, '    ')
      }
    })
    .map(visibleText)
    .join('\n\n')

const spansText = (spans: readonly Span[]): string =>
  spans.map(({ text, href }) => (href === undefined || href === text ? text : `${text} (${href})`)).join('')
