import { labelLines } from './labels.ts'
import { limits } from './limits.ts'
import {
  announcesChoice,
  announcesOrder,
  announcesSteps,
  isContents,
  isNumberedInstructions,
  isListOfFacts,
  isListOfFindings,
  isListOfQuestions,
  isSheet,
  isTellingList,
  isHalfTold,
} from './list-judgement.ts'
import { plainText } from './inline.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import type { SectionText } from './section-text.ts'
import { introOf, isLettered, isSequence, isTaskList, sequenceRule, stepOf, stepOfItem } from './step-body.ts'
import { beginsWithVerb } from './steps-of-words.ts'
import { titleOfProse } from './title.ts'
import type { StepDraft } from './step-draft.ts'
import { fenceGroups } from './steps-of-fences.ts'
import type { ItemNode, Node, NodeOf } from './tree.ts'

/**
 * Rule 1: ordered and task lists. To a reader a list that is interrupted by a fence at the margin is one list:
 *
 *     1. Stop the service.
 *     ```sh
 *     systemctl stop api        belongs to step 1
 *     ```
 *     2. Start it again.        CommonMark begins a new list here
 */
export function listSteps(reader: Reader, section: SectionText): readonly StepDraft[] {
  const lists = new Set(
    section.draft.nodes.filter(
      (node, index) =>
        node.kind === 'list' &&
        isAccepted(reader, node, {
          ...section,
          intro: introOf(reader, section.draft.nodes[index - 1]),
        }),
    ),
  )
  if (lists.size === 0) return []
  const steps: StepDraft[] = []
  let last: Entry | undefined
  let between: Node[] = []
  const close = () => {
    if (last) steps.push(stepOfItem(reader, last.item, last.rule, last.extra))
    const isFirst = last === undefined && steps.length === 0
    last = undefined
    const groups = fenceGroups(reader, between, section)
    steps.push(...(isFirst && groups.length === 0 ? stepBeforeList(reader, between, section) : groups))
    between = []
  }
  for (const node of section.draft.nodes) {
    if (node.kind === 'list' && lists.has(node)) {
      if (last && node.ordered && node.start > 1 && node.start === last.number + 1)
        last.extra.push(...between.splice(0))
      else close()
      const rule = sequenceRule(node)
      // One more than is kept: that is how it is known that there were too many.
      node.items.slice(0, limits.steps + 1).forEach((item, index) => {
        if (item.children.length === 0) return
        if (last) close()
        last = { item, rule, number: node.start + index, extra: [] }
      })
    } else if (last && between.length === 0 && belongsToItem(reader, node)) last.extra.push(node)
    else between.push(node)
  }
  close()
  return steps.toSorted((a, b) => a.range.from - b.range.from)
}

/**
 * Above the first list of a section that is to be carried out, what begins with an instruction of its own is a step,
 * up to the words right above the list: "Open a ticket. (…) Then do these:".
 */
function stepBeforeList(
  reader: Reader,
  before: readonly Node[],
  { stance }: SectionText,
): readonly StepDraft[] {
  const nodes = before.slice(0, -1)
  const [first] = nodes
  if (stance !== 'procedural' || first?.kind !== 'paragraph') return []
  const prose = proseOf(reader.text, first.range, first.quotes)
  const isOwn = beginsWithVerb(prose.text) && !/:\s*$|^(?:after|before|once|when)\b/i.test(prose.text)
  const title = isOwn ? titleOfProse(prose) : undefined
  if (!title) return []
  const range = { from: first.range.from, to: nodes.at(-1)?.range.to ?? first.range.to }
  return [stepOf(reader, { rule: 'prose', range, title, nodes, lead: range.from, lists: 'text' })]
}

type Entry = {
  readonly item: ItemNode
  readonly rule: StepDraft['rule']
  readonly number: number
  readonly extra: Node[]
}

type ListPlace = Pick<SectionText, 'stance' | 'runsOn'> & { readonly intro: string }

/** The sections whose numbered lists are one sequence, cut by headings: `1.` below the first, `2.` below the next. */
export function runningNumbers(reader: Reader, drafts: readonly SectionDraft[]): ReadonlySet<number> {
  const found = new Set<number>()
  let before: { at: number; next: number } | undefined
  for (const [at, { nodes }] of drafts.entries()) {
    const lists = nodes.filter((node): node is NodeOf<'list'> => node.kind === 'list' && node.ordered)
    const [first] = lists
    const last = lists.at(-1)
    if (!first || !last) continue
    if (before?.next === first.start && first.start > 1 && isNumberedInstructions(reader, first))
      for (const one of [before.at, at]) found.add(one)
    before = { at, next: last.start + last.items.length }
  }
  return found
}

function isAccepted(reader: Reader, list: NodeOf<'list'>, { stance, intro, runsOn }: ListPlace): boolean {
  if (!isSequence(list) || isContents(reader, list) || isListOfFacts(reader, list, intro)) return false
  if (isTaskList(list)) return true
  if (isListOfFindings(reader, list, intro)) return false
  if (stance === 'procedural')
    return (
      intro.trim() === '' ||
      isHalfTold(reader, list) ||
      isNumberedInstructions(reader, list) ||
      announcesSteps.test(plainText(intro))
    )
  if (isSheet(reader, list)) return false
  if (runsOn && list.ordered) return true
  return (
    announcesOrder.test(plainText(intro)) ||
    announcesChoice(intro) ||
    isNumberedInstructions(reader, list) ||
    (stance === 'leaning' && isTellingList(reader, list)) ||
    isListOfQuestions(reader, list, intro)
  )
}

/** A block at the margin right after an item: a fence, bullets, a labelled line. Prose is a new thought. */
function belongsToItem(reader: Reader, node: Node): boolean {
  if (node.kind === 'code' || node.kind === 'list' || node.kind === 'table') return true
  if (isLettered(reader, node)) return true
  return (
    node.kind === 'paragraph' && labelLines(proseOf(reader.text, node.range, node.quotes).text).length > 0
  )
}
