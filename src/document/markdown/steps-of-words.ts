import { isImperative } from './imperative.ts'
import { plainText } from './inline.ts'
import { isContents, isMostlyInstructions, isReading, isSheet } from './list-judgement.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { stepOf, stepOfItem } from './step-body.ts'
import type { StepDraft } from './step-draft.ts'
import { titleOfProse } from './title.ts'
import type { NodeOf } from './tree.ts'

/** Rule 4: in a procedural section each bullet is a step. */
export function bulletSteps(reader: Reader, { draft, stance }: SectionText): readonly StepDraft[] {
  const lists = draft.nodes
    .filter((node) => node.kind === 'list')
    .filter((list) => isListOfActions(reader, list, stance))
  return lists.flatMap((list) =>
    list.items.flatMap((item) =>
      item.children.length === 0 ? [] : [stepOfItem(reader, item, 'bullets', [])],
    ),
  )
}

function isListOfActions(reader: Reader, list: NodeOf<'list'>, stance: SectionText['stance']): boolean {
  if (stance === 'open' || isContents(reader, list) || isReading(reader, list)) return false
  return isMostlyInstructions(reader, list) || (stance === 'procedural' && !isSheet(reader, list))
}

/** Rule 5: prose alone, under a heading that says it is to be done, is one manual step. */
export function proseStep(reader: Reader, { draft, stance, hasSections }: SectionText): readonly StepDraft[] {
  if (stance !== 'procedural') return []
  const nodes = draft.nodes.filter((node) => node.kind !== 'rule')
  const first = nodes.find((node) => node.kind === 'paragraph')
  if (!first) return []
  const prose = proseOf(reader.text, first.range, first.quotes)
  const title = titleOfProse(prose)
  if (!title || saysNothing(prose.text)) return []
  // Before sub-sections, prose is an introduction unless it says what to do.
  if (hasSections && !isImperative(plainText(title.title))) return []
  const from = nodes[0]?.range.from ?? first.range.from
  const range = { from, to: nodes.at(-1)?.range.to ?? first.range.to }
  return [stepOf(reader, { rule: 'prose', range, title, nodes, lead: from })]
}

/** "N/A", "TODO", "None.", "TBD": a heading kept for its template. */
const saysNothing = (text: string): boolean =>
  /^[\W_]*(?:n\/?a|todo|tbd|tbc|none|not applicable|nothing|coming soon|wip|see above|to be (?:done|defined|written))\b[\s\S]{0,40}$/i.test(
    text,
  )
