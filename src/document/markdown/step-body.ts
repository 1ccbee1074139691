import type { Range } from '../../text/range.ts'
import type { Block } from '../block.ts'
import type { BodyPart, StepRule } from '../step.ts'
import { blockOf } from './blocks.ts'
import { labelLines, labelOf, readLabel, takesBlock } from './labels.ts'
import { limits } from './limits.ts'
import { proseOf, rangeInSource } from './prose.ts'
import type { Reader } from './reader.ts'
import type { StepDraft, Title } from './step-draft.ts'
import { titleOfNodes, wholeLink } from './title.ts'
import type { ItemNode, Node, NodeOf } from './tree.ts'

/** The step of a list item. `extra` are root blocks that follow the list and belong to the item. */
export function stepOfItem(
  reader: Reader,
  item: ItemNode,
  rule: StepRule,
  extra: readonly Node[],
): StepDraft {
  const from = item.range.from
  const to = Math.max(item.range.to, extra.at(-1)?.range.to ?? 0)
  const title = titleOfNodes(reader, item.children, item.marker.to)
  const nodes = [...item.children, ...extra]
  return stepOf(reader, { rule, range: { from, to }, title, nodes, lead: title.cut.to })
}

type StepParts = {
  readonly rule: StepRule
  readonly range: Range
  readonly title: Title
  readonly nodes: readonly Node[]
  readonly lead: number
  /** What ordered and task lists among the blocks are: sub-steps, unless it was found that they are text. */
  readonly lists?: 'text'
}

/**
 * Puts a step together from its blocks: code and labels are taken out of the text, nested ordered and task lists
 * become sub-steps, and what is left between them is its Markdown. Up to `lead` there is only title and marker.
 */
export function stepOf(reader: Reader, { rule, range, title, nodes, lead, lists }: StepParts): StepDraft {
  const gathered: Gathered = { pieces: [{ range: title.cut }], steps: [] }
  gather(reader, nodes, gathered, lists ?? 'step')
  if (lead > range.from) gathered.pieces.push({ range: { from: range.from, to: lead } })
  const link = nodes.length === 1 && nodes[0]?.kind === 'paragraph' ? linkOf(reader, nodes[0]) : undefined
  return {
    title: title.title,
    titleRange: title.range,
    rule,
    range,
    body: bodyOf(reader, range, gathered.pieces),
    steps: gathered.steps,
    ...(link ? { runbookLink: link } : {}),
  }
}

const linkOf = (reader: Reader, node: Node) => wholeLink(proseOf(reader.text, node.range, node.quotes))

/** A stretch of the step that is not its Markdown: a part, or (without one) a title or a sub-step. */
type Piece = { readonly range: Range; readonly part?: BodyPart }
type Gathered = { readonly pieces: Piece[]; readonly steps: StepDraft[] }

/** `in` says whether an ordered list here is sub-steps (in a step) or part of the text (in a nested bullet, a quote). */
function gather(reader: Reader, nodes: readonly Node[], into: Gathered, inside: 'step' | 'text') {
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]
    if (!node) continue
    switch (node.kind) {
      case 'code':
        gatherCode(reader, node, nodes[index - 1], into)
        break
      case 'paragraph':
        if (inside === 'step' && isLettered(reader, node)) {
          const end = endOfLettered(reader, nodes, index)
          gatherLettered(reader, nodes.slice(index, end), into)
          index = end - 1
          break
        }
        if (
          gatherLabels(reader, node, { from: node.range.from, next: nodes[index + 1], into }) ===
          'block-taken'
        )
          index++
        break
      case 'list':
        if (inside === 'step' && isSequence(node)) gatherSubSteps(reader, node, into)
        else for (const item of node.items) gatherItem(reader, item, into)
        break
      case 'quote':
        gather(reader, node.children, into, 'text')
        break
      case 'heading':
      case 'table':
      case 'html':
      case 'rule':
        break
    }
  }
}

/** A list whose order or boxes say that its items are things to do, one after the other. */
export const isSequence = (list: NodeOf<'list'>): boolean => list.ordered || isTaskList(list)

export const isTaskList = (list: NodeOf<'list'>): boolean => list.items.some((item) => item.task)

export const sequenceRule = (list: NodeOf<'list'>): StepRule =>
  isTaskList(list) ? 'task-list' : 'ordered-list'

function gatherSubSteps(reader: Reader, list: NodeOf<'list'>, into: Gathered) {
  const rule = sequenceRule(list)
  for (const item of list.items) {
    if (item.children.length === 0) continue
    into.steps.push(stepOfItem(reader, item, rule, []))
    into.pieces.push({ range: item.range })
  }
}

/** `4a) Drain it.`, `4b. Stop it.`: sub-steps in letters, which to Markdown are paragraphs. */
export const isLettered = (reader: Reader, { kind, range }: Node): boolean =>
  kind === 'paragraph' && letter.test(reader.text.slice(range.from, range.from + 12))

const letter = /^(?:\d{1,2}\.?[a-z][.)]|[a-z]\)|\([a-z]\)) +(?=\S)/

/** Up to the next letter, or the next list of steps. */
function endOfLettered(reader: Reader, nodes: readonly Node[], from: number): number {
  const ends = (node: Node): boolean => isLettered(reader, node) || (node.kind === 'list' && isSequence(node))
  let end = from + 1
  for (let node = nodes[end]; node && !ends(node); node = nodes[end]) end++
  return end
}

function gatherLettered(reader: Reader, nodes: readonly Node[], into: Gathered) {
  const [first] = nodes
  if (!first) return
  const { from } = first.range
  const mark = letter.exec(reader.text.slice(from, from + 12))?.[0] ?? ''
  const words = { from: from + mark.length, to: first.range.to }
  const told = titleOfNodes(reader, [{ ...first, range: words }, ...nodes.slice(1)], words.from)
  // Other steps speak of this one by its letter: unlike a number, it stays.
  const title = { ...told, title: `${mark}${told.title}`, range: { from, to: told.range.to } }
  const range = { from, to: nodes.at(-1)?.range.to ?? first.range.to }
  into.steps.push(
    stepOf(reader, { rule: 'ordered-list', range, title, nodes, lead: title.cut.to, lists: 'text' }),
  )
  into.pieces.push({ range })
}

function gatherItem(reader: Reader, item: ItemNode, into: Gathered) {
  const [first, second, ...rest] = item.children
  if (first?.kind !== 'paragraph') return gather(reader, item.children, into, 'text')
  const taken = gatherLabels(reader, first, { from: item.range.from, next: second, into })
  if (second?.kind === 'code' && taken !== 'block-taken') gatherCode(reader, second, first, into)
  else if (second && taken !== 'block-taken') gather(reader, [second], into, 'text')
  gather(reader, rest, into, 'text')
}

function gatherCode(reader: Reader, node: NodeOf<'code'>, before: Node | undefined, into: Gathered) {
  const intro = introOf(reader, before)
  // MkDocs indents what an admonition says; to CommonMark that is code.
  if (node.fence === 'indented' && /^(?:!!!|\?\?\?\+?) /.test(intro)) return
  const block = blockOf(reader, node, intro)
  if (block) into.pieces.push({ range: block.range, part: { kind: 'block', block } })
}

/** The words before a fence: the end of the paragraph above it, whatever kind of block holds that. */
export function introOf(reader: Reader, before: Node | undefined): string {
  if (before?.kind === 'paragraph' || before?.kind === 'heading') {
    const { from, to } = before.kind === 'heading' ? before.content : before.range
    return reader.text.slice(Math.max(from, to - 400), to)
  }
  return ''
}

type LabelPlace = { readonly from: number; readonly next: Node | undefined; readonly into: Gathered }

/** Takes the label lines of a paragraph, and the fence below the last of them when it belongs to that label. */
function gatherLabels(
  reader: Reader,
  node: Node,
  { from, next, into }: LabelPlace,
): 'block-taken' | undefined {
  if (node.range.to - node.range.from > limits.inline) return undefined
  const prose = proseOf(reader.text, node.range, node.quotes)
  const lines = labelLines(prose.text)
  let result: 'block-taken' | undefined
  for (const [index, line] of lines.entries()) {
    const below =
      index === lines.length - 1 && takesBlock(line.word) && next?.kind === 'code'
        ? labelBlock(reader, next)
        : undefined
    const content = readLabel(line, below)
    if (!content) continue
    const range = rangeInSource(prose, line.from, line.to)
    const whole = { from: index === 0 ? from : range.from, to: below ? below.range.to : range.to }
    const label = labelOf(content, whole, rangeInSource(prose, line.valueFrom, line.to))
    into.pieces.push({ range: whole, part: { kind: 'label', label } })
    if (below) result = 'block-taken'
  }
  return result
}

const labelBlock = (reader: Reader, node: NodeOf<'code'>): Block | undefined => blockOf(reader, node, '')

/** The parts in order, with the Markdown between the pieces. */
function bodyOf(reader: Reader, range: Range, pieces: readonly Piece[]): BodyPart[] {
  const parts: BodyPart[] = []
  let at = range.from
  const markdownUntil = (to: number) => {
    const gap = to > at ? trimmed(reader.text, { from: at, to }) : undefined
    if (gap) parts.push({ kind: 'markdown', range: gap })
  }
  for (const piece of pieces.toSorted((a, b) => a.range.from - b.range.from || a.range.to - b.range.to)) {
    markdownUntil(piece.range.from)
    if (piece.part) parts.push(piece.part)
    at = Math.max(at, piece.range.to)
  }
  markdownUntil(range.to)
  return parts
}

/**
 * Blank ends off, whole lines kept with their indentation; nothing when only markers and punctuation are left.
 */
function trimmed(text: string, { from, to }: Range): Range | undefined {
  const inside = text.slice(from, to)
  if (/^(?:[\s>*_+:.,;)-]|^\s*\d+[.)])*$/.test(inside)) return undefined
  const lead = /^\s*/.exec(inside)?.[0] ?? ''
  const line = lead.lastIndexOf('\n')
  const start =
    line === -1 ? (from === 0 || text[from - 1] === '\n' ? from : from + lead.length) : from + line + 1
  return { from: start, to: from + inside.trimEnd().length }
}
