import type { Range } from '../text/range.ts'

/** A value in a fence's braces: `{timeout=30s auto env="A=1"}`; a bare word has the value `true`. */
export type Attribute = {
  readonly name: string
  readonly value: string | true
  readonly range: Range
}

/** A code block inside a step. What may be done with it is judged by the plan, not here. */
export type Block = {
  /** From the first fence character to the end of the closing fence (or of the text, when unclosed). */
  readonly range: Range
  readonly fence: 'backtick' | 'tilde' | 'indented'
  readonly closed: boolean
  /** First word of the info string, lower case; empty when there is none. `yaml approve` gives `yaml`. */
  readonly language: string
  /** The second bare word after `yaml` or `json`: the name of an action. */
  readonly actionWord?: string
  readonly info: Range
  readonly attributes: readonly Attribute[]
  /** As CommonMark gives it: container prefixes and the fence's own indentation taken off. */
  readonly text: string
  /** For each line of `text`, the offset in the source where its first kept character stands. */
  readonly lineOffsets: readonly number[]
  /** Introduced by "output", "you should see", "similar to": what the step before should print. */
  readonly sample: boolean
}

/** The source offset of an offset in `block.text`. Exact within a line; a tab cut by dedenting maps to itself. */
export function sourceOffset(block: Block, offset: number): number {
  const before = block.text.slice(0, offset)
  const line = before.split('\n').length - 1
  const column = offset - (before.lastIndexOf('\n') + 1)
  return (block.lineOffsets[line] ?? block.range.from) + column
}

/** The value of an attribute by name: its text, `true` for a bare word, undefined when it is not there. */
export const attributeOf = (block: Block, name: string): string | true | undefined =>
  block.attributes.findLast((attribute) => attribute.name === name)?.value
