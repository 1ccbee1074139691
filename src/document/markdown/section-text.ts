import type { SectionRole } from '../section.ts'
import type { SectionDraft } from './sections.ts'
import type { Stance } from './stance.ts'

/** What a rule is given to judge: a section's own body, and how the section stands to steps. */
export type SectionText = {
  readonly draft: SectionDraft
  readonly stance: Exclude<Stance, 'none'>
  /** The section's role, or that of the nearest section around it that has one. */
  readonly role: SectionRole
  /** One of a series of headings that each tell what to do: they are the steps, like numbered ones. */
  readonly inSeries: boolean
  /** Its numbered list goes on in the next section, or goes on from the one before, with the next number. */
  readonly runsOn: boolean
  /** Sub-sections follow: then prose is more often an introduction to them. */
  readonly hasSections: boolean
}
