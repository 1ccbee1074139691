import type { SyntaxNode } from '@lezer/common'
import { GFM, parser as commonMark } from '@lezer/markdown'
import { terminalPlain } from '../../sink/terminal.ts'
import { inlineText } from './markdown-inline.ts'
import type { Styles } from './style.ts'
import { tableLines } from './table.ts'
import { widthOf } from './width.ts'
import { wrap } from './wrap.ts'

export type MarkdownSetting = {
  readonly columns: number
  readonly styles: Styles
  /** Put before every line. */
  readonly indent: string
  /** What a piece of plain text or inline code reads as: fills in references. Its result is made safe after it. */
  readonly fill?: (text: string) => string
}

/** Markdown as lines for a terminal. Everything in it is made safe; nothing in it is left out but comments. */
export function markdownLines(text: string, setting: MarkdownSetting): string[] {
  const source = dedent(text)
  if (source.length > charsMax)
    return terminalPlain(source)
      .split('\n')
      .map((line) => setting.indent + line)
  const tree = parser.parse(source)
  return blocks(tree.topNode, { ...setting, source })
}

const parser = commonMark.configure([GFM])

/** Inline parsing takes quadratic time on hostile text: beyond this a text is shown as it is written. */
const charsMax = 32 * 1024

/** A body cut out of a list item keeps the item's indentation on all lines but the first. */
function dedent(text: string): string {
  const [first = '', ...others] = text.split('\n')
  const margins = others.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0)
  const margin = margins.length === 0 ? 0 : Math.min(...margins)
  return [first, ...others.map((line) => line.slice(margin))].join('\n').trim()
}

type Context = MarkdownSetting & { readonly source: string }

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

function blocks(node: SyntaxNode, context: Context): string[] {
  const lines: string[] = []
  for (const child of childrenOf(node)) {
    const block = blockLines(child, context)
    if (block.length === 0) continue
    const tight = child.name === 'BulletList' || child.name === 'OrderedList' || lines.length === 0
    if (!tight || (lines.length > 0 && node.name === 'Document' && tight)) lines.push('')
    lines.push(...block)
  }
  return lines
}

function blockLines(node: SyntaxNode, context: Context): string[] {
  const { columns, indent, styles, source } = context
  const { name } = node
  if (/^(?:ATX|Setext)Heading\d$/.test(name))
    return wrap(styles.bold(inlineText(node, context).trim()), { columns, first: indent })
  switch (name) {
    case 'Paragraph':
    case 'Task':
      return wrap(inlineText(node, context).trim(), { columns, first: indent })
    case 'BulletList':
    case 'OrderedList':
      return childrenOf(node).flatMap((item) => itemLines(item, context))
    case 'Blockquote':
      return blocks(node, { ...context, indent: `${indent}${styles.dim('│')} ` })
    case 'FencedCode':
    case 'CodeBlock':
      return codeLines(codeText(node, source), context)
    case 'Table':
      return tableBlock(node, context)
    case 'HorizontalRule':
      return [indent + styles.dim('─'.repeat(Math.max(3, Math.min(20, columns - widthOf(indent)))))]
    case 'HTMLBlock':
      return wrap(terminalPlain(source.slice(node.from, node.to)), { columns, first: indent })
    case 'LinkReference':
      return wrap(terminalPlain(source.slice(node.from, node.to)), { columns, first: indent })
    default:
      return []
  }
}

function itemLines(item: SyntaxNode, context: Context): string[] {
  const mark = item.getChild('ListMark')
  const written = mark ? context.source.slice(mark.from, mark.to) : '-'
  const bullet = /\d/.test(written) ? `${written} ` : '• '
  const hanging = context.indent + ' '.repeat(bullet.length)
  const lines = blocks(item, { ...context, indent: hanging }).filter((line) => line.trim() !== '')
  const [first = hanging, ...rest] = lines
  return [context.indent + bullet + first.slice(hanging.length), ...rest]
}

/** Code as it is written, set off by its indentation. */
export function codeLines(text: string, context: Pick<Context, 'indent' | 'styles'>): string[] {
  return terminalPlain(text.replace(/\n$/, ''))
    .split('\n')
    .map((line) => `${context.indent}  ${context.styles.cyan(line)}`)
}

function codeText(node: SyntaxNode, source: string): string {
  const parts = childrenOf(node).filter(({ name }) => name === 'CodeText')
  return parts.map(({ from, to }) => source.slice(from, to)).join('')
}

function tableBlock(node: SyntaxNode, context: Context): string[] {
  const { columns, indent, styles } = context
  const rows = childrenOf(node)
    .filter(({ name }) => name === 'TableHeader' || name === 'TableRow')
    .map((row) =>
      childrenOf(row)
        .filter(({ name }) => name === 'TableCell')
        .map((cell) => inlineText(cell, context).replaceAll('\n', ' ').trim()),
    )
  const [header = [], ...body] = rows
  const natural = tableLines(rows, Number.POSITIVE_INFINITY)
  if (natural.every((line) => widthOf(line) + widthOf(indent) <= columns))
    return natural.map((line, index) => indent + (index === 0 ? styles.dim(line) : line))
  // Too wide for columns: each row reads as a small list.
  return body.flatMap((row) =>
    row.flatMap((cell, index) =>
      wrap(`${styles.dim(`${header[index] ?? ''}:`)} ${cell}`, {
        columns,
        first: indent + (index === 0 ? '• ' : '  '),
        rest: `${indent}    `,
      }),
    ),
  )
}
