import type { LabelKind } from '../document/label.ts'
import type { MetadataField } from '../document/metadata.ts'
import type { Runbook } from '../document/runbook.ts'
import type { SectionRole } from '../document/section.ts'
import { labelsOf, stepsWithin } from '../document/step.ts'
import { slice } from '../text/range.ts'
import type { Range } from '../text/range.ts'
import { titlePlace } from './place.ts'

/** Whether any of these fields says something. */
export const saysAny = ({ metadata }: Runbook, ...fields: readonly MetadataField[]): boolean =>
  fields.some((field) => /[\p{L}\p{N}]/u.test(metadata[field]?.text ?? ''))

/** Whether a section with one of these roles holds text of its own or in its sub-sections. */
export const hasSection = ({ source, sections }: Runbook, ...roles: readonly SectionRole[]): boolean =>
  sections.some(({ role, range, heading }) => {
    if (!roles.includes(role)) return false
    return slice(source.text, { from: heading?.to ?? range.from, to: range.to }).trim() !== ''
  })

/** Where something that is missing from the table belongs: the heading above it, else the title. */
export const infoPlace = (runbook: Runbook): Range =>
  runbook.sections.find(({ role, heading }) => role === 'info' && heading)?.heading ?? titlePlace(runbook)

/** Whether any step has a label of one of these kinds. */
export const hasLabel = ({ steps }: Runbook, ...kinds: readonly LabelKind[]): boolean =>
  [...stepsWithin(steps)].flatMap(labelsOf).some(({ kind }) => kinds.includes(kind))
