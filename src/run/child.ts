import type { RunbookInput } from '../action/action.ts'
import type { PlanCommand } from '../plan/plan.ts'
import { replaceReferences } from '../plan/reference.ts'
import { askAgain, brokenApproval } from './approval.ts'
import { ask, needsPersonUnless, reasonToAsk } from './ask.ts'
import { consequenceOf } from './consequence.ts'
import type { EventData, RunEvent } from './event/event.ts'
import type { Circumstances, RunInput } from './input.ts'
import type { Failure } from './question.ts'
import type { Instance, ReadonlyRunState } from './state.ts'
import type { Scope } from './values.ts'
import { lookUp, valueText } from './values.ts'

/** Begins another runbook where the step stands; what its parameters are given is decided here and recorded. */
export function startChild(
  state: ReadonlyRunState,
  instance: Readonly<Instance>,
  command: PlanCommand,
  input: RunbookInput,
  circumstances: Circumstances,
): readonly RunEvent[] {
  const { at } = instance.stage
  if (state.mode === 'checklist') return ask(state, instance, { kind: 'main', at }, { kind: 'do' })
  const why = reasonToAsk(state, instance, command)
  if (why && !instance.granted)
    return ask(state, instance, { kind: 'main', at }, { kind: 'run', holes: [], why })
  const broken = brokenApproval(state, instance, circumstances)
  if (broken) {
    const next = askAgain(state, instance, broken)
    return next.kind === 'void' ? [next.event] : ask(state, instance, { kind: 'main', at }, next.question)
  }
  const given = givenTo({ state, at: instance }, input)
  if ('kind' in given)
    return needsPersonUnless(state, instance, consequenceOf(state, instance, given, circumstances))
  const { path, section } = input
  const part = section === undefined ? {} : { section }
  return [
    { type: 'child.started', instance: instance.id, at, path, ...part, given: { private: given.given } },
  ]
}

type Given = EventData<'child.started'>['given'] extends infer P
  ? P extends { readonly private: infer T }
    ? T
    : never
  : never

/**
 * What is written, with its references filled; and what has the same name here and there. A value from outside
 * stays one: there it is held to what the parameter allows.
 */
function givenTo(scope: Scope, { params, path }: RunbookInput): { readonly given: Given } | Failure {
  const given: Given = {}
  for (const [name, value] of Object.entries(scope.state.plan.values)) {
    if (!(scope.state.plan.runbooks?.[path]?.parameters ?? []).includes(name)) continue
    given[name] =
      'secret' in value
        ? { text: value.secret, origin: 'person' }
        : { text: textOf(value.value), origin: value.origin === 'signal' ? 'signal' : 'person' }
  }
  const missing: string[] = []
  for (const [name, written] of Object.entries(params)) {
    let outside = false
    const text = replaceReferences(written, (reference) => {
      const found = lookUp(scope, reference.name)
      if (found.kind === 'missing') missing.push(reference.name)
      if (found.kind !== 'value') return found.kind === 'secret' ? found.reference : ''
      outside ||= found.origin !== 'person'
      return textOf(found.value)
    })
    given[name] = { text, origin: outside ? 'signal' : 'person' }
  }
  return missing.length === 0
    ? { given }
    : { kind: 'refused', message: `{{ ${missing[0]} }} has no value for "${path}"` }
}

/** A value as it would be given by hand: a list by commas, a map as pairs. */
function textOf(value: Parameters<typeof valueText>[0]): string {
  if (Array.isArray(value)) return value.join(',')
  if (typeof value !== 'object') return valueText(value)
  return Object.entries(value)
    .map(([key, item]) => `${key}=${item}`)
    .join(',')
}

/** What the end of another runbook's run means here. A second end is ignored. */
export function concludeChild(
  state: ReadonlyRunState,
  { effect, status, why, outputs }: Extract<RunInput, { kind: 'child-ended' }>,
): readonly RunEvent[] {
  const child = state.children.get(effect)
  if (!child) return []
  const ended: RunEvent = {
    type: 'child.ended',
    effect,
    status,
    why,
    ...(status === 'succeeded' ? {} : { failure: failureOf(child.cancel !== undefined, child.path, why) }),
    ...(Object.keys(outputs).length > 0 ? { outputs: { private: outputs } } : {}),
  }
  return [ended]
}

function failureOf(wasCancelled: boolean, path: string, why: string): Failure {
  return wasCancelled
    ? { kind: 'interrupted', message: 'it was interrupted' }
    : { kind: 'runbook', message: `${path}: ${why}` }
}
