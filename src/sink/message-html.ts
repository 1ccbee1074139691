import { htmlHref, htmlText } from './html.ts'
import type { Message, MessageBlock, Span } from './message.ts'

/** Formatted text as a piece of HTML: for the body of a mail. */
export const messageHtml = (message: Message): string => message.map(blockHtml).join('\n')

function blockHtml(block: MessageBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${spansHtml(block.spans)}</p>`
    case 'heading':
      return `<h3>${spansHtml(block.spans)}</h3>`
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul'
      return `<${tag}>${block.items.map((spans) => `<li>${spansHtml(spans)}</li>`).join('')}</${tag}>`
    }
    case 'code':
      return `<pre><code>${htmlText(block.text)}</code></pre>`
  }
}

const tags = { plain: '', strong: 'strong', emphasis: 'em', code: 'code' } as const

const spansHtml = (spans: readonly Span[]): string =>
  spans
    .map(({ text, style, href }) => {
      const inner = htmlText(text).replaceAll('\n', '<br>')
      const tag = tags[style]
      const styled = tag === '' ? inner : `<${tag}>${inner}</${tag}>`
      const address = href === undefined ? undefined : htmlHref(href)
      return address === undefined ? styled : `<a href="${address}">${styled}</a>`
    })
    .join('')
