import type { MenuReason } from '../menu.ts'
import type { Section } from '../section.ts'
import type { Step, StepId } from '../step.ts'
import { plainText } from './inline.ts'
import type { Reader } from './reader.ts'
import type { MenuDraft } from './menu-draft.ts'
import type { SectionDraft } from './sections.ts'

/** Sections beside each other that are alternatives, judged by their titles and by the section they stand in. */
export function siblingMenus(
  reader: Reader,
  sections: readonly Section[],
  drafts: readonly SectionDraft[],
  steps: readonly Step[],
): readonly MenuDraft[] {
  const stepIds = stepIdsBySection(sections, steps)
  const children = Map.groupBy(sections.keys(), (index) => sections[index]?.parent ?? -1)
  const menus: MenuDraft[] = []
  for (const [parent, all] of children) {
    const siblings = all.filter((at) => stepIds[at]?.length)
    const menu = menuOf(reader, drafts, parent, siblings)
    if (!menu) continue
    const options = menu.picks.flatMap((at) => {
      const section = sections[at]
      return section
        ? [{ title: section.title, section: section.id, steps: stepIds[at] ?? [], range: section.range }]
        : []
    })
    const above = sections[parent] ?? sections[0]
    if (above) menus.push({ reason: menu.reason, title: above.title, section: above.id, options })
  }
  return menus
}

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

type Choice = { readonly reason: MenuReason; readonly picks: readonly number[] }

function menuOf(
  reader: Reader,
  drafts: readonly SectionDraft[],
  parent: number,
  siblings: readonly number[],
): Choice | undefined {
  // Numbers say that the order matters, whatever the words.
  if (siblings.length < 2 || siblings.some((at) => drafts[at]?.numbered)) return undefined
  for (const [reason, pattern] of byTitle) {
    const picks = alternativesOf(siblings, (at) => pattern.exec(drafts[at]?.section.title ?? ''))
    if (picks.length > 1) return { reason, picks }
  }
  // Without a heading of level 1, what stands first is above all of them.
  const above = drafts[parent] ?? (drafts[0]?.section.level === 0 ? drafts[0] : undefined)
  if (above && announcesWays(reader, above, siblings.length)) return { reason: 'announced', picks: siblings }
  const phases = siblings.filter((at) => phase.test(drafts[at]?.section.title ?? ''))
  if (drafts[parent] && isChoiceOfRemedies(drafts[parent]))
    return phases.length > 1 ? undefined : { reason: 'mitigations', picks: siblings }
  return areProcedures(drafts, parent, siblings) ? { reason: 'procedures', picks: siblings } : undefined
}

/** The largest group whose titles say the same of different places or means: "Set up for Linux", "Set up for macOS". */
function alternativesOf(
  siblings: readonly number[],
  match: (at: number) => RegExpExecArray | null,
): readonly number[] {
  const groups = new Map<string, Map<string, number>>()
  for (const at of siblings) {
    const found = match(at)
    if (!found) continue
    const { before = '', named = String(at) } = found.groups ?? {}
    const group = groups.get(before.toLowerCase()) ?? new Map<string, number>()
    groups.set(before.toLowerCase(), group)
    if (!group.has(named.toLowerCase())) group.set(named.toLowerCase(), at)
  }
  const [largest] = [...groups.values()].toSorted((a, b) => b.size - a.size)
  return [...(largest?.values() ?? [])]
}

/** "The toolbox can be run in two modes:" above two sections. */
function announcesWays(reader: Reader, { nodes }: SectionDraft, count: number): boolean {
  return nodes
    .filter(({ kind }) => kind === 'paragraph')
    .some(({ range }) => {
      const said = ways.exec(
        plainText(reader.text.slice(range.from, Math.min(range.to, range.from + 1000))),
      )?.[1]
      const number = said === undefined ? -1 : ['two', 'three', 'four', 'five'].indexOf(said.toLowerCase())
      return said !== undefined && (number === -1 || number + 2 === count)
    })
}

const ways =
  /\b(two|three|four|five|several|multiple|different) (?:\S+ ){0,2}(?:ways|methods|options|approaches|modes|alternatives|possibilities)\b/i

/** A document named "Recover the database" is a sequence; one named "Mitigations" is a choice. */
const isChoiceOfRemedies = ({ section, titles }: SectionDraft): boolean =>
  section.role === 'mitigation' &&
  (!titles || /^(?:mitigations|remediations|resolutions|solutions|fixes|work ?arounds)$/i.test(section.title))

/** What is done one after the other in every incident. */
const phase =
  /^(?:prepar|identif|investigat|contain|eradicat|remediat|recover|communicat|lessons? learn)\w*$|^lessons? learned$/i

const place =
  'aws|azure|gcp|google cloud|gke|eks|aks|openstack|openshift|vsphere|vmware|bare[- ]?metal|on[- ]?prem(?:ises)?|cloud|linux|ubuntu|debian|centos|rhel|mac ?os(?: ?x)?|osx|mac|windows|prod(?:uction)?|non[- ]?prod(?:uction)?|staging|stage|dev(?:elopment)?|test|qa|uat|sandbox|integration|pre[- ]?prod(?:uction)?'
const person = 'customers?|admins?|administrators?|developers?|operators?|engineers?|managers?'
const noun =
  'environments?|clusters?|users?|hosts?|nodes?|servers?|accounts?|instances?|instructions?|steps|team|role'

/** What a thing can be done with: "GUI (NetworkManager)", "the az CLI", "hack script". */
const means =
  'gui|cli|api|web ui|ui|console|terminal|command[- ]line|portal|dashboard|script|terraform|helm|kubectl|curl'

/** "Install kubectl" is something to do, and no way of doing it. */
const doing =
  '(?:install|run|open|use|set|setup|configure|connect|update|upgrade|create|delete|check|restart)\\b'

const byTitle: readonly (readonly [MenuReason, RegExp])[] = [
  [
    'environments',
    new RegExp(
      `^(?<before>(?:\\S+ ){0,5}(?:for|on|in) |(?:using|with|as) )?(?:the |an? )?(?<named>${place}|${person})(?: (?:${noun}))*(?: \\([^)]*\\))?$`,
      'i',
    ),
  ],
  [
    'methods',
    new RegExp(
      `^(?:(?:using|via|with|from|in) )?(?:the )?(?:(?!${doing})\\S+ ){0,2}(?<named>${means})(?: \\([^)]*\\))?$`,
      'i',
    ),
  ],
  [
    'methods',
    /^(?:using|with|via|through)\b|^(?:manual(?:ly)?|automat(?:ed|ic|ically))\b|\b(?:manually|automatically|via \S+(?: \S+)?|using (?:\S+ ?){1,3}|locally|remotely|in (?:a )?(?:docker|containers?)(?: \S+)?)$|^(?:option|method|alternative|approach|variant) \w+\b|\b(?:method|approach|option|mode)$|^the \S+ way$/i,
  ],
  // Each who takes part has steps of their own: "Steps for the deputy", "Steps for the scribe".
  [
    'environments',
    /^(?<before>(?:steps|tasks|duties|checklist|instructions) for )(?:the )?(?<named>\S+(?: \S+){0,3})$/i,
  ],
  ['conditions', /^(?:if|otherwise|else|when|in case|scenario|case|cause)\b/i],
]

/** Top sections that are each a procedure of their own, in a file without a section that says "Steps". */
function areProcedures(
  drafts: readonly SectionDraft[],
  parent: number,
  siblings: readonly number[],
): boolean {
  const top = parent === -1 || drafts[parent]?.titles === true
  if (!top) return false
  return siblings.every((at) => {
    const section = drafts[at]?.section
    return (
      section &&
      (section.role === 'other' || (section.role === 'steps' && /^how (?:to|do)\b/i.test(section.title)))
    )
  })
}
