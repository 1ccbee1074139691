import type { Range } from '../text/range.ts'
import type { Source } from '../text/source.ts'
import type { Metadata, Sourced } from './metadata.ts'
import type { Menu } from './menu.ts'
import type { Parameter } from './parameter.ts'
import type { Problem } from './problem.ts'
import type { Section } from './section.ts'
import type { Step } from './step.ts'

/**
 * A runbook as it is written: what a reader would see in the file, with the place of everything.
 * Reading never fails: whatever is odd is a problem with a range, and the rest is still here.
 */
export type Runbook = {
  readonly source: Source
  readonly kind: 'runbook' | 'playbook'
  readonly title: Sourced
  readonly metadata: Metadata
  /** In document order; the first is the preamble (level 0), what stands before any heading. */
  readonly sections: readonly Section[]
  readonly parameters: readonly Parameter[]
  /** Top-level steps in document order; sub-steps stand inside them. */
  readonly steps: readonly Step[]
  readonly menus: readonly Menu[]
  readonly problems: readonly Problem[]
  /** Template constructs of other systems (ERB, Liquid, Hugo, MyST, frontmatter): kept, never run. */
  readonly opaque: readonly Range[]
}
