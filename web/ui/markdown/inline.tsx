import type { SyntaxNode } from '@lezer/common'
import type { ReactNode } from 'react'
import { Fragment } from 'react'
import { htmlHref } from '../../../src/sink/html.ts'
import { visibleText } from '../../../src/sink/visible.ts'
import type { MarkdownSource } from './source.ts'
import { childrenOf, textOf } from './source.ts'

export type InlineSetting = {
  /** What a piece of text or inline code reads as: fills in references. */
  readonly fill?: (text: string) => string
  /** Where a link inside the library leads; undefined when it leads nowhere. */
  readonly link?: (href: string) => string | undefined
}

/** Inline content as elements. HTML in it is text like any other: nothing of it reaches the page. */
export function inline(node: SyntaxNode, source: MarkdownSource, setting: InlineSetting): ReactNode {
  return between(node, source, setting, node.from, node.to)
}

function between(
  node: SyntaxNode,
  source: MarkdownSource,
  setting: InlineSetting,
  from: number,
  to: number,
): ReactNode {
  const parts: ReactNode[] = []
  let at = from
  for (const child of childrenOf(node)) {
    if (child.from < from || child.to > to) continue
    parts.push(words(source.text.slice(at, child.from), setting))
    parts.push(<Fragment key={child.from}>{element(child, source, setting)}</Fragment>)
    at = child.to
  }
  parts.push(words(source.text.slice(at, to), setting))
  return parts
}

const words = (text: string, { fill }: InlineSetting): string => visibleText(fill?.(text) ?? text)

function element(node: SyntaxNode, source: MarkdownSource, setting: InlineSetting): ReactNode {
  const written = textOf(source, node)
  switch (node.name) {
    case 'StrongEmphasis':
      return <strong>{inline(node, source, setting)}</strong>
    case 'Emphasis':
      return <em>{inline(node, source, setting)}</em>
    case 'Strikethrough':
      return <s>{inline(node, source, setting)}</s>
    case 'InlineCode':
      return <code>{words(written.replace(/^`+ ?/, '').replace(/ ?`+$/, ''), setting)}</code>
    case 'Link':
    case 'Image':
      return link(node, source, setting)
    case 'Autolink':
      return anchor(written.slice(1, -1), written.slice(1, -1), setting)
    case 'URL':
      return anchor(written, written, setting)
    case 'Escape':
      return words(written.slice(1), setting)
    case 'Entity':
      return words(entityText(written), setting)
    case 'HardBreak':
      return <br />
    case 'HTMLTag':
      return /^<br\s*\/?>$/i.test(written) ? <br /> : isFormatting(written) ? '' : words(written, setting)
    case 'TaskMarker':
      return <input type="checkbox" disabled checked={/x/i.test(written)} aria-label="task" />
    case 'Comment':
      return ''
    default:
      return node.name.endsWith('Mark') ? '' : words(written, setting)
  }
}

function link(node: SyntaxNode, source: MarkdownSource, setting: InlineSetting): ReactNode {
  const [open, close] = node.getChildren('LinkMark')
  if (!open || !close) return words(textOf(source, node), setting)
  const label = between(node, source, setting, open.to, close.from)
  const url = node.getChild('URL')
  // A picture would be asked for from wherever it lies: its place is named, and it is looked at by whoever wants to.
  if (node.name === 'Image') return url ? anchor(textOf(source, url), <>[image: {label}]</>, setting) : label
  return url ? anchor(textOf(source, url).replace(/^<|>$/g, ''), label, setting) : label
}

function anchor(href: string, label: ReactNode, { link: inside }: InlineSetting): ReactNode {
  const outside = URL.canParse(href) && htmlHref(href) !== undefined ? new URL(href).href : undefined
  if (outside !== undefined)
    return (
      <a href={outside} target="_blank" rel="noreferrer noopener">
        {label}
      </a>
    )
  const own = inside?.(href)
  return own === undefined ? <span title={visibleText(href)}>{label}</span> : <a href={own}>{label}</a>
}

/** Tags that only format are left out; `<node name>` is not one of them, and stays as text. */
const isFormatting = (written: string): boolean =>
  /^<\/?(?:a|abbr|b|big|center|code|dd|del|details|div|dl|dt|em|font|i|ins|kbd|mark|p|s|samp|small|span|strong|sub|summary|sup|tt|u)(?:\s[^<>]*)?\/?>$/i.test(
    written,
  )

const entities: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&nbsp;', '\u00A0'],
  ['&ndash;', '–'],
  ['&mdash;', '—'],
  ['&hellip;', '…'],
])

function entityText(written: string): string {
  const number = /^&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));$/.exec(written)
  if (!number) return entities.get(written) ?? written
  const code = number[1] === undefined ? Number.parseInt(number[2] ?? '', 16) : Number(number[1])
  return code === 0 || code > 0x10ffff ? written : String.fromCodePoint(code)
}
