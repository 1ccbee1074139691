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
  /** Labelled lines below the heading that speak of the whole section: `Timeout:`, `For each:`. */
  readonly labels?: readonly Label[]
}
