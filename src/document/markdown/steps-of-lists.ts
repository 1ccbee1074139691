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
import { introOf, isLettered, isSequence, isTaskList, sequenceRule, stepOfItem } from './step-body.ts'
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
    last = undefined
    steps.push(...fenceGroups(reader, between, section))
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
