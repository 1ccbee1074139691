import type { Range } from '../../text/range.ts'
import { contains } from '../../text/range.ts'
import type { Menu, MenuReason } from '../menu.ts'
import type { Step, StepId } from '../step.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import type { Node, NodeOf } from './tree.ts'
import type { MenuDraft } from './menu-draft.ts'
import { siblingMenus } from './sibling-menus.ts'
import { announcesChoice, isListOfRemedies } from './list-judgement.ts'
import { introOf, isSequence } from './step-body.ts'
import { claimId } from './slug.ts'
import type { Variant } from './variants.ts'
import { optionsOf } from './options.ts'
import { detailsOf, tabsOf } from './variants.ts'

/** Finds siblings that are alternatives (format.md §3): the operator picks any of them, in any order. */
export function menusOf(
  reader: Reader,
  drafts: readonly SectionDraft[],
  steps: readonly Step[],
  opaque: readonly Range[],
): readonly Menu[] {
  const sections = drafts.map(({ section }) => section)
  const tabs = tabsOf(reader, opaque)
  const bySection = Map.groupBy(steps, ({ section }) => section)
  const inSections = drafts.flatMap((draft) => {
    const own = bySection.get(draft.section.id) ?? []
    if (own.length < 2) return []
    const variants = [
      ...detailsOf(reader, draft.nodes),
      ...optionsOf(reader, draft.nodes),
      ...tabs.filter(({ range }) => contains(draft.section.body, range)),
    ]
    const byVariant = variantMenus(draft, own, variants)
    if (byVariant.length > 0) return byVariant
    const announced = choiceMenus(reader, draft, own)
    return announced.length > 0 ? announced : [...wayMenus(draft, own), ...conditionMenus(draft, own)]
  })
  return [...siblingMenus(reader, sections, drafts, steps), ...inSections].map((draft) =>
    withId(reader, draft),
  )
}

function withId(reader: Reader, { reason, title, section, options }: MenuDraft): Menu {
  const id = claimId(reader.ids, section === '' ? 'menu' : `${section}/menu`)
  const range = { from: options[0]?.range.from ?? 0, to: options.at(-1)?.range.to ?? 0 }
  return { id, title, reason, section, options, range }
}

/** `<details>` and tabs beside each other that hold steps. */
function variantMenus(
  { section }: SectionDraft,
  steps: readonly Step[],
  variants: readonly Variant[],
): readonly MenuDraft[] {
  return (['details', 'tabs', 'methods'] as const).flatMap((reason) => {
    const options = variants
      .filter(({ kind }) => kind === reason)
      .flatMap(({ title, range }) => {
        const inside = steps.filter((step) => contains(range, step.range))
        return inside.length > 0
          ? [{ title: title || (inside[0]?.title ?? ''), steps: inside.map(({ id }) => id), range }]
          : []
      })
    return options.length > 1 ? [{ reason, title: section.title, section: section.id, options }] : []
  })
}

/** An item of a list may announce the choice itself: "From the folder of the project, either:" */
const itemAnnounces = /\b(?:either|(?:one|any) of (?:the following|these))$/i

/** The steps of a list, when the words above it, or the item above them, say that one of them is enough. */
function choiceMenus(
  reader: Reader,
  { section, nodes }: SectionDraft,
  steps: readonly Step[],
): readonly MenuDraft[] {
  return nodes.flatMap((node, index): readonly MenuDraft[] => {
    if (node.kind !== 'list') return []
    const range = { from: node.range.from, to: endOfList(nodes, index) }
    const inside = steps.filter((step) => contains(range, { from: step.range.from, to: step.range.from }))
    const intro = (index === 0 ? headingWords(reader, section) : introOf(reader, nodes[index - 1])).trimEnd()
    const reason = reasonOf(reader, node, intro)
    const last = inside.findIndex(({ title }) => itemAnnounces.test(title))
    const picks = reason ? inside : last === -1 ? [] : inside.slice(last + 1)
    if (picks.length < 2) return []
    const options = picks.map(({ id, title, range }) => ({ title, steps: [id] as readonly StepId[], range }))
    return [{ reason: reason ?? 'announced', title: section.title, section: section.id, options }]
  })
}

/** To a reader, bullets that fences at the margin cut in two are one list. */
function endOfList(nodes: readonly Node[], index: number): number {
  let last = index
  for (let at = index + 1; nodes[at]?.kind === 'code' || nodes[at]?.kind === 'list'; at++) {
    const isCut = nodes[at]?.kind === 'list' && nodes[at - 1]?.kind === 'code'
    if (nodes[at]?.kind === 'list' && !isCut) break
    if (isCut) last = at
  }
  return nodes[last]?.range.to ?? 0
}

/** "When you have read it, either:", as a heading. */
const headingWords = (reader: Reader, { heading }: SectionDraft['section']): string =>
  heading
    ? reader.text.slice(heading.from, Math.min(heading.to, heading.from + 400)).replace(/[\s#*_]+$/, '')
    : ''

function reasonOf(reader: Reader, list: NodeOf<'list'>, intro: string): MenuReason | undefined {
  if (announcesChoice(intro)) return 'announced'
  return !isSequence(list) && isListOfRemedies(reader, list, intro) ? 'causes' : undefined
}

/** Steps called "The easy way" and "The complicated way". */
function wayMenus({ section }: SectionDraft, steps: readonly Step[]): readonly MenuDraft[] {
  const ways = steps.filter(({ title }) => /^the \S+ way:?$/i.test(title))
  if (ways.length < 2) return []
  const options = ways.map(({ id, title, range }) => ({ title, steps: [id] as readonly StepId[], range }))
  return [{ reason: 'methods', title: section.title, section: section.id, options }]
}

const conditional = /^(?:if|when|in case|otherwise|else)\b/i

/** Neighbouring items that each begin with a condition: "If the disk is full, …", "Otherwise …". */
function conditionMenus({ section }: SectionDraft, steps: readonly Step[]): readonly MenuDraft[] {
  const runs: Step[][] = []
  let run: Step[] = []
  for (const step of steps) {
    if (conditional.test(step.title)) run.push(step)
    else run = []
    if (run.length === 2) runs.push(run)
  }
  return runs
    .filter((run) => areAlternatives(run, steps))
    .map((run) => {
      const options = run.map(({ id, title, range }) => ({ title, steps: [id] as readonly StepId[], range }))
      return { reason: 'conditions' as const, title: section.title, section: section.id, options }
    })
}

/**
 * Numbers say that the order matters, unless an item says what else to do. Beside steps without a condition, one
 * only says when its own step is for.
 */
const areAlternatives = (run: readonly Step[], steps: readonly Step[]): boolean =>
  run.some(({ title }) => /^(?:otherwise|else)\b/i.test(title)) ||
  (run.length === steps.length && run.every(({ rule }) => rule === 'bullets' || rule === 'bullet-with-fence'))
