import type { Json } from '../hash/canonical.ts'
import { canonicalJson } from '../hash/canonical.ts'
import type { Sha256 } from '../hash/sha256.ts'
import { hash } from '../hash/sha256.ts'
import type { Block } from './block.ts'
import type { Check, Label } from './label.ts'
import type { Parameter } from './parameter.ts'
import type { Runbook } from './runbook.ts'
import type { Step, StepId } from './step.ts'
import { stepsWithin } from './step.ts'

/** The hash of a document's bytes: any change changes it. */
export const documentHash = (bytes: Uint8Array): Sha256 => hash('document', bytes)

/**
 * The hash of what can be executed and of what steers that: code, labels, parameters, menus, and their order.
 * Prose may be corrected without changing it; a validation and an approval hold as long as it is the same.
 */
export function executableHash(runbook: Runbook): Sha256 {
  const roles = new Map(runbook.sections.map(({ id, role }) => [id, role]))
  const positions = positionsOf(runbook.steps)
  // Expressions and `go to` name steps; then a step's name takes part in what happens.
  const named = [...stepsWithin(runbook.steps)].some((step) => labels(step).some(namesSteps))
  const steps = runbook.steps.map((step) => ({
    role: roles.get(step.section) ?? 'other',
    ...stepValue(step, named),
  }))
  const menus = runbook.menus.map(({ reason, options }) => ({
    reason,
    options: options.map((option) => option.steps.map((id) => positions.get(id) ?? -1)),
  }))
  const parameters = runbook.parameters.map(parameterValue)
  const labelled = runbook.sections.flatMap(({ id, labels = [] }) =>
    labels.length === 0 ? [] : [{ id, labels: labels.map(labelValue) }],
  )
  const sections = labelled.length === 0 ? {} : { sections: labelled }
  return hash('executable', canonicalJson({ version: 1, steps, menus, parameters, ...sections }))
}

/** The hash of one step, sub-steps included, by the same rules: it says which step made the whole different. */
export const stepContentHash = (step: Step): Sha256 => hash('step', canonicalJson(stepValue(step, false)))

// Where it stands and how it is described change nothing that is done.
function parameterValue(parameter: Parameter): Json {
  const { name, type, allowed, pattern, required } = parameter
  return { name, type, default: parameter.default, allowed, pattern, required }
}

const labels = (step: Step): readonly Label[] =>
  step.body.flatMap((part) => (part.kind === 'label' ? [part.label] : []))

const namesSteps = (label: Label): boolean =>
  label.kind === 'only-if' ||
  label.kind === 'for-each' ||
  (label.kind === 'if-it-fails' && label.policy.kind === 'go-to')

function positionsOf(steps: readonly Step[]): ReadonlyMap<StepId, number> {
  return new Map([...stepsWithin(steps)].map(({ id }, index) => [id, index]))
}

function stepValue(step: Step, named: boolean): { readonly [key: string]: Json | undefined } {
  const body = step.body.flatMap((part): readonly Json[] => {
    if (part.kind === 'markdown') return []
    return [part.kind === 'block' ? { block: blockValue(part.block) } : { label: labelValue(part.label) }]
  })
  return {
    ...(named ? { id: step.id } : {}),
    body,
    steps: step.steps.map((inner) => stepValue(inner, named)),
    link: step.runbookLink?.href,
  }
}

const blockValue = (block: Block): Json => ({
  language: block.language,
  action: block.actionWord,
  attributes: block.attributes.map(({ name, value }) => [name, value]),
  text: block.text,
  sample: block.sample,
})

function labelValue(label: Label): Json {
  const { range: _, valueRange: __, ...content } = label
  switch (content.kind) {
    case 'expect':
    case 'verify':
    case 'already-done-if':
      return { kind: content.kind, check: checkValue(content.check) }
    case 'undo':
      return { kind: 'undo', text: content.text, block: content.block && blockValue(content.block) }
    case 'output':
      return { kind: 'output', name: content.name, rule: { ...content.rule } }
    case 'if-it-fails':
      return { kind: content.kind, policy: { ...content.policy } }
    case 'timeout':
    case 'retry':
    case 'only-if':
    case 'for-each':
    case 'who':
    case 'takes':
    case 'evidence':
      return { ...content }
  }
}

const checkValue = (check: Check): Json =>
  check.kind === 'command' ? { kind: 'command', block: blockValue(check.block) } : { ...check }
