import type { Block } from '../document/block.ts'
import { sourceOffset } from '../document/block.ts'
import type { Runbook } from '../document/runbook.ts'
import type { ShellBlock } from '../shell/judge.ts'
import type { Range } from '../text/range.ts'

/** Where a finding about the whole runbook points: its title, else the first line of text. */
export function titlePlace({ title, source, sections }: Runbook): Range {
  if (title.range) return title.range
  const start = sections[0]?.body.from ?? 0
  const from = start + source.text.slice(start).search(/\S/)
  if (from < start) return { from: 0, to: 0 }
  const end = source.text.indexOf('\n', from)
  return { from, to: end === -1 ? source.text.length : end }
}

/** A range of a block's text, in the source. */
export const placeInBlock = (block: Block, { from, to }: Range): Range => {
  const start = sourceOffset(block, from)
  // The last character's place, plus one: the offset after it may already stand on the next, indented line.
  return { from: start, to: to > from ? Math.max(start, sourceOffset(block, to - 1) + 1) : start }
}

/** A range of what a shell would be given, in the source: prompts and samples lie between. */
export function placeInShell(block: Block, shell: ShellBlock, range: Range): Range {
  const from = judgedOffset(shell, range.from)
  return placeInBlock(block, { from, to: from + (range.to - range.from) })
}

function judgedOffset({ source, lineOffsets }: ShellBlock, offset: number): number {
  const lineFrom = source.lastIndexOf('\n', offset - 1) + 1
  const line = source.slice(0, lineFrom).split('\n').length - 1
  return (lineOffsets[line] ?? 0) + offset - lineFrom
}
