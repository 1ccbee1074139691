import type { SectionRole, Standing } from '../section.ts'
import { isImperative } from './imperative.ts'
import type { SectionDraft } from './sections.ts'
import type { Node } from './tree.ts'

export type Stance = Standing['stance']

/** How each section stands to steps, from its role and from the sections it stands in. */
export function standingsOf(drafts: readonly SectionDraft[]): readonly Standing[] {
  if (isReport(drafts)) return drafts.map(() => never('report'))
  const hasTitle = drafts.some(({ section }) => section.level === 1)
  const standings: Standing[] = []
  for (const draft of drafts) {
    const { level, parent, title } = draft.section
    // Under a page title that stands in the frontmatter, what comes first is not a preamble.
    if (isWithinInformation(drafts, standings, parent)) standings.push(never('within'))
    else if (level === 0) standings.push(hasTitle ? never('preamble') : { stance: 'open' })
    else
      standings.push(
        standingOf(draft, parent === undefined ? 'open' : passedOn(drafts, standings, { parent, title })),
      )
  }
  return standings
}

type Never = Extract<Standing, { stance: 'none' }>

const never = (because: Never['because']): Never => ({ stance: 'none', because })

const inheriting = (stance: Stance): Standing => (stance === 'none' ? never('within') : { stance })

/** What stands in a section that informs, informs: "Automatic recovery" among responsibilities is one of them. */
function isWithinInformation(
  drafts: readonly SectionDraft[],
  standings: readonly Standing[],
  parent: number | undefined,
): boolean {
  for (let at = parent; at !== undefined; at = drafts[at]?.section.parent) {
    const above = standings[at]
    if (above?.stance === 'none' && above.because === 'informs') return true
  }
  return false
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
function passedOn(
  drafts: readonly SectionDraft[],
  standings: readonly Standing[],
  { parent, title }: { readonly parent: number; readonly title: string },
): Stance {
  const above = standings[parent]
  const stance = above?.stance ?? 'open'
  if (stance === 'none' && drafts[parent]?.section.role === 'triggers') return 'open'
  // "Turn the alert off", among what it means: a command there is something to do.
  if (above?.stance === 'none' && above.because === 'role' && isImperative(title)) return 'shown'
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

function standingOf({ section, titles, nodes }: SectionDraft, above: Stance): Standing {
  if (!titles && (informs.test(section.title) || isBacklog(section.title, nodes))) return never('informs')
  if (!titles && nodes.some(isRequestLine)) return never('request')
  if (!titles && above !== 'none' && shows.test(section.title)) return { stance: 'shown' }
  const own = stanceOfRole[section.role]
  if (own === 'none') return titles ? { stance: 'open' } : never('role')
  if (own !== 'open') return { stance: own }
  if (section.role !== 'other') return inheriting(above === 'none' || above === 'shown' ? above : 'open')
  return inheriting(above === 'open' && namesSomethingToDo(section.title) ? 'leaning' : above)
}

/** `GET /path` above parameters and responses: what a program is asked, and not a command. */
const isRequestLine = (node: Node): boolean =>
  node.kind === 'code' && /^\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S*\s*$/.test(node.text)

/** Headings of what holds in general, and of what is there to be looked up: nobody carries that out. */
const informs =
  /^reference:|^(?:the )?current state\b|^work to be done$|^(?:future work|road ?map)$|^do(?:'?s|n'?ts)(?: and don'?ts)?$|\b(?:conventions|guidance|guidelines|principles|practices|etiquette|naming|tips|suggestions|(?:non-)?goals|aims|benefits|capabilities|features|responsibilities|advantages)$|^(?:\S+ )?policies\b/i

/** "To do", with bullets: work somebody has in mind. With boxes to tick it is a checklist. */
const isBacklog = (title: string, nodes: readonly Node[]): boolean =>
  /^to[- ]?dos?$/i.test(title) &&
  !nodes.some((node) => node.kind === 'list' && node.items.some(({ task }) => task))

const shows =
  /^(?!(?:additional|further|other|more|post\S*) )(?:\S+ ){1,3}notes$|^(?:code |some |more |useful )?(?:(?:examples?|samples?|snippets)$|(?:examples|samples|snippets)\b(?! to\b)|(?:example|sample) .*s$)/i

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
export const namesSomethingToDo = (title: string): boolean =>
  isImperative(title) ||
  /^(?:usage|quick ?start|getting started)$/i.test(title) ||
  /\b(?:installation|set[- ]?up|deployment|configuration|onboarding|offboarding|migration|upgrade|rotation|failover|failback|restart|release|simulation|execution)$/i.test(
    title,
  ) ||
  /^(?:[a-z]+ly )?(?!(?:during|string|thing|nothing|something|everything|pricing|logging|monitoring|networking|routing|testing|training|meeting|naming|tooling|billing|warning)\b)[a-z]{3,}ing(?:\/[a-z]+)?\b(?: \S)/i.test(
    title,
  )
