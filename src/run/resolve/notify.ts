import type { NotifyInput } from '../../action/action.ts'
import { readMessage } from '../../document/markdown/message.ts'
import { replaceReferences } from '../../plan/reference.ts'
import type { MessageBlock, Span } from '../../sink/message.ts'
import { lookUp, valueText } from '../values.ts'
import type { PartialResolution, ResolveContext } from './context.ts'

/** Values in a message stand after its Markdown was read: what they hold is text, whatever it looks like. */
export function resolveNotify(context: ResolveContext, input: NotifyInput): PartialResolution {
  const problems: string[] = []
  const put = (text: string, encode: (value: string) => string = (value) => value): string =>
    replaceReferences(text, ({ name }) => {
      const found = lookUp(context, name)
      if (found.kind === 'value') return encode(valueText(found.value))
      problems.push(
        `{{ ${name} }} ${found.kind === 'secret' ? 'is a secret: it is never part of a message' : 'has no value'}`,
      )
      return ''
    })
  const span = ({ text, style, href }: Span): Span => ({
    text: put(text),
    style,
    ...(href === undefined ? {} : { href: put(href, encodeURIComponent) }),
  })
  const message = readMessage(input.text).map((block): MessageBlock => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return { ...block, spans: block.spans.map(span) }
      case 'list':
        return { ...block, items: block.items.map((spans) => spans.map(span)) }
      case 'code':
        return { ...block, text: put(block.text) }
    }
  })
  const title = input.title === undefined ? undefined : put(input.title)
  if (problems[0] !== undefined)
    return { kind: 'refused', message: problems[0], remedy: 'correct the message' }
  const { to, severity } = input
  return {
    kind: 'action',
    action: {
      action: 'notify',
      to,
      ...(title === undefined ? {} : { title }),
      message,
      severity,
      secrets: {},
    },
  }
}
