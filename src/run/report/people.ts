import type { Deviation } from '../deviations.ts'
import { reveal } from '../event/private.ts'
import type { Evidence } from '../evidence.ts'
import { evidenceOf } from '../evidence.ts'
import type { Fact } from '../evolve.ts'
import type { Plans } from '../plan-at.ts'
import { planAt } from '../plan-at.ts'
import { rfc3339 } from './instant.ts'
import type { AttachmentReport, DeviationReport, NoteReport, RemarkReport } from './schema.ts'
import { titleOf } from './title.ts'

export const deviationReports = (deviations: readonly Deviation[]): readonly DeviationReport[] =>
  deviations.map((deviation) => ({ ...deviation, at: rfc3339(deviation.at) }))

export const notesOf = (facts: readonly Fact[], plans: Plans): readonly NoteReport[] =>
  facts.flatMap(({ event, seq, at, by }) =>
    event.type === 'note.added'
      ? [
          {
            at: rfc3339(at),
            by: by.id,
            text: reveal(event.text, '(erased)'),
            ...stepOf(plans, seq, event.instance),
          },
        ]
      : [],
  )

export const remarksOf = (facts: readonly Fact[], plans: Plans): readonly RemarkReport[] =>
  facts.flatMap(({ event, seq, by }) => {
    if (event.type !== 'remark.added') return []
    const { line, verdict, text } = event
    const words = text === undefined ? {} : { text }
    return [{ step: titleOf(planAt(plans, seq), event.step), line, verdict, by: by.id, ...words }]
  })

export const attachmentsOf = (facts: readonly Fact[], plans: Plans): readonly AttachmentReport[] =>
  evidenceOf(facts)
    .filter((evidence): evidence is Extract<Evidence, { kind: 'file' }> => evidence.kind === 'file')
    .map(({ number, seq, at, by, instance, name, bytes, sha256 }) => ({
      number,
      at: rfc3339(at),
      by,
      name,
      bytes,
      sha256,
      ...stepOf(plans, seq, instance),
    }))

const stepOf = (plans: Plans, seq: number, instance: string | undefined): { step?: string } =>
  instance === undefined ? {} : { step: titleOf(planAt(plans, seq), instance) }
