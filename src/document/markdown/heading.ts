import type { SectionRole } from '../section.ts'
import { plainText } from './inline.ts'

/** What a heading says once its furniture is off. */
export type HeadingText = {
  /** As a reader sees it, numbering and emoji off. */
  readonly title: string
  /** `1.`, `2.3)`, `Step 4:` stood before the title. */
  readonly numbered: boolean
}

const numbering =
  /^(?:\d{1,3}(?:\.\d{1,3})+[.):]?(?=\s)|\d{1,3}[.):](?=\s)|\d{1,3}\s+[-–—](?=\s))\s*(?:[-–—:]\s+)?/
// A letter needs a space before it: "Steps" is not step S.
const stepWord =
  /^(?:step|étape|schritt|paso)(?:\s*#?\s*\d{1,3}|\s+#?[a-z]\b)(?:\.\d{1,3})*\s*(?:[-–—:.)]+\s*|$)/i
const emoji = /^(?:\p{Extended_Pictographic}|\uFE0F|\u200D|\u20E3|\s|:[a-z0-9_+-]+:(?=\s|$))+/u

export function headingText(markdown: string): HeadingText {
  const plain = plainText(markdown.slice(0, 2048).replace(/\s*\{[:#.][^}]*\}\s*$/, ''))
  const bare = plain.replace(emoji, '') || plain
  const match = numbering.exec(bare) ?? stepWord.exec(bare)
  if (!match) return { title: bare.replace(/:$/, ''), numbered: false }
  const rest = bare.slice(match[0].length).replace(emoji, '').replace(/:$/, '')
  return { title: rest || bare, numbered: true }
}

type RoleRule = {
  readonly role: SectionRole
  /** The title begins with one of these. */
  readonly begins?: RegExp
  /** The title, or its last words, is one of these. */
  readonly ends?: RegExp
}

/*
 * Roles that yield no steps match narrowly (a whole title, or a short one that begins so): taking steps away from
 * a section by mistake is worse than judging it by its body.
 */
const rules: readonly RoleRule[] = [
  {
    role: 'info',
    begins:
      /^(?:runbook|document|playbook|service|general) (?:info|information|control|details|metadata)$|^revision history|^change ?log$|^version history|^table of contents|^on this page|^document history/,
    ends: /^(?:info|information|metadata|contents|toc|index|front ?matter|at a glance)$/,
  },
  {
    role: 'outcome',
    begins: /^(?:desired |expected )?(?:outcomes?|goals?|objectives?|purpose)$|^purpose of (?:this|the)/,
  },
  { role: 'parameters', begins: /^(?:runbook |input )?(?:parameters|inputs|arguments|variables)$/ },
  {
    role: 'prerequisites',
    begins:
      /^(?:pre[- ]?requisites?|pre[- ]?reqs?|requirements|before you (?:begin|start)|(?:required|special) (?:access|permissions|tools)|access (?:required|requirements)|you(?:'ll| will) need|what you need)\b/,
    ends: /\b(?:pre[- ]?requisites?|requirements|permissions)$/,
  },
  {
    role: 'steps',
    begins:
      /^(?:steps?\b|step[- ]by[- ]step|procedures?\b|how to\b|how do (?:i|we|you)\b|howto\b|instructions?\b|walk ?through|what to do\b|actions? to take|immediate actions?|first steps?|checklist\b|process$|workflow$|execution$)(?! it works)/,
    ends: /\b(?:steps|procedures?|instructions|how[- ]?to|walk ?through|check ?list|runbook|actions|process)$/,
  },
  {
    role: 'diagnosis',
    begins:
      /^(?:initial |first[- ]line |second[- ]line )?(?:diagnos\w+|investigat\w+|triag\w+|troubleshoot\w*|debug\w*|analy[sz](?:e|ing|is)|detect\w*|identif\w+|assess\w*)\b/,
    ends: /\b(?:diagnosis|diagnostics?|investigation|triage|troubleshooting|debugging|analysis|identification|assessment)$/,
  },
  {
    role: 'mitigation',
    begins:
      /^(?:\(?[rc]\)? )?(?:mitigat\w+|resol(?:ution|ve|ving)\b|remed(?:iat\w+|y|ies)|recover\w*|contain(?:ment|ing)?\b|eradicat\w+|fix(?:es|ing)?\b|work ?arounds?|possible (?:fixes|solutions?|actions?)|solutions?\b|restor(?:e|ing|ation)\b)/,
    ends: /\b(?:mitigations?|resolutions?|remediations?|recovery|containment|eradication|fix(?:es)?|work ?arounds?|solutions?|restoration|restore)$/,
  },
  {
    role: 'verification',
    begins:
      /^(?:verif\w+|validat\w+|check(?:s|ing)?\b|test(?:s|ing)?\b|confirm\w*|smoke tests?|success criteria|post[- ]?checks?)/,
    ends: /\b(?:verification|validation|checks|tests|testing|success criteria)$/,
  },
  {
    role: 'rollback',
    begins: /^(?:roll(?:ing)?[- ]?back|revert\w*|undo\w*|back(?:ing)?[- ]?out)\b/,
    ends: /\b(?:roll[- ]?backs?|back[- ]?out)(?: (?:plan|steps|procedure))?$/,
  },
  {
    role: 'on-cancel',
    begins: /^(?:on cancel|(?:when|if)(?: (?:it|the run|this) is)? cancel(?:l?ed)?)$/,
  },
  { role: 'final', begins: /^(?:finally|final steps?|in (?:any|every) case)$/ },
  {
    role: 'error-handling',
    begins:
      /^(?:error[- ]handling|errors?$|failures?$|failure modes?|common (?:errors|issues|problems|failures)|known (?:errors|issues|problems))/,
  },
  { role: 'exceptions', begins: /^(?:exceptions?|caveats?|limitations?|edge cases?|known limitations?)$/ },
  {
    role: 'escalation',
    begins:
      /^(?:escalat\w+|contacts?$|contact (?:info|list|details)|support$|on[- ]?call$|who to (?:call|contact))/,
    ends: /\b(?:escalation|escalation path|contacts)$/,
  },
  {
    role: 'triggers',
    begins:
      /^(?:triggers?|when to use(?: this)?.*|alert (?:rules?|definitions?|expressions?|query)|alerts?|alerting)$/,
  },
  {
    role: 'impact',
    begins:
      /^(?:(?:business|user|customer|potential) )?impact(?: of .*| assessment)?$|^severity(?: levels?)?$|^risks?$/,
  },
  {
    role: 'meaning',
    begins:
      /^(?:meanings?|overview|summary|introduction|intro|background|(?:alert )?description|about(?: this.*)?|symptoms?|scope|context|(?:possible |root |likely )?(?:causes?|reasons?|suspects?)|what (?:is|does|are|happens|could go wrong|can go wrong)\b.*|why .*|how it works.*|notes?|definitions?|terminology|glossary|architecture(?: overview)?|overview of .*|introduction to .*|(?:incident )?timeline(?: .*)?|action items|what (?:happened|went .*)|where we (?:got|were) .*)$/,
    ends: /^\S+ (?:overview|introduction|background|description)$/,
  },
  {
    role: 'references',
    begins:
      /^(?:(?:external |further |additional |useful |related |other )?(?:references?|links?|resources?|reading|documentation|documents?|docs|runbooks?|information|playbooks?)|see also|related(?: .*)?|appendix.*|useful links.*|sources?|credits?|acknowledge?ments?|more info(?:rmation)?|dashboards?)$/,
    ends: /^\S+ (?:references|links|resources)$/,
  },
]

/** A heading that names a field of a service sheet ("Failover Type"), and one that explains, have no role. */
const roleless = /\b(?:type|details|tier|stage)$|^how it works\b|^use cases?\b|^github actions$/

/** The role a title gives its section (format.md §2): the first of the list that fits. */
export function roleOf(title: string): SectionRole {
  const words = title
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[\s:?!.]+$/, '')
    .slice(0, 200)
  if (roleless.test(words) && !/^(?:runbook|document) details$/.test(words)) return 'other'
  // "Endpoint resolution in the gateway of the cluster" ends in a word of ours by chance; a short title does not.
  const short = words.split(' ').length <= 4
  return (
    rules.find(({ begins, ends }) => begins?.test(words) || (short && ends?.test(words)))?.role ?? 'other'
  )
}
