import type { Block } from '../block.ts'
import type { Replacement } from '../../text/replacement.ts'
import { adapt, fenceLength } from './adapt.ts'
import { asBlockText } from './apply-intent.ts'
import { findBlock } from './find-step.ts'
import type { Drafts, IntentOf, Refusal } from './intent.ts'
import { draftsOf, refused } from './intent.ts'
import type { Layout } from './layout.ts'
import { lineEnd, lineStart, prefixAt } from './layout.ts'

/** New text of a block: only the lines that differ are replaced, and the fence grows when the text needs it. */
export function planSetBlock(layout: Layout, intent: IntentOf<'set-block'>): Drafts | Refusal {
  const block = findBlock(layout, intent.block)
  if ('kind' in block) return block
  const text = asBlockText(intent.text.replace(/\r\n?/g, '\n'))
  const prefix = prefixAt(layout.text, block.range.from)
  const adapted = adapt(text, { kind: 'lines', prefix: '' })
  if (adapted.kind === 'refused') return adapted
  if (block.fence !== 'indented')
    return draftsOf([...longerFence(layout, block, text), ...changedLines(layout, block, { text, prefix })])
  if (text.trim() === '')
    return refused('An indented block cannot be empty.', 'Remove the step, or write a fence.')
  return draftsOf(changedLines(layout, block, { text, prefix }))
}

/** Marks for both fences when the text would close the block. */
function longerFence({ text: source }: Layout, block: Block, text: string): readonly Replacement[] {
  const mark = block.fence === 'tilde' ? '~' : '`'
  const opening = /^[`~]+/.exec(source.slice(block.range.from, block.range.to))?.[0].length ?? 3
  const length = fenceLength(text, mark, opening)
  if (length === opening) return []
  const closing = /[`~]+[ \t]*$/.exec(source.slice(block.range.from, block.range.to))
  const from = block.range.from + (closing?.index ?? 0)
  const to = from + (closing?.[0].trimEnd().length ?? 0)
  return [
    { range: { from: block.range.from, to: block.range.from + opening }, text: mark.repeat(length) },
    { range: { from, to: Math.max(to, from) }, text: mark.repeat(Math.max(length, to - from)) },
  ]
}

/** Replaces the lines between the first and the last that differ. */
function changedLines(
  { text: source }: Layout,
  block: Block,
  { text, prefix }: { text: string; prefix: string },
): readonly Replacement[] {
  const before = linesIn(block.text)
  const after = linesIn(text)
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++
  if (head === before.length && head === after.length) return []
  const inserted = adapt(after.slice(head, after.length - tail).join('\n'), { kind: 'lines', prefix })
  const lines = head === after.length - tail || inserted.kind === 'refused' ? undefined : inserted.text
  const from = startOfLine(source, block, head)
  const last = before.length - tail - 1
  if (last < head) return lines === undefined ? [] : [{ range: { from, to: from }, text: `${lines}\n` }]
  const to = lineEnd(source, block.lineOffsets[last] ?? from)
  if (lines !== undefined) return [{ range: { from, to }, text: lines }]
  // The line feed goes with the lines: the one after them, or at the end of an indented block the one before.
  return last + 1 < before.length || block.fence !== 'indented'
    ? [{ range: { from, to: Math.min(to + 1, source.length) }, text: '' }]
    : [{ range: { from: Math.max(0, from - 1), to }, text: '' }]
}

const linesIn = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** Where a line of the block begins in the source; after the last one, the line of the closing fence. */
function startOfLine(source: string, block: Block, line: number): number {
  const known = block.lineOffsets[line]
  if (known !== undefined) return lineStart(source, known)
  const last = block.lineOffsets.at(-1)
  return lineEnd(source, last ?? block.range.from) + 1
}
