import { slice } from '../../text/range.ts'
import { readInfo } from './attributes.ts'
import { isSample } from './blocks.ts'
import { labelLines } from './labels.ts'
import { isImperative } from './imperative.ts'
import { plainText } from './inline.ts'
import {
  announcesBelow,
  announcesFacts,
  holdsCode,
  isContents,
  isHalfTold,
  isMostlyInstructions,
  isReading,
  itemSupposes,
  lastSentence,
  saysWhatFor,
  speaksOfNeed,
  tellsWhatToDo,
} from './list-judgement.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { introOf } from './step-body.ts'
import type { ItemNode, Node, NodeOf } from './tree.ts'
import { summaryOf } from './variants.ts'

/** Root blocks that belong together: one thought with its fences, or a list whose bullets are each a step. */
export type FenceGroup =
  | { readonly kind: 'thought'; readonly nodes: readonly Node[] }
  /** `tail`: fences at the margin below the last bullet, which belong to it. */
  | { readonly kind: 'bullets'; readonly items: readonly ItemNode[]; readonly tail: readonly Node[] }

/**
 * Cuts root blocks into groups. Prose begins a new one when a command follows it:
 *
 *     Stop the service:        a thought
 *     (fence)
 *     It should print "ok":    about output: still the same
 *     (fence)
 *     Then start it:           the next
 *     (fence)
 */
export function groupsOf(
  reader: Reader,
  nodes: readonly Node[],
  section: SectionText,
): readonly FenceGroup[] {
  const blocks = nodes.filter((node) => node.kind !== 'rule')
  const nextFence = nextFences(reader, blocks)
  const groups: FenceGroup[] = []
  let open: Node[] = []
  let openHasFence = false
  let openHasList = false
  const close = () => {
    if (open.length > 0) groups.push({ kind: 'thought', nodes: open })
    open = []
    openHasFence = false
    openHasList = false
  }
  for (let index = 0; index < blocks.length; index++) {
    const node = blocks[index]
    if (!node) continue
    const tail = node.kind === 'list' ? fencesAfter(blocks, index) : []
    const items =
      node.kind === 'list' &&
      (isListOfSteps(reader, node, section, tail) || isInterrupted(blocks, index, groups))
        ? stepsAmong(reader, node, introOf(reader, blocks[index - 1]))
        : node.kind === 'list'
          ? carriersAmong(reader, node, {
              intro: introOf(reader, blocks[index - 1]),
              tail,
              stance: section.stance,
            })
          : []
    if (items.length > 0) {
      close()
      groups.push({ kind: 'bullets', items, tail })
      index += tail.length
      continue
    }
    // A list without a fence closes the thought above it, whether that was a step or only text.
    const next = blocks[index + 1]
    const mayStart =
      (openHasFence && !isCommandLine(reader, node)) ||
      (node.kind === 'paragraph' && (openHasList || (next !== undefined && isCommandLine(reader, next))))
    if (mayStart && startsGroup(reader, blocks, index, nextFence[index] ?? -1)) close()
    if (openHasFence && isToldWithList(reader, node, next)) close()
    open.push(node)
    openHasFence ||= nextFence[index] === index
    openHasList ||= node.kind === 'list'
  }
  close()
  return groups
}

/** Below "it will check for the following:", or "Example:", only the bullets that show how something is done are steps. */
function stepsAmong(reader: Reader, list: NodeOf<'list'>, intro: string): readonly ItemNode[] {
  const items = list.items.filter(({ children }) => children.length > 0)
  return announcesFacts(intro)
    ? items.filter((item) => holdsCode(item.children) && saysWhatFor(reader, item))
    : items
}

/**
 * Where most bullets only describe, those that carry a command are steps by themselves, unless the words above tell
 * what to do and the bullets only say of what:
 *
 *     - All of them need a label.
 *     - The namespace must have it too:      this one is a step
 *       (fence)
 */
function carriersAmong(
  reader: Reader,
  list: NodeOf<'list'>,
  { intro, tail, stance }: { intro: string; tail: readonly Node[]; stance: SectionText['stance'] },
): readonly ItemNode[] {
  const isAnnounced = stance === 'procedural' && /:\s*$/.test(intro)
  if (list.ordered || isAnnounced || isImperative(lastSentence(intro))) return []
  const last = list.items.at(-1)
  const isCommand = (node: Node): boolean => node.kind === 'code' && isShell(reader, node)
  // Data is a step only where the words above it say what to do with it.
  const carries = (item: ItemNode): boolean =>
    item.children.some(isCommand) ||
    (item.children.some(({ kind }) => kind === 'code') && tellsWhatToDo(reader, item))
  const carriesTail = (item: ItemNode): boolean =>
    item === last && announcesBelow(reader, item) && (stance === 'procedural' || tail.some(isCommand))
  if (tail.length > 0 && !(last && carriesTail(last))) return []
  return list.items.filter(
    (item) =>
      !itemSupposes(reader, item) &&
      (stance === 'procedural' || speaksOfNeed(reader, item)) &&
      (carries(item) || (tail.length > 0 && carriesTail(item))),
  )
}

export const isShell = (reader: Reader, node: NodeOf<'code'>): boolean =>
  /^(?:sh|bash|zsh|shell|console)$/.test(readInfo(reader.text, node.info).language)

/** A paragraph that is one code span, with a command in it: by those who know no fences. */
export const isCommandLine = (reader: Reader, { kind, range }: Node): boolean =>
  kind === 'paragraph' &&
  range.to - range.from < 500 &&
  /^`(?:[$>] )?[a-z.~/][\w./-]*;? [^`\n]+`$/.test(reader.text.slice(range.from, range.to).trim())

/** Bullets after a fence at the margin that stands below bullets: to a reader they are one list. */
function isInterrupted(blocks: readonly Node[], index: number, groups: readonly FenceGroup[]): boolean {
  const last = groups.at(-1)
  return last?.kind === 'bullets' && last.tail.length > 0 && last.tail.at(-1) === blocks[index - 1]
}

/** For each block the index of the next one (or itself) that is or holds a fence; -1 when there is none. */
function nextFences(reader: Reader, blocks: readonly Node[]): readonly number[] {
  const next: number[] = Array.from({ length: blocks.length }, () => -1)
  let last = -1
  for (let index = blocks.length - 1; index >= 0; index--) {
    const node = blocks[index]
    if (node && (holdsCode([node]) || isCommandLine(reader, node))) last = index
    next[index] = last
  }
  return next
}

function fencesAfter(blocks: readonly Node[], index: number): readonly Node[] {
  let end = index + 1
  while (blocks[end]?.kind === 'code') end++
  return blocks.slice(index + 1, end)
}

/** How many blocks above a command are looked at for the words that lead to it. */
const nearMax = 20

function startsGroup(reader: Reader, blocks: readonly Node[], index: number, fence: number): boolean {
  const node = blocks[index]
  const next = blocks[fence]
  if (node?.kind === 'html') return summaryOf(slice(reader.text, node.range)) !== undefined
  if (!next || (node?.kind !== 'paragraph' && node?.kind !== 'list' && node?.kind !== 'quote')) return false
  // A command without a fence is announced right above it, or not at all.
  if (fence !== index + 1 && isCommandLine(reader, next)) return false
  if (node.kind === 'paragraph' && continuesStep(proseOf(reader.text, node.range, node.quotes).text))
    return false
  // Further up nothing leads to the command any more; looked at from every paragraph, it would take as long as all of them.
  if (node.kind === 'paragraph' && fence - index > nearMax) return false
  if (isBeforeAnnouncement(reader, blocks.slice(index, fence))) return false
  if (showsExample(reader, blocks, index, fence)) return false
  return next.kind !== 'code' || !isSample(introOf(reader, blocks[fence - 1]), next.text)
}

/**
 * Whether a later one of these paragraphs is what leads to the command: prose after a command belongs to the step
 * before it, up to the words that announce the next.
 */
function isBeforeAnnouncement(reader: Reader, between: readonly Node[]): boolean {
  if (between.length > nearMax || between.some(({ kind }) => kind !== 'paragraph')) return false
  const texts = between.map(({ range, quotes }) => proseOf(reader.text, range, quotes).text)
  const announces = texts.findLastIndex((text) => !continuesStep(text) && (/:\s*$/.test(text) || tells(text)))
  return announces > 0 || (announces === -1 && texts.length > 1)
}

/** "Example output looks like below. It names the file.": all of it speaks of what the step before prints. */
function showsExample(reader: Reader, blocks: readonly Node[], index: number, fence: number): boolean {
  let first = index
  while (index - first < nearMax && blocks[first - 1]?.kind === 'paragraph') first--
  const run = blocks.slice(first, fence)
  if (run.some(({ kind }) => kind !== 'paragraph')) return false
  const texts = run.map(({ range, quotes }) => proseOf(reader.text, range, quotes).text)
  return /^(?:an? |the )?(?:example|sample) output\b/i.test(texts[0] ?? '') && !texts.some(tells)
}

const tells = (text: string): boolean =>
  text.split(/[.!?:]\s+/).some((sentence) => isImperative(plainText(sentence)))

/** "Remove these lines from the file:" and a list of them, between two commands: a thought of its own. */
const isToldWithList = (reader: Reader, node: Node, next: Node | undefined): boolean =>
  node.kind === 'paragraph' &&
  next?.kind === 'list' &&
  isToldInOneSentence(proseOf(reader.text, node.range, node.quotes).text)

export function isToldInOneSentence(text: string): boolean {
  const plain = plainText(text)
  return plain.endsWith(':') && lastSentence(text) === plain && isImperative(plain) && !forReading.test(plain)
}

/** What is for reading belongs to what was done before. */
const forReading = /(?:^|, ?)(?:you can )?(?:please )?(?:see|refer|read|note|check the following)\b/i

/** Labels, and words like "Example:" and "or", speak of the step above. */
const continuesStep = (text: string): boolean =>
  labelLines(text).length > 0 ||
  (/^(?:for )?(?:example|e\.g\.?|or|alternatively)\b[^\n.]{0,30}$/i.test(text) && !isImperative(text))

function isListOfSteps(
  reader: Reader,
  list: NodeOf<'list'>,
  { stance }: SectionText,
  tail: readonly Node[],
): boolean {
  const last = list.items.at(-1)
  const carrying =
    list.items.filter((item) => holdsCode(item.children) && !itemSupposes(reader, item)).length +
    Number(tail.length > 0 && last !== undefined && !itemSupposes(reader, last))
  if (list.items.length > 0 && carrying >= list.items.length) return true
  if (isContents(reader, list) || isReading(reader, list)) return false
  const instructions = isMostlyInstructions(reader, list)
  if (stance === 'open') return carrying > 0 && instructions
  return carrying * 2 > list.items.length || instructions || (carrying > 0 && isHalfTold(reader, list))
}
