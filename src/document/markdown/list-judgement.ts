import { isImperative, isMaxim, mainClauses } from './imperative.ts'
import { plainText } from './inline.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import type { ItemNode, Node, NodeOf } from './tree.ts'

/** Items looked at when a list is judged: enough to know, whatever its length. */
const sampleMax = 60

/** Whether most items tell their reader to do something, or hold a command. */
export const isMostlyInstructions = (reader: Reader, list: NodeOf<'list'>): boolean =>
  shareOf(list, (item) => isInstruction(reader, item)) > 0.5

export const instructionsAmong = (reader: Reader, list: NodeOf<'list'>): readonly ItemNode[] =>
  list.items.filter((item) => item.children.length > 0 && isInstruction(reader, item))

/** Whether half of the items say, in any of their sentences, what to do: "It runs the tests. You should look at them." */
export const isTellingList = (reader: Reader, list: NodeOf<'list'>): boolean =>
  list.items.length > 2 &&
  shareOf(
    list,
    (item) =>
      isInstruction(reader, item) ||
      words(reader, item)
        .split(/[.!?]\s+/)
        .map(plainText)
        .some((sentence) => isImperative(sentence) || worth.test(sentence)),
  ) > 0.5

const worth = /^it(?:'|’)?s (?:also )?(?:worth|best|important|a good idea) (?:\S+ing|to)\b/i

/** Numbers already say that one thing is done after the other: with a command, or an instruction first, half are enough. */
export function isNumberedInstructions(reader: Reader, list: NodeOf<'list'>): boolean {
  const share = shareOf(list, (item) => isInstruction(reader, item))
  const first = list.items[0]
  const isLed = (first !== undefined && isInstruction(reader, first)) || holdsCode([list])
  return share > 0.5 || (share === 0.5 && isLed)
}

function isInstruction(reader: Reader, item: ItemNode): boolean {
  const text = plainText(words(reader, item))
  return (
    holdsCode(item.children) ||
    isImperative(text) ||
    program.test(text) ||
    isCommandOnly(reader, item) ||
    isPrompted(reader, item)
  )
}

/** `- >pip install x`: to Markdown a quote, to whoever wrote it the prompt of a terminal. A quote has a space and a capital. */
const isPrompted = (reader: Reader, { children: [first] }: ItemNode): boolean =>
  first?.kind === 'quote' &&
  /^>[a-z][\w.-]* \S/.test(reader.text.slice(first.range.from, first.range.from + 200))

/** A command written without any marks. */
const program =
  /^(?:sudo|kubectl|oc|aws|gcloud|az|docker|ssh|curl|git|helm|systemctl|psql|make|cd|cat|export|terraform|gh|npm|pip|knife) \S/

/** "Answer these questions:" above "Are all pods running?": what can be answered with yes or no is a check. */
export const isListOfQuestions = (reader: Reader, list: NodeOf<'list'>, intro: string): boolean =>
  /\b(?:answer|ask|check)\b[^.]*:$/i.test(lastSentence(intro)) &&
  mostly(list, (item) => yesOrNo.test(plainText(words(reader, item))))

/** "To check the backups:", "Do the following:" */
export const announcesSteps =
  /(?:^to \S[^.]*|\b(?:do|follow|following|run|perform|steps?|test (?:that|whether|if|for|the|this|these|your)|need to|must)\b[^.]*):$/i

/** "Upgrade them in this order:", "The steps are:": said of a numbered list, whatever its items are. */
export const announcesOrder =
  /\b(?:in (?:this|that|the following) order|(?:these|the following|following|two|three|four|five|six|several|\d) (?:\S+ )?steps|steps (?:are|below)|do the following)\b[^.]*:$|\bsteps:$/i

/** Whether half of the items say what to do or to ask, or what should be so, or when something is for. */
export const isHalfTold = (reader: Reader, list: NodeOf<'list'>): boolean =>
  shareOf(list, (item) => isInstruction(reader, item) || isTold(plainText(words(reader, item)))) >= 0.5

/** "Look for these errors:", and numbered names of them: one thing to do, and the numbers say only how many they are. */
export const isListOfFindings = (reader: Reader, list: NodeOf<'list'>, intro: string): boolean =>
  list.ordered && looksFor.test(lastSentence(intro)) && !isHalfTold(reader, list)

const looksFor = /\b(?:look|watch|search|scan) (?:out )?for (?:these|the following|any of|one of)\b[^.]*:$/i

const isTold = (text: string): boolean =>
  isImperative(text.replace(/^[^:.]{1,40}: +/, '')) ||
  /^(?!(?:during|nothing|something|everything|according|including|warning)\b)[a-z]{3,}ing\b \S/i.test(text) ||
  /^(?:if|when|in case|otherwise)\b/i.test(text) ||
  yesOrNo.test(text)

const yesOrNo = /^(?:is|are|was|were|do|does|did|has|have|had|can|could|will)\b[^.?]*\?/i

/** Whether most items are no instructions, and the words above say what they are: symptoms, causes, an order. */
export const isListOfFacts = (reader: Reader, list: NodeOf<'list'>, intro: string): boolean =>
  !list.items.some(({ task }) => task) &&
  (announcesDoings(intro) || (announcesFacts(intro) && !isMostlyInstructions(reader, list)))

/**
 * Whether the words above say that the items are causes, and most items also say what is then to be done:
 *
 *     Common causes include:
 *     - **Image**: it cannot be pulled. Verify its name.
 */
export const isListOfRemedies = (reader: Reader, list: NodeOf<'list'>, intro: string): boolean =>
  namesCases.test(lastSentence(intro)) &&
  mostly(list, (item) => {
    const [, ...sentences] = words(reader, item).split(/[.;:!]\**\s+/)
    return sentences.map(plainText).some(isImperative)
  })

const namesCases = /\b(?:causes?|reasons?|issues|problems|scenarios|cases|errors)\b[^.]*:$/i

/** "This can have a variety of causes, including:". "Once the cause is known, end the session:" tells what to do. */
export function announcesFacts(intro: string): boolean {
  const sentence = lastSentence(intro)
  const told = [...mainClauses(sentence), sentence.split(', ').at(-1) ?? ''].find(
    (clause) => isImperative(clause) || /^depending\b/i.test(sentence),
  )
  return (namesFacts.test(told ?? sentence) && !/\bas follows:$/i.test(sentence)) || announcesDoings(intro)
}

const namesFacts =
  /\b(?:causes?|caused|reasons?|symptoms?|including|includes?|due to|such as|examples?|means|scenarios|indicates?|issues|problems|conditions|use cases|order of preference|guidelines|principles|rules|tips|in mind)\b[^.]*:$|\b(?:when|because|if)(?: (?:(?:one|any|either|all) of )?(?:the following|these)(?: \S+){0,3})?:$/i

/** "The file does:", "When a user asks, there is a three-step process": done by something else, not by the reader. */
export const announcesDoings = (intro: string): boolean => doneByOthers.test(lastSentence(intro))

const doneByOthers =
  /^(?:this|the|our) (?:guide|document|doc|page|runbook|playbook|readme|section|tutorial) (?!you\b)[^.]*:$|^it (?:will |then )?\w+s? (?:for )?(?:the )?following:$|, (?:and|which) it will \w+ (?:for )?(?:the )?following:$|\b(?:that|it|which|(?:this|the|each) (?:(?!you |we )\S+ ){0,4})(?: ?(?:will|does|do|then|should|can))+(?: the following)?:$|\bthere (?:is|are) (?:\S+ ){1,4}(?:process|stages|phases|parts)\b[^.]*$/i

export const lastSentence = (intro: string): string =>
  plainText(intro)
    .split(/[.!?]\s+/)
    .at(-1) ?? ''

/** "Apply one of the following:", "either:", "you may choose:", "the remedy that matches the cause:" */
export function announcesChoice(intro: string): boolean {
  const sentence = lastSentence(intro).trim()
  return matchesCase.test(sentence) || (offersChoice.test(sentence) && !announcesFacts(intro))
}

const offersChoice =
  /\b(?:(?:one|(?<!\bfor )any|either) of (?:the following|these|them)\b[^.]*|either(?: (?:to|of|way)\b[^.]*)?|in (?:one|any|either) of (?:the |these )?(?:two|three|four|several|following) ways|choose(?: between)?):$/i

const matchesCase = /\bthe (?:\S+ ){1,3}(?:that|which) (?:best )?(?:matches|fits|applies)\b[^.]*:$/i

/** "Avoid the word", "Don't name anyone": half of them hold at all times. */
export const isListOfMaxims = (reader: Reader, list: NodeOf<'list'>): boolean =>
  shareOf(list, (item) => isMaxim(plainText(words(reader, item)))) >= 0.5

/** "For example, let's say this came in:": shown, and not done. */
export const supposes = (text: string): boolean =>
  /^(?:(?:for example|now|so),? )?(?:let(?:'|’)?s (?:say|suppose|assume|imagine)|suppose|imagine)\b/i.test(
    plainText(text),
  )

export const itemSupposes = (reader: Reader, item: ItemNode): boolean => supposes(words(reader, item))

/** Whether the words of an item end by announcing what stands below them. */
export const announcesBelow = (reader: Reader, item: ItemNode): boolean => /:\s*$/.test(words(reader, item))

/** Whether an item says what is to be done, or has to be so: "the namespace needs the label too". */
export const speaksOfNeed = (reader: Reader, item: ItemNode): boolean => {
  const text = plainText(words(reader, item))
  return (
    isTold(text) || /\b(?:needs?|must|should|have|has|ha(?:s|ve) to|can|use|run|with)\b[^.]*[:.]$/i.test(text)
  )
}

/** Whether an item's own words are an instruction, whatever stands below them. */
export const tellsWhatToDo = (reader: Reader, item: ItemNode): boolean =>
  isImperative(plainText(words(reader, item)))

/** "To run it against all files:" */
export const saysWhatFor = (reader: Reader, item: ItemNode): boolean =>
  /^to \S.*:$/i.test(plainText(words(reader, item)))

/** Whether most items are links into the same page. */
export function isContents(reader: Reader, list: NodeOf<'list'>): boolean {
  return mostly(list, (item) => /^\[[^\]]*\]\(#[^)]*\)\s*$/.test(words(reader, item).split('\n')[0] ?? ''))
}

/** A command with at least one argument, and at most what it is for: `systemctl stop api`, where `api` is its unit. */
const isCommandOnly = (reader: Reader, item: ItemNode): boolean =>
  /^(?:(?:first|then|next|finally),? )?(`+)[a-z][\w.-]* [^`]+\1[.\s]*(?:$|(?:and|where|to|for|if|when)\b|\()/i.test(
    words(reader, item),
  )

/** Whether most items are nothing but a link: a list of reading, not of doing. */
export function isReading(reader: Reader, list: NodeOf<'list'>): boolean {
  return mostly(list, (item) =>
    /^(?:see:? )?(?:\[\d+\] *)?(?:\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?|<?https?:\S+)[.\s]*$/.test(
      words(reader, item),
    ),
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
    const value = /^[^\s:.,]+(?: [^\s:.,]+){0,4}:( \S.{0,120}|\s*)$/.exec(text)?.[1]
    return value !== undefined && ![text, value].map(plainText).some(isImperative)
  })
}

export const holdsCode = (nodes: readonly Node[]): boolean =>
  nodes.some(
    (node) =>
      node.kind === 'code' ||
      (node.kind === 'list' && node.items.some((item) => holdsCode(item.children))) ||
      (node.kind === 'quote' && holdsCode(node.children)),
  )

const mostly = (list: NodeOf<'list'>, test: (item: ItemNode) => boolean): boolean => shareOf(list, test) > 0.5

function shareOf(list: NodeOf<'list'>, test: (item: ItemNode) => boolean): number {
  const sample = list.items.slice(0, sampleMax).filter((item) => item.children.length > 0)
  return sample.length === 0 ? 0 : sample.filter(test).length / sample.length
}

/** The first paragraph of an item, as far as a judgement needs it. */
function words(reader: Reader, item: ItemNode): string {
  const first = item.children[0]
  if (first?.kind === 'heading') return reader.text.slice(first.content.from, first.content.to)
  if (first?.kind !== 'paragraph') return ''
  const range = { from: first.range.from, to: Math.min(first.range.to, first.range.from + 600) }
  return proseOf(reader.text, range, first.quotes).text
}
