import { isSample } from './blocks.ts'
import type { FenceGroup } from './fence-groups.ts'
import { groupsOf, isCommandLine, isShell, isToldInOneSentence } from './fence-groups.ts'
import { readInfo } from './attributes.ts'
import { isImperative } from './imperative.ts'
import { plainText } from './inline.ts'
import { announcesDoings, holdsCode, lastSentence, supposes } from './list-judgement.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { introOf, stepOf, stepOfItem } from './step-body.ts'
import type { StepDraft, Title } from './step-draft.ts'
import { titleOfIntroduction, titleOfProse } from './title.ts'
import type { Node, NodeOf } from './tree.ts'
import { summaryOf } from './variants.ts'
import { slice } from '../../text/range.ts'

/** Rule 3: each run of paragraphs followed by fences is a step; so are bullets that each carry a fence. */
export function proseThenFenceSteps(reader: Reader, section: SectionText): readonly StepDraft[] {
  const { nodes } = section.draft
  return holdsCode(nodes) || nodes.some((node) => isCommandLine(reader, node))
    ? fenceGroups(reader, nodes, section)
    : []
}

/** The steps among root blocks by rule 3; what has no fence stays text of the section. */
export function fenceGroups(reader: Reader, nodes: readonly Node[], section: SectionText): StepDraft[] {
  let hasStep = false
  let hasBullets = false
  return groupsOf(reader, nodes, section).flatMap((group): readonly StepDraft[] => {
    if (group.kind === 'bullets') {
      const steps = bulletsWithFences(reader, group)
      hasBullets ||= steps.some(({ rule }) => rule === 'bullet-with-fence')
      // Among examples, what is only named is no step.
      return section.stance === 'shown' && !hasBullets ? [] : steps
    }
    const isTold = hasStep && !holdsCode(group.nodes) && isToldGroup(reader, group.nodes)
    hasStep ||= isStepGroup(reader, group.nodes, section)
    return isTold || isStepGroup(reader, group.nodes, section)
      ? [stepOfGroup(reader, group.nodes, section)]
      : []
  })
}

/** Between commands a sentence that tells what to do, with the list of what it is done to, is a step too. */
const isToldGroup = (reader: Reader, [first, second]: readonly Node[]): boolean =>
  first?.kind === 'paragraph' &&
  second?.kind === 'list' &&
  isToldInOneSentence(proseOf(reader.text, first.range, first.quotes).text)

function bulletsWithFences(
  reader: Reader,
  { items, tail }: Extract<FenceGroup, { kind: 'bullets' }>,
): readonly StepDraft[] {
  const hasFence = tail.length > 0 || items.some(({ children }) => holdsCode(children))
  const rule = hasFence ? 'bullet-with-fence' : 'bullets'
  return items.map((item, index) => stepOfItem(reader, item, rule, index === items.length - 1 ? tail : []))
}

/** Outside procedural sections a fence must look like a command, or its words like an instruction. */
function isStepGroup(reader: Reader, nodes: readonly Node[], { stance }: SectionText): boolean {
  const commands = nodes.filter((node, index) => {
    if (node.kind !== 'code') return holdsCode([node]) && !announcesDoings(introOf(reader, nodes[index - 1]))
    const { directive } = readInfo(reader.text, node.info)
    return (
      !directive &&
      !isSample(introOf(reader, nodes[index - 1]), node.text) &&
      !isAdmonition(reader, nodes, index)
    )
  })
  const last = nodes.findIndex((node) => holdsCode([node]))
  if (commands.length > 0 && supposes(lastSentence(introOf(reader, nodes[last - 1])))) return false
  if (commands.length === 0) return stance === 'open' && nodes.some((node) => isCommandLine(reader, node))
  if (stance === 'shown') return commands.flatMap(codesIn).some((code) => isShell(reader, code))
  if (stance === 'procedural' && !commands.flatMap(codesIn).every((code) => isData(reader, code))) return true
  if (stance !== 'open' && saysWhere(reader, nodes)) return true
  return (
    commands.flatMap(codesIn).some((code) => isCommand(reader, code, stance)) || isInstruction(reader, nodes)
  )
}

/** The fences of a block, wherever in it they stand. */
const codesIn = (node: Node): readonly NodeOf<'code'>[] => {
  if (node.kind === 'code') return [node]
  if (node.kind === 'quote') return node.children.flatMap(codesIn)
  return node.kind === 'list' ? node.items.flatMap(({ children }) => children.flatMap(codesIn)) : []
}

const isAdmonition = (reader: Reader, nodes: readonly Node[], index: number): boolean =>
  /^(?:!!!|\?\?\?\+?) /.test(introOf(reader, nodes[index - 1]))

const commandLanguages =
  /^(?:sh|bash|zsh|fish|shell|shell-session|shellsession|console|terminal|command|cmd|bat|powershell|ps1?|pwsh|sql|psql|mysql|promql|http|mongo|redis|ruby|rb|irb|python|py)$/

function isCommand(reader: Reader, node: NodeOf<'code'>, stance: SectionText['stance']): boolean {
  const { language, actionWord } = readInfo(reader.text, node.info)
  if (actionWord !== undefined || commandLanguages.test(language)) return !isData(reader, node)
  if (language === '' && stance === 'leaning' && looksLikeCommand(node.text)) return true
  return (
    language === '' &&
    /^\s*(?:\$ |[a-z][\w.@:~-]{1,40}[$#] \S|(?:sudo|kubectl|oc|aws|gcloud|az|docker|ssh|curl|git|helm|systemctl|psql|cf|make|cd|export|terraform|gh|npm|knife|ansible\S*)\s)/m.test(
      node.text.slice(0, 2000),
    )
  )
}

/**
 * Whether the first line that says something has a prompt, a path, or a word and something after it: `exceptions`,
 * `kind: User` and `| where a == b` are no commands.
 */
function looksLikeCommand(text: string): boolean {
  const said = text
    .slice(0, 2000)
    .split('\n')
    .filter((line) => /[\p{L}\p{N}]/u.test(line) && !/^\s*[#<]/.test(line))
  const first = said[0] ?? ''
  if (errorMessage.test(first) || formula.test(first)) return false
  return command.test(first) || (said.length === 1 && /^\s*[a-z][\w-]*\s*$/.test(first))
}

/** "Error: no such unit"; "For application 'a': service 'b' not found": words with a capital, and what went wrong. */
const errorMessage =
  /^\s*(?:(?:[Ee]rror|ERROR|[Ff]atal|FATAL|[Pp]anic|Sorry|Exception)[:,] |[A-Z][a-z]+ [^=$|]*(?:\b(?:not found|not exist|failed|denied|refused|timed out|invalid|error)\b)[^=$|]*$)/

/** `rate = count / seconds` is a formula. */
const formula = /^\s*[\w.]+ = [^"']* [*/+] /

const command =
  /^\s*(?:[$>%] \S|(?:\S*[@/~=]\S*|\w*sh-[\d.]+)[#$>%] \S|[a-z][\w.-]{1,40}\$ \S|[$>%]?(?:[A-Za-z][\w./-]*(?: +[^\s|:<>]| \| ?[a-z]|;)|[~.]?\/\S|[A-Z_]+=))/

/** What is shown to be read or compared: nothing is done with it unless the words above say so. */
const isData = (reader: Reader, node: NodeOf<'code'>): boolean => {
  const { language, actionWord } = readInfo(reader.text, node.info)
  if (actionWord !== undefined) return false
  if (language === 'console' && rootPrompt.test(node.text)) return false
  return dataLanguages.test(language) || (/^(?:|console)$/.test(language) && !looksLikeCommand(node.text))
}

/** On a console, `# systemctl status` is no comment. */
const rootPrompt = /^\s*# ?[a-z]/m

const dataLanguages =
  /^(?:text|txt|plain|plaintext|none|log|logs|output|ya?ml|json|toml|ini|xml|csv|md|markdown|diff|html|nohighlight)$/

/** "Your `~/.aws/config` should contain:": what belongs into a file is to be put there. "This is done as follows:" */
const saysWhere = (reader: Reader, nodes: readonly Node[]): boolean => {
  const first = nodes.findIndex(({ kind }) => kind === 'code')
  const intro = introOf(reader, nodes[first - 1]).trimEnd()
  if (/\bas follows:$/i.test(intro)) return true
  return (
    !/\bexamples?\b|\bstructured\b/i.test(intro) &&
    /(?:^|[\s`_*])(?:~?\/|\.{1,2}\/)?[\w./-]+\.(?:conf|cfg|ini|ya?ml|json|toml|env|rc|tf|rb|config)[`_*]*[^.]{0,40}:?$|~\/\S+[^.]*\bshould contain\b[^.]*:$/i.test(
      intro,
    )
  )
}

/** "Create a migration:", "Format: add two marks", or "Running them locally:" above what looks like a command. */
function isInstruction(reader: Reader, nodes: readonly Node[]): boolean {
  const first = nodes.findIndex((node) => holdsCode([node]))
  const above = lastSentence(introOf(reader, nodes[first - 1]))
  if (isImperative(above.replace(/^[^:.]{1,40}: +/, ''))) return true
  const title = introduction(reader, nodes)?.title ?? ''
  return (
    isImperative(plainText(title)) ||
    (/^[a-z]{3,}ing \S/i.test(title) && nodes.flatMap(codesIn).every((code) => looksLikeCommand(code.text)))
  )
}

function stepOfGroup(reader: Reader, group: readonly Node[], { draft }: SectionText): StepDraft {
  // A remark in a quote above the words is not where the step begins.
  const words = group.findIndex(
    (node) => (node.kind !== 'quote' || holdsCode([node])) && !isMetadataLine(reader, node),
  )
  // … unless it is all the words there are: "> See whether it runs:".
  const said = group.slice(words > 0 && announcesIn(reader, group, words) ? words - 1 : words)
  // Below a heading that tells what to do, the description is of that.
  const nodes = isImperative(draft.section.title) ? said : withoutDescription(reader, said)
  const from = nodes[0]?.range.from ?? 0
  const range = { from, to: nodes.at(-1)?.range.to ?? from }
  const first = nodes[0]
  const summary = first?.kind === 'html' ? summaryOf(slice(reader.text, first.range)) : undefined
  const none = { from, to: from }
  const fallback = { title: summary || draft.section.title || 'Step', range: none, cut: none }
  const quoted =
    first?.kind === 'quote' && !holdsCode([first]) ? introduction(reader, first.children) : undefined
  const title = introduction(reader, nodes) ?? quoted ?? fallback
  const codes = nodes.flatMap(codesIn)
  const isAllData = codes.length > 0 && codes.every((code) => isData(reader, code))
  const rule = isAllData ? 'prose-then-data' : 'prose-then-fence'
  return stepOf(reader, { rule, range, title, nodes, lead: from, lists: 'text' })
}

/** "Status: done", above a command: said of the file. */
const isMetadataLine = (reader: Reader, { kind, range }: Node): boolean =>
  kind === 'paragraph' &&
  /^[*_]*(?:status|state|owner|author|team|date|version|last (?:updated|reviewed))[*_]*:[*_]* [^\n]*$/i.test(
    reader.text.slice(range.from, range.to).trim(),
  )

const announcesIn = (reader: Reader, group: readonly Node[], at: number): boolean => {
  const [quote, code] = [group[at - 1], group[at]]
  return code?.kind === 'code' && quote !== undefined && /:\s*$/.test(slice(reader.text, quote.range))
}

/** A step begins where its words first tell what to do: paragraphs above that only describe are the section's. */
function withoutDescription(reader: Reader, nodes: readonly Node[]): readonly Node[] {
  const code = nodes.findIndex((node) => holdsCode([node]) || isCommandLine(reader, node))
  const texts = nodes
    .slice(0, Math.max(0, code))
    .map(({ kind, range, quotes }) =>
      kind === 'paragraph' ? proseOf(reader.text, range, quotes).text : undefined,
    )
  const begins = (text: string | undefined): boolean => text === undefined || warns.test(text)
  const demanded = texts.findIndex((text) => begins(text) || demands(text ?? ''))
  // What can be done is only what the step is, when nothing is said that is to be done.
  const told =
    demanded === -1 ? texts.findIndex((text) => begins(text) || tellsSomewhere(text ?? '')) : demanded
  return told > 0 && texts[told] !== undefined ? nodes.slice(told) : nodes
}

/** What warns of a command stays with it. */
const warns = /\b(?:warning|caution|danger|careful|attention|important|note|never|only|not|will|must)\b/i

const tellsSomewhere = (text: string): boolean =>
  text.split(/[.!?:]\s+/).some((sentence) => isImperative(plainText(sentence)))

/** "Create the job:"; "you can run it as a job" is none. */
const demands = (text: string): boolean =>
  text
    .split(/[.!?:]\s+/)
    .map(plainText)
    .some((sentence) => isImperative(sentence) && !/\byou (?:can|may|could)\b/i.test(sentence))

/** The sentence right above the first fence. */
function introduction(reader: Reader, nodes: readonly Node[]): Title | undefined {
  const first = nodes.findIndex((node) => holdsCode([node]) || isCommandLine(reader, node))
  const isParagraph = ({ kind }: Node): boolean => kind === 'paragraph'
  const before = first === -1 ? nodes.find(isParagraph) : nodes.slice(0, first).findLast(isParagraph)
  const command = nodes[first]
  const titleOf = command?.kind === 'paragraph' ? titleOfProse : titleOfIntroduction
  const title = before && titleOf(proseOf(reader.text, before.range, before.quotes))
  // "Example", "or", "e.g." say nothing a heading would not say better.
  return title && /\s/.test(title.title) ? title : undefined
}
