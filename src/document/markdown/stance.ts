import type { SectionRole } from '../section.ts'
import { isImperative } from './imperative.ts'
import type { SectionDraft } from './sections.ts'
import type { Node } from './tree.ts'

/**
 * How a section stands to steps. `procedural`: its role (or that of the section it stands in) says that it is
 * made of them. `leaning`: its title names something to do. `open`: its body must speak for itself. `shown`: it
 * holds examples, of which only commands are something to do. `none`: never.
 */
export type Stance = 'procedural' | 'leaning' | 'open' | 'shown' | 'none'

/** The stance of each section, from its role and from the sections it stands in. */
export function stancesOf(drafts: readonly SectionDraft[]): readonly Stance[] {
  if (isReport(drafts)) return drafts.map(() => 'none')
  const hasTitle = drafts.some(({ section }) => section.level === 1)
  const stances: Stance[] = []
  for (const draft of drafts) {
    const { level, parent } = draft.section
    // Under a page title that stands in the frontmatter, what comes first is not a preamble.
    if (level === 0) stances.push(hasTitle ? 'none' : 'open')
    else stances.push(stanceOf(draft, parent === undefined ? 'open' : passedOn(drafts, stances, parent)))
  }
  return stances
}

/** What was done in an incident, hour by hour, and what is to be learnt of it: nobody does that again. */
const isReport = (drafts: readonly SectionDraft[]): boolean =>
  [/^(?:incident )?timeline/i, /^(?:action items|lessons learn(?:ed|t)|what went)/i].every((pattern) =>
    drafts.some(({ section }) => pattern.test(section.title)),
  )

/** The first heading of a document, when it is of level 1. */
const isTitle = (drafts: readonly SectionDraft[], index: number): boolean =>
  index === 1 && drafts[1]?.section.level === 1

/** What a section passes to those inside it. "Alerts" says nothing to do, the alerts under it may. */
function passedOn(drafts: readonly SectionDraft[], stances: readonly Stance[], parent: number): Stance {
  const stance = stances[parent] ?? 'open'
  if (stance === 'none' && drafts[parent]?.section.role === 'triggers') return 'open'
  const isOnlyTitle = isTitle(drafts, parent) && !saysHow.test(drafts[parent]?.section.title ?? '')
  return inherited(stance, isOnlyTitle ? 'title' : 'section')
}

/** "How to update the server", as the title of a document: all of it says how. */
const saysHow = /^how to\b/i

/** Any other title says little of what stands under it, so it passes no more than a leaning. */
function inherited(stance: Stance, from: 'title' | 'section'): Stance {
  if (from === 'section') return stance
  return stance === 'procedural' ? 'leaning' : 'open'
}

function stanceOf({ section, titles, nodes }: SectionDraft, above: Stance): Stance {
  if (!titles && (informs.test(section.title) || nodes.some(isRequestLine))) return 'none'
  if (!titles && above !== 'none' && shows.test(section.title)) return 'shown'
  const own = stanceOfRole[section.role]
  if (own === 'none') return titles ? 'open' : 'none'
  if (own !== 'open') return own
  if (section.role !== 'other') return above === 'none' || above === 'shown' ? above : 'open'
  return above === 'open' && namesSomethingToDo(section.title) ? 'leaning' : above
}

/** `GET /path` above parameters and responses: what a program is asked, and not a command. */
const isRequestLine = (node: Node): boolean =>
  node.kind === 'code' && /^\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S*\s*$/.test(node.text)

/** Headings of what holds in general, and of what is there to be looked up: nobody carries that out. */
const informs =
  /^reference:|\b(?:conventions|guidance|guidelines|principles|practices|etiquette|naming|tips|suggestions|dos|don'?ts|(?:non-)?goals|aims|benefits|capabilities|features|responsibilities|advantages)$|^(?:\S+ )?policies\b/i

const shows =
  /^(?:code |some |more |useful )?(?:(?:examples?|samples?|snippets)$|(?:examples|samples|snippets)\b(?! to\b)|(?:example|sample) .*s$)/i

const stanceOfRole = {
  info: 'none',
  outcome: 'none',
  parameters: 'none',
  prerequisites: 'open',
  steps: 'procedural',
  diagnosis: 'procedural',
  mitigation: 'procedural',
  verification: 'procedural',
  rollback: 'procedural',
  'on-cancel': 'procedural',
  final: 'procedural',
  'error-handling': 'open',
  exceptions: 'open',
  escalation: 'open',
  triggers: 'none',
  impact: 'none',
  meaning: 'none',
  references: 'none',
  other: 'open',
} satisfies Record<SectionRole, Stance>

/** "Rotate the certificate", "Rotating certificates". */
const namesSomethingToDo = (title: string): boolean =>
  isImperative(title) ||
  /\b(?:installation|set[- ]?up|deployment|configuration|onboarding|offboarding|migration|upgrade|rotation|failover|failback|restart|release)$/i.test(
    title,
  ) ||
  /^(?!(?:during|string|thing|nothing|something|everything|pricing|logging|monitoring|networking|routing|testing|training|meeting|naming|tooling|billing|warning)\b)[a-z]{3,}ing\b(?: \S)/i.test(
    title,
  )
