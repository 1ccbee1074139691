import type { Plan } from '../../plan/plan.ts'
import type { Deviation } from '../deviations.ts'
import { reveal } from '../event/private.ts'
import type { Evidence } from '../evidence.ts'
import { evidenceOf } from '../evidence.ts'
import type { Fact } from '../evolve.ts'
import { rfc3339 } from './instant.ts'
import type { AttachmentReport, DeviationReport, NoteReport, RemarkReport } from './schema.ts'
import { titleOf } from './title.ts'

export const deviationReports = (deviations: readonly Deviation[]): readonly DeviationReport[] =>
  deviations.map((deviation) => ({ ...deviation, at: rfc3339(deviation.at) }))

export const notesOf = (facts: readonly Fact[], plan: Plan): readonly NoteReport[] =>
  facts.flatMap(({ event, at, by }) =>
    event.type === 'note.added'
      ? [
          {
            at: rfc3339(at),
            by: by.id,
            text: reveal(event.text, '(erased)'),
            ...stepOf(plan, event.instance),
          },
        ]
      : [],
  )

export const remarksOf = (facts: readonly Fact[], plan: Plan): readonly RemarkReport[] =>
  facts.flatMap(({ event, by }) => {
    if (event.type !== 'remark.added') return []
    const { line, verdict, text } = event
    const words = text === undefined ? {} : { text }
    return [{ step: titleOf(plan, event.step), line, verdict, by: by.id, ...words }]
  })

export const attachmentsOf = (facts: readonly Fact[], plan: Plan): readonly AttachmentReport[] =>
  evidenceOf(facts)
    .filter((evidence): evidence is Extract<Evidence, { kind: 'file' }> => evidence.kind === 'file')
    .map(({ number, at, by, instance, name, bytes, sha256 }) => ({
      number,
      at: rfc3339(at),
      by,
      name,
      bytes,
      sha256,
      ...stepOf(plan, instance),
    }))

const stepOf = (plan: Plan, instance: string | undefined): { step?: string } =>
  instance === undefined ? {} : { step: titleOf(plan, instance) }
