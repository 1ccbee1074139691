import './markdown.css'
import type { SyntaxNode } from '@lezer/common'
import type { ReactElement, ReactNode } from 'react'
import { createElement, Fragment, useMemo } from 'react'
import { visibleText } from '../../../src/sink/visible.ts'
import { Code } from '../code.tsx'
import type { InlineSetting } from './inline.tsx'
import { inline } from './inline.tsx'
import type { MarkdownSource } from './source.ts'
import { childrenOf, dedent, parseMarkdown, textOf } from './source.ts'

/** A block of the text, by what it is and where it stands. */
export type MarkdownBlock = { readonly kind: string; readonly from: number; readonly to: number }

export type MarkdownSetting = InlineSetting & {
  /** Puts something around (or instead of) what a block became. */
  readonly around?: (block: MarkdownBlock, shown: ReactNode) => ReactNode
  /** Heading levels are moved down by this, so that a page has one first heading. */
  readonly headingsDown?: number
}

/** Markdown as elements, never as HTML: what a text holds can only ever become these. */
export function Markdown({
  text,
  body,
  ...setting
}: MarkdownSetting & {
  readonly text: string
  /** `item`: cut out of a list item, whose indentation it still has. */
  readonly body?: 'whole' | 'item'
}): ReactElement {
  const source = useMemo(() => parseMarkdown(body === 'item' ? dedent(text) : text), [text, body])
  if (!source) return <pre className="markdown-raw">{visibleText(text)}</pre>
  return <div className="markdown">{blocks(source.root, source, setting)}</div>
}

function blocks(node: SyntaxNode, source: MarkdownSource, setting: MarkdownSetting): ReactNode {
  return [...childrenOf(node)].map((child) => {
    const shown = block(child, source, setting)
    const { name: kind, from, to } = child
    return (
      <Fragment key={from}>{setting.around ? setting.around({ kind, from, to }, shown) : shown}</Fragment>
    )
  })
}

function block(node: SyntaxNode, source: MarkdownSource, setting: MarkdownSetting): ReactNode {
  const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)
  if (heading) {
    const level = Math.min(6, Number(heading[1]) + (setting.headingsDown ?? 0))
    return createElement(`h${level}`, {}, inline(node, source, setting))
  }
  switch (node.name) {
    case 'Paragraph':
      return <p>{inline(node, source, setting)}</p>
    case 'Task':
      return <p className="markdown-task">{inline(node, source, setting)}</p>
    case 'BulletList':
      return <ul>{blocks(node, source, setting)}</ul>
    case 'OrderedList':
      return <ol start={Number.parseInt(textOf(source, node), 10) || 1}>{blocks(node, source, setting)}</ol>
    case 'ListItem':
      return <li>{blocks(node, source, setting)}</li>
    case 'Blockquote':
      return <blockquote>{blocks(node, source, setting)}</blockquote>
    case 'FencedCode':
    case 'CodeBlock':
      return <Code text={codeOf(node, source)} language={languageOf(node, source)} />
    case 'Table':
      return table(node, source, setting)
    case 'HorizontalRule':
      return <hr />
    case 'HTMLBlock':
      return <pre className="markdown-raw">{visibleText(textOf(source, node))}</pre>
    default:
      return null
  }
}

const codeOf = (node: SyntaxNode, source: MarkdownSource): string =>
  node
    .getChildren('CodeText')
    .map((part) => textOf(source, part))
    .join('')

/** The first word of a fence's info. */
function languageOf(node: SyntaxNode, source: MarkdownSource): string {
  const info = node.getChild('CodeInfo')
  return info ? (/^[\w+#.-]+/.exec(textOf(source, info))?.[0] ?? '') : ''
}

function table(node: SyntaxNode, source: MarkdownSource, setting: MarkdownSetting): ReactNode {
  const header = node.getChild('TableHeader')
  const columns = header ? cellsOf(header) : []
  return (
    // Wide tables scroll in their own box, which a keyboard can reach.
    <div className="markdown-table" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {columns.map((cell, index) => (
              <th key={index} scope="col">
                {cell && inline(cell, source, setting)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {node.getChildren('TableRow').map((row) => (
            <tr key={row.from}>
              {cellsOf(row).map((cell, index) => (
                <td key={index}>{cell && inline(cell, source, setting)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Cells between delimiters: an empty one has no node, and still has its column. */
function cellsOf(row: SyntaxNode): readonly (SyntaxNode | undefined)[] {
  const cells: (SyntaxNode | undefined)[] = []
  let cell: SyntaxNode | undefined
  let begun = false
  for (const child of childrenOf(row)) {
    if (child.name === 'TableCell') cell = child
    else if (child.name === 'TableDelimiter') {
      if (begun || cell) cells.push(cell)
      cell = undefined
      begun = true
    }
  }
  return cell ? [...cells, cell] : cells
}
