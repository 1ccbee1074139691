import type { Range } from '../../text/range.ts'
import { headingText } from './heading.ts'
import { isImperative } from './imperative.ts'
import { leadingBold, plainText, sentenceEnd } from './inline.ts'
import { limits } from './limits.ts'
import type { Prose } from './prose.ts'
import { proseOf, rangeInSource } from './prose.ts'
import type { Reader } from './reader.ts'
import type { Title } from './step-draft.ts'
import type { Node, NodeOf } from './tree.ts'

/** The title of a step that begins with these blocks. `at` is where it would stand when there are no words. */
export function titleOfNodes(reader: Reader, nodes: readonly Node[], at: number): Title {
  const first = nodes[0]
  if (first?.kind === 'heading') return titleOfHeading(reader, first)
  if (first?.kind === 'paragraph') {
    const prose = proseOf(reader.text, first.range, first.quotes)
    const title = titleOfProse(prose)
    if (title) return title
  }
  return { title: wordsOf(reader, nodes) || 'Step', range: { from: at, to: at }, cut: { from: at, to: at } }
}

export function titleOfHeading(reader: Reader, { range, content }: NodeOf<'heading'>): Title {
  const { title } = headingText(reader.text.slice(content.from, content.to))
  return { title, range: content, cut: range }
}

/** The leading bold run, else the first sentence; undefined when there are no words in it (an image). */
export function titleOfProse(prose: Prose): Title | undefined {
  const text = prose.text.slice(0, limits.title)
  const bold = leadingBold(text)
  if (bold && isTitle(text, bold)) {
    const after = /^\s*(?::|[-–—](?=\s)|\.(?=\s|$))?/.exec(text.slice(bold.after))?.[0].length ?? 0
    return titleBetween(prose, { from: bold.from, to: bold.to, cutFrom: 0, cutTo: bold.after + after })
  }
  const said = urgency.exec(text)?.[0].length ?? 0
  return titleBetween(prose, { ...sentenceFrom(text, said), cutFrom: said })
}

/** `_Optional._ Remove the entry`: how much it is needed is no name for it. */
const urgency = /^[*_([]*(?:required|recommended|optional|mandatory)\.[)\]*_]*\s+(?=\S)/i

/** The sentence of a paragraph that tells what to do: the first imperative one, else the last. */
export function titleOfIntroduction(prose: Prose): Title | undefined {
  const text = prose.text.slice(0, limits.title)
  if (leadingBold(text)) return titleOfProse(prose)
  const sentences: { from: number; to: number; cutTo: number }[] = []
  for (let from = 0; from < text.length && sentences.length < 40;) {
    const sentence = sentenceFrom(text, from)
    if (sentence.to > sentence.from) sentences.push(sentence)
    from = Math.max(sentence.cutTo, from + 1)
  }
  const chosen =
    sentences.find(({ from, to }) => isImperative(plainText(text.slice(from, to)))) ?? sentences.at(-1)
  return chosen && titleBetween(prose, { ...chosen, cutFrom: chosen.from })
}

function sentenceFrom(text: string, start: number) {
  const from = start + (/^[\s"')\]*_]*(?<![*_])/.exec(text.slice(start))?.[0].length ?? 0)
  const end = from + sentenceEnd(text.slice(from))
  // A question and a cry keep their mark, a full stop and a colon are furniture.
  const to = /[?!？！]/.test(text[end] ?? '') ? end + 1 : end
  const cutTo = /[.:。]/.test(text[to] ?? '') ? to + 1 : to
  return { from, to, cutTo }
}

function titleBetween(
  prose: Prose,
  { from, to, cutFrom, cutTo }: { from: number; to: number; cutFrom: number; cutTo: number },
): Title | undefined {
  const title = plainText(prose.text.slice(from, to)).replace(/[:.]$/, '').trim()
  if (!/[\p{L}\p{N}]/u.test(title)) return undefined
  // A title shows words only: where they carry a link or an image, the sentence also stays in the body.
  const loses = /\]\(|\]\[|<https?:/.test(prose.text.slice(from, to))
  const cut = rangeInSource(prose, cutFrom, loses ? cutFrom : cutTo)
  return { title, range: rangeInSource(prose, from, to), cut }
}

const remark =
  /^(?:note|notes|nb|warning|caution|important|attention|danger|tip|hint|if|when|only|optional|either|or|do not|don't|not|never|must)\b/i

/** `**Stop** the service.` is a stressed verb, not a title; `**Stop the service** the usual way` is one. */
function isTitle(text: string, bold: { from: number; to: number; after: number }): boolean {
  const inside = text.slice(bold.from, bold.to)
  if (remark.test(inside)) return false
  if (inside.includes(' ')) return true
  return !/^ \p{Ll}/u.test(text.slice(bold.after)) || inside.endsWith(':')
}

/** Words for a step that begins with something else than words: a command's first line, a list's first item. */
function wordsOf(reader: Reader, nodes: readonly Node[]): string {
  for (const node of nodes) {
    const text = node.kind === 'code' ? node.text : reader.text.slice(node.range.from, node.range.from + 400)
    const line = text.split('\n').find((line) => /[\p{L}\p{N}]/u.test(line))
    const words = line === undefined ? '' : node.kind === 'code' ? line.trim() : plainText(line)
    const bare = words
      .replace(/^(?:\$|>|[-*+|]|\d+[.)]|#+)\s*/, '')
      .slice(0, 80)
      .trim()
    if (bare !== '') return bare
  }
  return ''
}

/** The link, when a paragraph is nothing but a link to another Markdown file. */
export function wholeLink(prose: Prose): { href: string; range: Range } | undefined {
  const match = /^(?:\*\*|__)?\[[^[\]]*\]\(<?([^()\s<>]+)>?(?:\s"[^"]*")?\)(?:\*\*|__)?[.:]?\s*$/.exec(
    prose.text.slice(0, limits.title),
  )
  const href = match?.[1]
  if (href === undefined || /^[a-z][a-z0-9+.-]*:|^\/\/|^#/i.test(href)) return undefined
  if (!/\.(?:md|markdown)(?:#[^#]*)?$/i.test(href)) return undefined
  const from = prose.text.indexOf(href)
  return { href, range: rangeInSource(prose, from, from + href.length) }
}
