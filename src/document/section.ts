import type { Range } from '../text/range.ts'
import type { Label } from './label.ts'

/** The path of slugs from the top: `mitigation/restart-the-pod`; the preamble's is the empty string. */
export type SectionId = string & { readonly __brand: 'SectionId' }

/** What a section is for, from its head words (format.md §2); when several fit, the first of this list. */
export const sectionRoles = [
  'info',
  'outcome',
  'parameters',
  'prerequisites',
  'steps',
  'diagnosis',
  'mitigation',
  'verification',
  'rollback',
  'on-cancel',
  'final',
  'error-handling',
  'exceptions',
  'escalation',
  'triggers',
  'impact',
  'meaning',
  'references',
  'other',
] as const

export type SectionRole = (typeof sectionRoles)[number]

/**
 * How a section stands to steps. `procedural`: its role (or that of the section it stands in) says that it is
 * made of them. `leaning`: its title names something to do. `open`: its body must speak for itself. `shown`: it
 * holds examples, or stands among what informs, and only commands in it are something to do. `none`: never, because
 *   - `report`: the document reports what was done;
 *   - `preamble`: it stands above the title;
 *   - `informs`: its title names what holds in general, or what is looked up;
 *   - `request`: it describes what a program is asked;
 *   - `role`: its role holds text;
 *   - `within`: a section around it holds none.
 */
export type Standing =
  | { readonly stance: 'procedural' | 'leaning' | 'open' | 'shown' }
  | {
      readonly stance: 'none'
      readonly because: 'report' | 'preamble' | 'informs' | 'request' | 'role' | 'within'
    }

/** A heading and what stands under it. */
export type Section = {
  readonly id: SectionId
  /** As a reader sees it: numbering, emoji and inline markup taken off. Empty for the preamble. */
  readonly title: string
  /** 0 for the preamble, 1 to 6 for headings, 7 for a paragraph that is one bold line. */
  readonly level: number
  readonly role: SectionRole
  /** Index in `runbook.sections` of the section this one stands in; absent at the top. */
  readonly parent?: number
  readonly heading?: Range
  /** Its own body, up to the first heading of any level. */
  readonly body: Range
  /** Heading, body and sub-sections. */
  readonly range: Range
  /** How it stands to steps; absent where the file was not looked at. */
  readonly standing?: Standing
  /** Labelled lines below the heading that speak of the whole section: `Timeout:`, `For each:`. */
  readonly labels?: readonly Label[]
}
