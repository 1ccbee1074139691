import { plainText } from './inline.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { stepOf } from './step-body.ts'
import type { StepDraft } from './step-draft.ts'
import { optionHeading } from './steps-of-headings.ts'
import { titleOfNodes } from './title.ts'
import type { Node } from './tree.ts'
import type { Variant } from './variants.ts'

/** `**Option 1: restart it**`, or a paragraph that begins so: what stands below it, up to the next, is one option. */
function optionsAmong(reader: Reader, nodes: readonly Node[]): readonly (readonly Node[])[] {
  const starts = [...nodes.keys()].filter((index) => nodes[index] && isOption(reader, nodes[index]))
  return starts.length < 2 ? [] : starts.map((from, index) => nodes.slice(from, starts[index + 1]))
}

const isOption = (reader: Reader, { kind, range }: Node): boolean =>
  kind === 'paragraph' && optionHeading.test(wordsOf(reader, range.from, range.to))

const wordsOf = (reader: Reader, from: number, to: number): string =>
  plainText(reader.text.slice(from, Math.min(to, from + 200)))

/** The options of a section's own body: alternatives, whatever rule made the steps in them. */
export const optionsOf = (reader: Reader, nodes: readonly Node[]): readonly Variant[] =>
  optionsAmong(reader, nodes).map((option) => ({
    kind: 'methods',
    title: titleOfNodes(reader, option, 0).title,
    range: { from: option[0]?.range.from ?? 0, to: option.at(-1)?.range.to ?? 0 },
  }))

/** Rule 5, of paragraphs: where nothing else in them is a step, each option is one that a person carries out. */
export function optionSteps(reader: Reader, { draft }: SectionText): readonly StepDraft[] {
  return optionsAmong(reader, draft.nodes).map((nodes) => {
    const from = nodes[0]?.range.from ?? 0
    const title = titleOfNodes(reader, nodes, from)
    const range = { from, to: nodes.at(-1)?.range.to ?? from }
    return stepOf(reader, { rule: 'option-heading', range, title, nodes, lead: title.cut.to, lists: 'text' })
  })
}
