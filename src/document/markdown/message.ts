import type { SyntaxNode } from '@lezer/common'
import { GFM, parser as commonMark } from '@lezer/markdown'
import type { Message, MessageBlock, Span } from '../../sink/message.ts'

const parser = commonMark.configure([GFM])

/** Inline parsing takes quadratic time on hostile text: beyond this a text is one plain paragraph. */
const charsMax = 32 * 1024

/**
 * Markdown as formatted text for a message: paragraphs, headings, lists (nested ones flat), code, strong, emphasis and
 * links. What a message has no place for (tables, images, HTML) stands as it is written.
 */
export function readMessage(markdown: string): Message {
  if (markdown.length > charsMax) return [{ kind: 'paragraph', spans: [{ text: markdown, style: 'plain' }] }]
  const { topNode } = parser.parse(markdown)
  return childrenOf(topNode).flatMap((node) => blocksOf(node, markdown))
}

function blocksOf(node: SyntaxNode, source: string): readonly MessageBlock[] {
  switch (node.name) {
    case 'FencedCode':
    case 'CodeBlock': {
      const texts = childrenOf(node).filter(({ name }) => name === 'CodeText')
      return [{ kind: 'code', text: texts.map(({ from, to }) => source.slice(from, to)).join('') }]
    }
    case 'BulletList':
    case 'OrderedList':
      return [{ kind: 'list', ordered: node.name === 'OrderedList', items: itemsOf(node, source) }]
    case 'Blockquote':
      return childrenOf(node).flatMap((child) => blocksOf(child, source))
    case 'QuoteMark':
    case 'HorizontalRule':
    case 'LinkReference':
      return []
    default: {
      const kind = /^(?:ATX|Setext)Heading/.test(node.name) ? 'heading' : 'paragraph'
      return [{ kind, spans: trimmed(spansOf(node, source, { style: 'plain' })) }]
    }
  }
}

const itemsOf = (list: SyntaxNode, source: string): readonly (readonly Span[])[] =>
  childrenOf(list)
    .filter(({ name }) => name === 'ListItem')
    .flatMap((item) => {
      const parts = childrenOf(item).filter(({ name }) => name !== 'ListMark')
      const inner = parts.filter(({ name }) => !name.endsWith('List'))
      const nested = parts.filter(({ name }) => name.endsWith('List'))
      const spans = inner.flatMap((part) => trimmed(spansOf(part, source, { style: 'plain' })))
      return [spans, ...nested.flatMap((part) => itemsOf(part, source))]
    })

type Around = Pick<Span, 'style' | 'href'>

/** The text between marks, and what each child means. */
function spansOf(node: SyntaxNode, source: string, around: Around): readonly Span[] {
  const spans: Span[] = []
  let at = node.from
  const add = (text: string): void => {
    // A line that is only wrapped in the source goes on.
    if (text !== '') spans.push({ text: text.replaceAll(/[ \t]*\n[ \t>]*/g, ' '), ...around })
  }
  for (const child of childrenOf(node)) {
    add(source.slice(at, child.from))
    spans.push(...childSpans(child, source, around))
    at = child.to
  }
  add(source.slice(at, node.to))
  return spans
}

function childSpans(node: SyntaxNode, source: string, around: Around): readonly Span[] {
  const written = source.slice(node.from, node.to)
  switch (node.name) {
    case 'StrongEmphasis':
      return spansOf(node, source, { ...around, style: 'strong' })
    case 'Emphasis':
      return spansOf(node, source, { ...around, style: around.style === 'strong' ? 'strong' : 'emphasis' })
    case 'InlineCode':
      return [{ ...around, text: written.replace(/^`+ ?/, '').replace(/ ?`+$/, ''), style: 'code' }]
    case 'Link': {
      const url = node.getChild('URL')
      const href = url && source.slice(url.from, url.to).replace(/^<|>$/g, '')
      const [open, close] = node.getChildren('LinkMark')
      if (!href || !open || !close) return [{ ...around, text: written }]
      return spansWithin(node, source, { from: open.to, to: close.from }, { ...around, href })
    }
    case 'Autolink':
      return [{ ...around, text: written.slice(1, -1), href: written.slice(1, -1) }]
    case 'URL':
      return [{ ...around, text: written, ...(/^https?:/.test(written) ? { href: written } : {}) }]
    case 'Escape':
      return [{ ...around, text: written.slice(1) }]
    case 'HardBreak':
      return [{ ...around, text: '\n' }]
    case 'Strikethrough':
      return spansOf(node, source, around)
    default:
      return node.name.endsWith('Mark') ? [] : [{ ...around, text: written }]
  }
}

function spansWithin(
  node: SyntaxNode,
  source: string,
  { from, to }: { readonly from: number; readonly to: number },
  around: Around,
): readonly Span[] {
  const spans: Span[] = []
  let at = from
  for (const child of childrenOf(node)) {
    if (child.from < from || child.to > to) continue
    if (child.from > at) spans.push({ ...around, text: source.slice(at, child.from) })
    spans.push(...childSpans(child, source, around))
    at = child.to
  }
  return at < to ? [...spans, { ...around, text: source.slice(at, to) }] : spans
}

/** Marks leave blanks at both ends: `## Title`. Spans that look the same are one. */
function trimmed(spans: readonly Span[]): readonly Span[] {
  return joined(spans)
    .map((span, index, all) => {
      let { text } = span
      if (index === 0) text = text.trimStart()
      if (index === all.length - 1) text = text.trimEnd()
      return { ...span, text }
    })
    .filter(({ text }) => text !== '')
}

function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (last && last.style === span.style && last.href === span.href)
      result[result.length - 1] = { ...last, text: last.text + span.text }
    else result.push(span)
  }
  return result
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}
