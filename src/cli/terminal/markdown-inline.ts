import type { SyntaxNode } from '@lezer/common'
import { terminalPlain } from '../../sink/terminal.ts'
import type { Styles } from './style.ts'

export type InlineContext = {
  readonly source: string
  readonly styles: Styles
  readonly fill?: (text: string) => string
}

/** The inline content of a block as one text; styles are put on word by word, so that it can be wrapped. */
export function inlineText(node: SyntaxNode, context: InlineContext): string {
  return spans(node, context, (text) => text)
}

type Paint = (text: string) => string

/** Emits the text between marks, and what each child means. */
function spans(node: SyntaxNode, context: InlineContext, paint: Paint): string {
  let out = ''
  let at = node.from
  for (let child = node.firstChild; child; child = child.nextSibling) {
    out += words(context.source.slice(at, child.from), context, paint)
    out += inlineNode(child, context, paint)
    at = child.to
  }
  return out + words(context.source.slice(at, node.to), context, paint)
}

function inlineNode(node: SyntaxNode, context: InlineContext, paint: Paint): string {
  const { source, styles } = context
  const written = source.slice(node.from, node.to)
  switch (node.name) {
    case 'StrongEmphasis':
      return spans(node, context, (text) => paint(styles.bold(text)))
    case 'Emphasis':
      return spans(node, context, (text) => paint(styles.italic(text)))
    case 'Strikethrough':
      return spans(node, context, paint)
    case 'InlineCode':
      return inlineCode(written, context)
    case 'Link':
    case 'Image':
      return link(node, context, paint)
    case 'Autolink':
      return words(written.slice(1, -1), context, paint)
    case 'Escape':
      return words(written.slice(1), context, paint)
    case 'Entity':
      return words(entities.get(written) ?? numericEntity(written) ?? written, context, paint)
    case 'HardBreak':
      return '\n'
    case 'HTMLTag':
      return tag(written, context, paint)
    case 'URL':
      return words(written, context, paint)
    case 'TaskMarker':
      return terminalPlain(written)
    case 'Comment':
      return ''
    default:
      return node.name.endsWith('Mark') ? '' : words(written, context, paint)
  }
}

/** Without colours the marks stay: they are all that tells code from prose. */
function inlineCode(written: string, { styles, fill }: InlineContext): string {
  const inner = written.replace(/^`+ ?/, '').replace(/ ?`+$/, '')
  const text = terminalPlain((fill?.(inner) ?? inner).replaceAll('\n', ' '))
  return styles.coloured ? text.split(/( +)/).map(styles.cyan).join('') : `\`${text}\``
}

function link(node: SyntaxNode, context: InlineContext, paint: Paint): string {
  const { source, styles } = context
  const url = node.getChild('URL')
  const marks = node.getChildren('LinkMark')
  const [open, close] = marks
  if (!open || !close) return words(source.slice(node.from, node.to), context, paint)
  const label = labelOf(node, { from: open.to, to: close.from }, context, paint)
  const text = node.name === 'Image' ? `[image: ${label}]` : label
  if (!url) return node.name === 'Image' || marks.length > 2 ? text : `[${label}]`
  const address = terminalPlain(source.slice(url.from, url.to))
  return address === label || address === `mailto:${label}` ? text : `${text} ${styles.dim(`(${address})`)}`
}

function labelOf(
  node: SyntaxNode,
  range: { from: number; to: number },
  context: InlineContext,
  paint: Paint,
): string {
  let out = ''
  let at = range.from
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.from < range.from || child.to > range.to) continue
    out += words(context.source.slice(at, child.from), context, paint) + inlineNode(child, context, paint)
    at = child.to
  }
  return out + words(context.source.slice(at, range.to), context, paint)
}

/** Tags that only format are left out; `<node name>` is not one of them, and stays. */
function tag(written: string, context: InlineContext, paint: Paint): string {
  const name = /^<\/?([a-zA-Z][a-zA-Z0-9]*)(?:\s+[a-zA-Z-]+\s*=[^<>]*)?\s*\/?>$/
    .exec(written)?.[1]
    ?.toLowerCase()
  if (name === 'br') return '\n'
  return name !== undefined && formatting.has(name) ? '' : words(written, context, paint)
}

const formatting = new Set(
  'a abbr b big blockquote center code del details div em font h1 h2 h3 i ins kbd li mark ol p pre s samp small span strong sub summary sup tt u ul'.split(
    ' ',
  ),
)

/** Paints word by word. A line break in the source is a blank. */
function words(text: string, { fill }: InlineContext, paint: Paint): string {
  if (text === '') return ''
  return terminalPlain(fill?.(text) ?? text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .split(/( +)/)
    .map((word) => (word.trim() === '' ? word : paint(word)))
    .join('')
}

const entities = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&nbsp;', ' '],
  ['&ndash;', '–'],
  ['&mdash;', '—'],
  ['&hellip;', '…'],
  ['&copy;', '©'],
])

function numericEntity(written: string): string | undefined {
  const decimal = /^&#(\d{1,7});$/.exec(written)?.[1]
  const hexadecimal = /^&#[xX]([0-9a-fA-F]{1,6});$/.exec(written)?.[1]
  const code =
    decimal === undefined
      ? hexadecimal === undefined
        ? undefined
        : Number.parseInt(hexadecimal, 16)
      : Number(decimal)
  return code === undefined || code === 0 || code > 0x10ffff ? undefined : String.fromCodePoint(code)
}
