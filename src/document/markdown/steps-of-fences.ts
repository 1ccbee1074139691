import { isSample } from './blocks.ts'
import { readInfo } from './attributes.ts'
import { isImperative } from './imperative.ts'
import { plainText } from './inline.ts'
import { labelLines } from './labels.ts'
import { holdsCode, isContents, isMostlyInstructions, isReading } from './list-judgement.ts'
import { proseOf } from './prose.ts'
import type { Reader } from './reader.ts'
import type { SectionText } from './section-text.ts'
import { introOf, stepOf, stepOfItem } from './step-body.ts'
import type { StepDraft, Title } from './step-draft.ts'
import { titleOfIntroduction } from './title.ts'
import type { Node, NodeOf } from './tree.ts'
import { summaryOf } from './variants.ts'
import { slice } from '../../text/range.ts'

/** Rule 3: each run of paragraphs followed by fences is a step; so are bullets that each carry a fence. */
export function proseThenFenceSteps(reader: Reader, section: SectionText): readonly StepDraft[] {
  return holdsCode(section.draft.nodes) ? fenceGroups(reader, section.draft.nodes, section) : []
}

/** The steps among root blocks by rule 3; what has no fence stays text of the section. */
export function fenceGroups(reader: Reader, nodes: readonly Node[], section: SectionText): StepDraft[] {
  const groups: Group[] = []
  let open: Node[] = []
  nodes.forEach((node, index) => {
    if (node.kind === 'rule') return
    if (node.kind === 'list' && isListOfSteps(reader, node, section)) {
      groups.push({ nodes: open, list: node })
      open = []
      return
    }
    // A list without a fence closes the thought above it, whether that was a step or only text.
    if (
      startsGroup(reader, nodes, index) &&
      (holdsCode(open) || (node.kind === 'paragraph' && open.at(-1)?.kind === 'list'))
    ) {
      groups.push({ nodes: open })
      open = []
    }
    open.push(node)
  })
  groups.push({ nodes: open })
  return stepsOfGroups(reader, groups, section)
}

type Group = { readonly nodes: readonly Node[]; readonly list?: NodeOf<'list'> }

function stepsOfGroups(reader: Reader, groups: readonly Group[], section: SectionText): StepDraft[] {
  const steps: StepDraft[] = []
  for (const { nodes, list } of groups) {
    if (isStepGroup(reader, nodes, section)) steps.push(stepOfGroup(reader, nodes, section))
    if (!list) continue
    const rule = holdsCode(list.items[0]?.children ?? []) ? 'bullet-with-fence' : 'bullets'
    for (const item of list.items)
      if (item.children.length > 0) steps.push(stepOfItem(reader, item, rule, []))
  }
  return steps
}

/** Prose begins a new step when a command follows it; labels and words about output belong to the step before. */
function startsGroup(reader: Reader, nodes: readonly Node[], index: number): boolean {
  const node = nodes[index]
  if (node?.kind === 'html') return summaryOf(slice(reader.text, node.range)) !== undefined
  if (node?.kind !== 'paragraph' && node?.kind !== 'list' && node?.kind !== 'quote') return false
  if (node.kind === 'paragraph' && labelLines(proseOf(reader.text, node.range, node.quotes).text).length > 0)
    return false
  for (let at = index; at < nodes.length; at++) {
    const next = nodes[at]
    if (next?.kind === 'code') return !isSample(introOf(reader, nodes[at - 1]), next.text)
    if (next && holdsCode([next])) return true
  }
  return false
}

/** Labels, and words like "Example:" and "or", speak of the step above. */
const continuesStep = (text: string): boolean =>
  labelLines(text).length > 0 || /^(?:for )?(?:example|e\.g\.|or|alternatively|e\.g)[^\n.]{0,30}$/i.test(text)

function isListOfSteps(reader: Reader, list: NodeOf<'list'>, { stance }: SectionText): boolean {
  const carrying = list.items.filter((item) => holdsCode(item.children)).length
  if (list.items.length > 0 && carrying === list.items.length) return true
  if (isContents(reader, list) || isReading(reader, list)) return false
  const instructions = isMostlyInstructions(reader, list)
  return stance === 'open' ? carrying > 0 && instructions : carrying * 2 > list.items.length || instructions
}

/** Outside procedural sections a fence must look like a command, or its words like an instruction. */
function isStepGroup(reader: Reader, nodes: readonly Node[], { stance }: SectionText): boolean {
  const commands = nodes.filter((node, index) => {
    if (node.kind !== 'code') return holdsCode([node])
    const { directive } = readInfo(reader.text, node.info)
    return (
      !directive &&
      !isSample(introOf(reader, nodes[index - 1]), node.text) &&
      !isAdmonition(reader, nodes, index)
    )
  })
  if (commands.length === 0) return false
  if (stance === 'procedural') return true
  return (
    commands.some((node) => node.kind !== 'code' || isCommand(reader, node, stance)) ||
    isInstruction(reader, nodes)
  )
}

const isAdmonition = (reader: Reader, nodes: readonly Node[], index: number): boolean =>
  /^(?:!!!|\?\?\?\+?) /.test(introOf(reader, nodes[index - 1]))

const commandLanguages =
  /^(?:sh|bash|zsh|fish|shell|shell-session|shellsession|console|terminal|command|cmd|bat|powershell|ps1?|pwsh|sql|psql|mysql|promql|http|mongo|redis|ruby|rb|irb|python|py)$/

function isCommand(reader: Reader, node: NodeOf<'code'>, stance: SectionText['stance']): boolean {
  const { language, actionWord } = readInfo(reader.text, node.info)
  if (actionWord !== undefined || commandLanguages.test(language)) return true
  if (language === '' && stance === 'leaning') return true
  return (
    language === '' &&
    /^\s*(?:\$ |(?:sudo|kubectl|oc|aws|gcloud|az|docker|ssh|curl|git|helm|systemctl|psql|cf|make|cd|export|terraform|gh|npm|knife|ansible\S*)\s)/m.test(
      node.text.slice(0, 2000),
    )
  )
}

const isInstruction = (reader: Reader, nodes: readonly Node[]): boolean => {
  const title = introduction(reader, nodes)
  return title !== undefined && isImperative(plainText(title.title))
}

function stepOfGroup(reader: Reader, nodes: readonly Node[], { draft }: SectionText): StepDraft {
  const from = nodes[0]?.range.from ?? 0
  const range = { from, to: nodes.at(-1)?.range.to ?? from }
  const fallback = {
    title: draft.section.title || 'Step',
    range: { from, to: from },
    cut: { from, to: from },
  }
  const title = introduction(reader, nodes) ?? fallback
  return stepOf(reader, { rule: 'prose-then-fence', range, title, nodes, lead: from })
}

/** The sentence right above the first fence. */
function introduction(reader: Reader, nodes: readonly Node[]): Title | undefined {
  const first = nodes.findIndex((node) => holdsCode([node]))
  const before = nodes.slice(0, first).findLast((node) => node.kind === 'paragraph')
  const title = before && titleOfIntroduction(proseOf(reader.text, before.range, before.quotes))
  // "Example", "or", "e.g." say nothing a heading would not say better.
  return title && /\s/.test(title.title) ? title : undefined
}
