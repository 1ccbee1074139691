import type { Menu, MenuOption, MenuReason } from '../menu.ts'
import type { Section } from '../section.ts'
import type { Step, StepId } from '../step.ts'
import type { Reader } from './reader.ts'
import type { SectionDraft } from './sections.ts'
import { claimId } from './slug.ts'

/** Finds siblings that are alternatives (format.md §3): the operator picks any of them, in any order. */
export function menusOf(
  reader: Reader,
  drafts: readonly SectionDraft[],
  steps: readonly Step[],
): readonly Menu[] {
  const sections = drafts.map(({ section }) => section)
  const stepIds = stepIdsBySection(sections, steps)
  const menus: Menu[] = []
  sections.forEach((section, index) => {
    const siblings = sections.flatMap((child, at) =>
      child.parent === index && stepIds[at]?.length ? [at] : [],
    )
    const reason = siblings.length > 1 ? reasonOf(drafts, index, siblings) : undefined
    if (!reason) return
    const options = siblings.flatMap((at) => optionOf(sections[at], stepIds[at] ?? []))
    menus.push(menuOf(reader, section, reason, options))
  })
  return menus
}

function menuOf(reader: Reader, section: Section, reason: MenuReason, options: readonly MenuOption[]): Menu {
  const range = {
    from: options[0]?.range.from ?? section.range.from,
    to: options.at(-1)?.range.to ?? section.range.to,
  }
  const id = claimId(reader.ids, section.id === '' ? 'menu' : `${section.id}/menu`)
  return { id, title: section.title, reason, section: section.id, options, range }
}

const optionOf = (section: Section | undefined, steps: readonly StepId[]): readonly MenuOption[] =>
  section ? [{ title: section.title, section: section.id, steps, range: section.range }] : []

/** The top-level steps of each section and of the sections inside it. */
function stepIdsBySection(
  sections: readonly Section[],
  steps: readonly Step[],
): readonly (readonly StepId[])[] {
  const indexOf = new Map(sections.map(({ id }, index) => [id, index]))
  const ids: StepId[][] = sections.map(() => [])
  for (const step of steps) {
    let at = indexOf.get(step.section)
    while (at !== undefined) {
      ids[at]?.push(step.id)
      at = sections[at]?.parent
    }
  }
  return ids
}

function reasonOf(
  drafts: readonly SectionDraft[],
  parent: number,
  siblings: readonly number[],
): MenuReason | undefined {
  const titles = siblings.map((at) => drafts[at]?.section.title ?? '')
  // Numbers say that the order matters, whatever the words.
  if (siblings.some((at) => drafts[at]?.numbered)) return undefined
  if (titles.every((title) => environment.test(title))) return 'environments'
  if (titles.every((title) => method.test(title))) return 'methods'
  if (titles.every((title) => /^(?:if|otherwise|else|when|in case)\b/i.test(title))) return 'conditions'
  if (drafts[parent]?.section.role === 'mitigation') return 'mitigations'
  return undefined
}

const environment =
  /^(?:(?:for|on|in|using|with)\s+)?(?:the\s+)?(?:aws|azure|gcp|google cloud|gke|eks|aks|openstack|vsphere|vmware|bare[- ]?metal|on[- ]?prem(?:ises)?|linux|ubuntu|debian|centos|rhel|mac ?os(?: ?x)?|osx|mac|windows|prod(?:uction)?|non[- ]?prod(?:uction)?|staging|stage|dev(?:elopment)?|test|qa|uat|sandbox|integration|preprod|customers?|admins?|administrators?|developers?|operators?)(?:\s+(?:environments?|clusters?|users?|hosts?|nodes?|servers?|accounts?|instances?|instructions?|steps))?$/i

const method =
  /^(?:using|with|via|through|from)\b|^(?:manual(?:ly)?|automat(?:ed|ic|ically))\b|\b(?:manually|automatically|using \S+(?: \S+)?|via \S+(?: \S+)?)$|^option \w\b|^(?:method|alternative|approach|variant) \w\b/i
