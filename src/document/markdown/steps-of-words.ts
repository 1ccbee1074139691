import type { SectionRole } from '../section.ts'
import { isImperative, isMaxim, mainClauses } from './imperative.ts'
import { plainText } from './inline.ts'
import {
  announcesChoice,
  announcesDoings,
  announcesFacts,
  announcesOrder,
  announcesSteps,
  instructionsAmong,
  isContents,
  isHalfTold,
  isListOfFindings,
  isListOfMaxims,
  isListOfRemedies,
  isMostlyInstructions,
  isPointer,
  isReading,
  isSheet,
  lastSentence,
} from './list-judgement.ts'
import { namesSomethingToDo } from './stance.ts'
import { isCommandLine, isToldInOneSentence } from './fence-groups.ts'
import { proseOf, saysNothing } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { introOf, stepOf, stepOfItem } from './step-body.ts'
import type { StepDraft } from './step-draft.ts'
import { titleOfProse } from './title.ts'
import type { ItemNode, NodeOf } from './tree.ts'

/** Rule 4: in a procedural section each bullet is a step. */
export function bulletSteps(reader: Reader, { draft, stance }: SectionText): readonly StepDraft[] {
  const lists = draft.nodes.filter(
    (node, index): node is NodeOf<'list'> =>
      node.kind === 'list' &&
      // Numbers were judged by the rule of numbers.
      !(node.ordered && stance === 'procedural') &&
      (isListOfActions(reader, node, { stance, intro: introOf(reader, draft.nodes[index - 1]) }) ||
        (stance !== 'open' && isLoneLink(reader, draft))),
  )
  return lists.flatMap((list) =>
    itemsOf(reader, list, stance).flatMap((item) =>
      item.children.length === 0 || isPointer(reader, item) ? [] : [stepOfItem(reader, item, 'bullets', [])],
    ),
  )
}

/** Where a list is accepted by half, what only remarks is none of its steps. */
const itemsOf = (reader: Reader, list: NodeOf<'list'>, stance: SectionText['stance']): readonly ItemNode[] =>
  stance === 'leaning' && !isMostlyInstructions(reader, list) && isHalfInstructions(reader, list)
    ? instructionsAmong(reader, list)
    : list.items

/** Half of the bullets, the first among them, tell what to do. */
const isHalfInstructions = (reader: Reader, list: NodeOf<'list'>): boolean => {
  const told = instructionsAmong(reader, list)
  return told.length * 2 >= list.items.length && told[0] === list.items[0]
}

/** "Install Docker" above one bullet that is a link: the step is to go there. */
const isLoneLink = (reader: Reader, { section, nodes: [list, ...others] }: SectionText['draft']): boolean =>
  others.length === 0 &&
  list?.kind === 'list' &&
  list.items.length === 1 &&
  isImperative(section.title) &&
  isReading(reader, list)

type ListPlace = { readonly stance: SectionText['stance']; readonly intro: string }

function isListOfActions(reader: Reader, list: NodeOf<'list'>, { stance, intro }: ListPlace): boolean {
  if (isContents(reader, list) || announcesDoings(intro) || isListOfFindings(reader, list, intro))
    return false
  // Links are for reading, unless the words above say that what they lead to is to be done.
  if (isReading(reader, list)) return stance !== 'open' && /\bsteps?:$/i.test(plainText(intro))
  const instructions = isMostlyInstructions(reader, list)
  if (stance === 'open')
    return (
      instructions &&
      !isListOfMaxims(reader, list) &&
      (announcesOrder.test(plainText(intro)) || standsAlone(list, intro))
    )
  if (instructions || announcesChoice(intro)) return true
  if (stance === 'leaning' && /^$|[.!)]$/.test(intro.trim()) && isHalfInstructions(reader, list)) return true
  if (stance !== 'procedural') return false
  if (isListOfRemedies(reader, list, intro)) return true
  if (isSheet(reader, list) || announcesFacts(intro) || isInstructionOfParts(intro)) return false
  return isAnnounced(intro) || isHalfTold(reader, list)
}

/** Three bullets or more, and no words above that say what they are. */
const standsAlone = (list: NodeOf<'list'>, intro: string): boolean =>
  list.items.length > 2 && /^$|[.!)]$/.test(intro.trim())

/**
 * "Collect the evidence:" with nouns below: one step, and the list says of what. "Check the following:" with
 * nouns below is a check each.
 */
function isInstructionOfParts(intro: string): boolean {
  const sentence = lastSentence(intro)
  return sentence.endsWith(':') && isImperative(sentence) && !announcesChecks.test(sentence)
}

/** In a section that is to be carried out, bullets are steps when the words above them say so, whatever they are. */
const isAnnounced = (intro: string): boolean =>
  announcesSteps.test(plainText(intro)) || announcesChecks.test(lastSentence(intro))

const announcesChecks =
  /\b(?:check|verify|confirm|ensure|make sure|validate|investigate|look|consider|see if|determine|review|inspect|identify)\b(?!.*\bwhy\b)/i

/** Below a heading that names something to do: "Change these values:" and a list of them is a step. */
export function toldListSteps(reader: Reader, { draft, stance }: SectionText): readonly StepDraft[] {
  if (stance !== 'leaning' || !namesSomethingToDo(draft.section.title)) return []
  return draft.nodes.flatMap((node, index) => {
    const list = draft.nodes[index + 1]
    if (node.kind !== 'paragraph' || list?.kind !== 'list') return []
    const prose = proseOf(reader.text, node.range, node.quotes)
    const title = isToldInOneSentence(prose.text) ? titleOfProse(prose) : undefined
    if (!title || !isDemand(title.title)) return []
    const range = { from: node.range.from, to: list.range.to }
    return [
      stepOf(reader, { rule: 'prose', range, title, nodes: [node, list], lead: range.from, lists: 'text' }),
    ]
  })
}

/** "You can change these" offers, and "To see it, two things are needed" explains: neither demands anything. */
const isDemand = (title: string): boolean =>
  /\S \S+ \S/.test(title) &&
  !/\byou (?:can|could|may)\b|^before\b/i.test(title) &&
  (!/^to\b/i.test(title) || mainClauses(title).some(isImperative))

/** Rule 5: prose alone, under a heading that says it is to be done, is one manual step. */
export function proseStep(
  reader: Reader,
  { draft, stance, role, hasSections }: SectionText,
): readonly StepDraft[] {
  if (draft.titles && hasSections) return []
  if (
    stance !== 'procedural' &&
    !(
      stance === 'leaning' &&
      (draft.nodes.some((node) => isCommandLine(reader, node)) || beginsWithInstruction(reader, draft))
    )
  )
    return []
  const written = draft.nodes.filter((node) => node.kind !== 'rule')
  const paragraphs = written.filter((node) => node.kind === 'paragraph')
  const first = paragraphs.find((node, index) => {
    const { text } = proseOf(reader.text, node.range, node.quotes)
    return index === 0 ? isTold(draft, role, text) : beginsWithVerb(text)
  })
  if (!first) return []
  const nodes = first === paragraphs[0] ? written : written.slice(written.indexOf(first))
  const title = titleOfProse(proseOf(reader.text, first.range, first.quotes))
  if (!title) return []
  // Before sub-sections, prose is an introduction unless it says what to do.
  if (
    hasSections &&
    !(
      isImperative(title.title) &&
      !/(?<!\b(?:ensure|sure|check|verify|confirm) (?:that )?)\byou (?:can|may|could|have)\b/i.test(
        title.title,
      )
    )
  )
    return []
  // A comment above the words is not where the step begins.
  const from = nodes.find(({ kind }) => kind !== 'html' && kind !== 'list')?.range.from ?? first.range.from
  const range = { from, to: nodes.at(-1)?.range.to ?? first.range.to }
  // A list among the words was looked at by the rules before this one, and is no steps.
  return [stepOf(reader, { rule: 'prose', range, title, nodes, lead: from, lists: 'text' })]
}

/** Whether a first paragraph, by what stands above it, is something to do. */
function isTold({ section }: SectionText['draft'], role: SectionRole, text: string): boolean {
  if (saysNothing(text)) return false
  if (isImperative(section.title)) return true
  const speaksOfIt = section.role === 'verification' || section.role === 'other'
  if (role === 'mitigation' && helps.test(plainText(text))) return true
  return speaksOfIt || /^there (?:is|are)\b/i.test(text)
    ? hasInstruction(text, role === 'diagnosis' ? mayBeDone : undefined)
    : tellsWhatToDo(text)
}

/** "Restarting the agent should bring it back": among remedies, what helps is what to do. */
const helps =
  /^(?!(?:during|according|depending|nothing|something|everything|anything|missing|failing|existing)\b)[a-z]{3,}ing \S[^.]*\b(?:should|will|usually|often|can|may|might|fixes|resolves|helps)\b/i

/** "Look at its log.": further down, only what begins so begins a step. */
export const beginsWithVerb = (text: string): boolean =>
  isImperative(plainText(text)) && !/^(?:if|for|see|read|note|you|to)\b/i.test(text)

const conditional =
  /^(?:when|on|in|once|before|after|using|with|it|we|please see(?!.*\b(?:instructions|steps)\b)|keep in mind|as|at|by|from)\b(?!.*\b(?:make sure|ensure)\b)/i

/** A heading that names something to do, above a first sentence that tells what: "Installing the client" above "Download …". */
function beginsWithInstruction(reader: Reader, { section, titles, nodes }: SectionText['draft']): boolean {
  const [first] = nodes
  // Words below a block explain what it shows.
  if (titles || first?.kind !== 'paragraph' || !namesSomethingToDo(section.title) || isMaxim(section.title))
    return false
  const title = titleOfProse(proseOf(reader.text, first.range, first.quotes))?.title ?? ''
  // "Renaming the branch" says less than "Rename the branch": below it, only what begins with a verb is meant.
  return isImperative(section.title) ? isImperative(title) : beginsWithVerb(title) && !conditional.test(title)
}

/**
 * Whether the words a text begins with are an instruction, or speak to their reader of one ("you can", "please"),
 * or are nothing but where to go. What comes further down explains: a step says first what to do.
 */
const tellsWhatToDo = (text: string): boolean =>
  /\byou (?:can|may|could|should|must|need to|have to)\b|\bplease\b|\bcan be \w+ (?:via|by|using|with|through)\b|^\s*(?:\[[^\]\n]*\]\(\S+\)|<?https?:\S+)\s*$/i.test(
    text,
  ) || hasInstruction(text)

const hasInstruction = (text: string, idle?: RegExp): boolean =>
  text
    .split(/[.!?,;]\s+/)
    .map(plainText)
    .some((sentence) => isImperative(sentence) && idle?.test(sentence) !== true)

/** "You can change the interval": below a diagnosis, that it can be done does not say that it is to be done. */
const mayBeDone = /^(?:for example,? )?you (?:can|may|could)\b/i
