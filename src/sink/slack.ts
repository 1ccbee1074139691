import { chatText } from './chat.ts'
import { htmlHref } from './html.ts'
import type { Message, MessageBlock, Span } from './message.ts'

/** Formatted text as Slack's `mrkdwn`, which Mattermost and Rocket.Chat read too. It calls nobody. */
export const slackText = (message: Message): string => message.map(blockText).join('\n\n')

function blockText(block: MessageBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return spansText(block.spans)
    case 'heading':
      return `*${unmarked(block.spans.map(({ text }) => text).join(''))}*`
    case 'list':
      return block.items
        .map((spans, index) => `${block.ordered ? `${index + 1}.` : '•'} ${spansText(spans)}`)
        .join('\n')
    case 'code':
      return `\`\`\`\n${literal(block.text)}\n\`\`\``
  }
}

const marks = { plain: '', strong: '*', emphasis: '_', code: '`' } as const

const spansText = (spans: readonly Span[]): string => spans.map(spanText).join('')

function spanText({ text, style, href }: Span): string {
  const inner = style === 'code' ? literal(text.replaceAll('\n', ' ')) : unmarked(text)
  const address = href === undefined ? undefined : htmlHref(href)
  if (address !== undefined) return `<${address.replaceAll('|', '%7C')}|${inner.replaceAll('|', '¦')}>`
  // Marks count only beside what is not a blank.
  const [, before = '', middle = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(inner) ?? []
  const mark = middle === '' ? '' : marks[style]
  return `${before}${mark}${middle}${mark}${after}`
}

/** A character that would begin or end a format is shown by one that looks alike. */
const unmarked = (text: string): string =>
  chatText(text).replaceAll(/[*_~`]/g, (mark) => lookalikes.get(mark) ?? mark)

/** Within code only a backtick means anything. */
const literal = (text: string): string => chatText(text).replaceAll('`', 'ˋ')

const lookalikes: ReadonlyMap<string, string> = new Map([
  ['*', '∗'],
  ['_', '＿'],
  ['~', '∼'],
  ['`', 'ˋ'],
])
