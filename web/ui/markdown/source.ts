import type { SyntaxNode } from '@lezer/common'
import { GFM, parser as commonMark } from '@lezer/markdown'

/** A text with its tree: what is rendered, and where each part of it stands in the text. */
export type MarkdownSource = { readonly text: string; readonly root: SyntaxNode }

const parser = commonMark.configure([GFM])

/** A paragraph longer than this takes quadratic time to read, a text longer than this is none to read. */
const paragraphMax = 32 * 1024
const textMax = 2 * 1024 * 1024

/** Undefined for a text no reader is helped by rendering: it is shown as it is written. */
export function parseMarkdown(text: string): MarkdownSource | undefined {
  if (text.length > textMax || text.split(/\n[ \t]*\n/).some(({ length }) => length > paragraphMax))
    return undefined
  return { text, root: parser.parse(withoutFrontmatter(text)).topNode }
}

/** Metadata at the top is no Markdown; blanked at equal length, so that places stay what they are. */
const withoutFrontmatter = (text: string): string =>
  text.replace(/^---[ \t]*\r?\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/, (whole) =>
    whole.replace(/[^\n]/g, ' '),
  )

/** A body cut out of a list item keeps the item's indentation on all lines but the first. */
export function dedent(text: string): string {
  const [first = '', ...others] = text.split('\n')
  const margins = others.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0)
  const margin = margins.length === 0 ? 0 : Math.min(...margins)
  return [first, ...others.map((line) => line.slice(margin))].join('\n').trim()
}

export function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child; child = child.nextSibling) yield child
}

export const textOf = ({ text }: MarkdownSource, { from, to }: { from: number; to: number }): string =>
  text.slice(from, to)
