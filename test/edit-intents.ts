import { expect, test } from 'vitest'
import { sourceOf } from '../src/text/source.ts'
import { readRunbook } from '../src/document/read.ts'
import type { Runbook } from '../src/document/runbook.ts'
import { stepsWithin } from '../src/document/step.ts'
import type { StepId } from '../src/document/step.ts'
import type { SectionId } from '../src/document/section.ts'
import { applyEdit, planEdit } from '../src/document/edit/edit.ts'
import type { Intent, NewParameter } from '../src/document/edit/intent.ts'

type Case = {
  readonly given: readonly string[]
  readonly intent: (runbook: Runbook) => Intent
  readonly gives: readonly string[]
}

/** The lines of a file, what somebody wants, and the lines it has then. */
export const check = (name: string, { given, intent, gives }: Case) =>
  test(name, () => expect(edited(given, intent)).toEqual(gives))

/** The lines of a file, what somebody wants, and why it is not done. */
export const checkRefused = (
  name: string,
  { given, intent, why }: Pick<Case, 'given' | 'intent'> & { readonly why: RegExp },
) =>
  test(name, () => {
    const result = edited(given, intent)
    expect(typeof result === 'string' ? result : result.join('\n')).toMatch(why)
    expect(typeof result).toBe('string')
  })

export function edited(given: readonly string[], intent: Case['intent']): readonly string[] | string {
  const source = sourceOf(given.join('\n'))
  const runbook = readRunbook(source, 'runbook.md')
  const planned = planEdit(runbook, intent(runbook))
  if (planned.kind === 'refused') return `${planned.why} ${planned.remedy}`
  const applied = applyEdit(source, 'runbook.md', planned.edit)
  if (applied.kind === 'refused') throw new Error(`planned and then refused: ${applied.why}`)
  expect(applied.runbook).toEqual(readRunbook(applied.source, 'runbook.md'))
  return applied.source.text.split('\n')
}

export const stepId = (runbook: Runbook, title: string): StepId => {
  const step = stepsWithin(runbook.steps).find((one) => one.title === title)
  if (!step)
    throw new Error(
      `no step ${title} in ${[...stepsWithin(runbook.steps)].map((one) => one.title).join(', ')}`,
    )
  return step.id
}

export const sectionId = (runbook: Runbook, title: string): SectionId => {
  const section = runbook.sections.find((one) => one.title === title)
  if (!section) throw new Error(`no section ${title}`)
  return section.id
}

export const setMetadata =
  (field: Extract<Intent, { kind: 'set-metadata' }>['field'], value: string | readonly string[]) =>
  (): Intent => ({
    kind: 'set-metadata',
    field,
    value,
  })
export const rename =
  (step: string, title: string) =>
  (runbook: Runbook): Intent => ({
    kind: 'rename-step',
    step: stepId(runbook, step),
    title,
  })
export const remove =
  (step: string) =>
  (runbook: Runbook): Intent => ({ kind: 'remove-step', step: stepId(runbook, step) })
export const move =
  (step: string, kind: 'before' | 'after', beside: string) =>
  (runbook: Runbook): Intent => ({
    kind: 'move-step',
    step: stepId(runbook, step),
    place: { kind, step: stepId(runbook, beside) },
  })
export const moveTo =
  (step: string, section: string) =>
  (runbook: Runbook): Intent => ({
    kind: 'move-step',
    step: stepId(runbook, step),
    place: { kind: 'end-of', section: sectionId(runbook, section) },
  })
type New = Partial<Extract<Intent, { kind: 'add-step' }>['step']>
export const add =
  (kind: 'before' | 'after', beside: string, title: string, more: New = {}) =>
  (runbook: Runbook): Intent => ({
    kind: 'add-step',
    step: { title, blocks: [], ...more },
    place: { kind, step: stepId(runbook, beside) },
  })
export const addTo =
  (section: string, title: string, more: New = {}) =>
  (runbook: Runbook): Intent => ({
    kind: 'add-step',
    step: { title, blocks: [], ...more },
    place: { kind: 'end-of', section: sectionId(runbook, section) },
  })
export const setBlock =
  (step: string, text: string, index = 0) =>
  (runbook: Runbook): Intent => ({
    kind: 'set-block',
    block: { step: stepId(runbook, step), index },
    text,
  })
export const setAttribute =
  (step: string, name: string, value: string | true) =>
  (runbook: Runbook): Intent => ({
    kind: 'set-attribute',
    block: { step: stepId(runbook, step), index: 0 },
    attribute: { name, value },
  })
export const removeAttribute =
  (step: string, name: string) =>
  (runbook: Runbook): Intent => ({
    kind: 'remove-attribute',
    block: { step: stepId(runbook, step), index: 0 },
    name,
  })
export const addParameter = (parameter: Partial<NewParameter> & { name: string }) => (): Intent => ({
  kind: 'add-parameter',
  parameter: { description: '', type: 'string', allowed: [], required: true, ...parameter },
})
export const sh = (text: string) => ({ language: 'sh', attributes: [], text })
