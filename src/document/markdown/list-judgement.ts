import { isImperative } from './imperative.ts'
import { plainText } from './inline.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import type { ItemNode, Node, NodeOf } from './tree.ts'

/** Items looked at when a list is judged: enough to know, whatever its length. */
const sampleMax = 60

/** Whether most items tell their reader to do something, or hold a command. */
export function isMostlyInstructions(reader: Reader, list: NodeOf<'list'>): boolean {
  return mostly(list, (item) => {
    const text = plainText(words(reader, item))
    return holdsCode(item.children) || isImperative(text) || isCommandOnly(reader, item)
  })
}

/** Whether every item begins with what to do. */
export const isEachInstruction = (reader: Reader, list: NodeOf<'list'>): boolean =>
  list.items.slice(0, sampleMax).every((item) => isImperative(plainText(words(reader, item))))

/** Whether most items are no instructions, and the words above say what they are: symptoms, causes, an order. */
export const isListOfFacts = (reader: Reader, list: NodeOf<'list'>, intro: string): boolean =>
  !list.items.some(({ task }) => task) &&
  announcesFacts.test(plainText(intro)) &&
  !isMostlyInstructions(reader, list)

/** "This can have a variety of causes, including:" */
export const announcesFacts =
  /\b(?:causes?|caused|reasons?|symptoms?|including|includes|due to|such as|examples?|means|because|when|scenarios|indicates?|issues|problems|conditions|order of preference)\b[^.]*:$|\b(?:this|that|it|which) (?:will|does|should|can):$/i

/** Whether most items are links into the same page. */
export function isContents(reader: Reader, list: NodeOf<'list'>): boolean {
  return mostly(list, (item) => /^\[[^\]]*\]\(#[^)]*\)\s*$/.test(words(reader, item).split('\n')[0] ?? ''))
}

/** A command by itself, with at least one argument: `systemctl stop api`. */
const isCommandOnly = (reader: Reader, item: ItemNode): boolean =>
  /^(`+)[a-z][\w.-]* [^`]+\1[.\s]*$/.test(words(reader, item))

/** Whether each item tells what to do and says the command: "List them: `velero backup get`". */
export const isEachCommand = (reader: Reader, list: NodeOf<'list'>): boolean =>
  isEachInstruction(reader, list) &&
  list.items.slice(0, sampleMax).every((item) => /(`+)[a-z][\w.-]* [^`]+\1[.\s]*$/.test(words(reader, item)))

/** Whether most items are nothing but a link: a list of reading, not of doing. */
export function isReading(reader: Reader, list: NodeOf<'list'>): boolean {
  return mostly(list, (item) =>
    /^(?:\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?|<?https?:\S+)[.\s]*$/.test(words(reader, item)),
  )
}

/** Whether an item only says where one may read more: "Details here: https://…". */
export const isPointer = (reader: Reader, item: ItemNode): boolean =>
  /^(?:more |further |full |upstream |official )*(?:details?|documentation|docs?|information|info|reference|source|link)\b[^.\n]{0,40}(?:https?:\S+|\]\([^)]*\))[.\s]*$/i.test(
    words(reader, item),
  )

/** Whether most items are `Key: value`, as in a service sheet. */
export function isSheet(reader: Reader, list: NodeOf<'list'>): boolean {
  return mostly(list, (item) => {
    if (holdsCode(item.children)) return false
    const text = words(reader, item).replace(/\*\*|__/g, '')
    return /^[^\s:.,]+(?: [^\s:.,]+){0,4}:(?: \S.{0,120}|\s*)$/.test(text) && !isImperative(plainText(text))
  })
}

export const holdsCode = (nodes: readonly Node[]): boolean =>
  nodes.some(
    (node) =>
      node.kind === 'code' ||
      (node.kind === 'list' && node.items.some((item) => holdsCode(item.children))) ||
      (node.kind === 'quote' && holdsCode(node.children)),
  )

function mostly(list: NodeOf<'list'>, test: (item: ItemNode) => boolean): boolean {
  const sample = list.items.slice(0, sampleMax).filter((item) => item.children.length > 0)
  return sample.length > 0 && sample.filter(test).length * 2 > sample.length
}

/** The first paragraph of an item, as far as a judgement needs it. */
function words(reader: Reader, item: ItemNode): string {
  const first = item.children[0]
  if (first?.kind === 'heading') return reader.text.slice(first.content.from, first.content.to)
  if (first?.kind !== 'paragraph') return ''
  const range = { from: first.range.from, to: Math.min(first.range.to, first.range.from + 600) }
  return proseOf(reader.text, range, first.quotes).text
}
