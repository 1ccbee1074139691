import type { ActionInput } from '../../action/action.ts'
import { commandAt } from '../conclude.ts'
import type { RunEvent } from '../event/event.ts'
import { reveal } from '../event/private.ts'
import type { Fact } from '../evolve.ts'
import type { EffectId } from '../id.ts'
import { effectId } from '../id.ts'
import { readInstanceId, stepAt } from '../instance-id.ts'
import type { Plans } from '../plan-at.ts'
import { planAt, stepNow } from '../plan-at.ts'
import type { ReadonlyRunState } from '../state.ts'
import { rfc3339 } from './instant.ts'
import type { AttemptReport } from './schema.ts'

type Started = Extract<RunEvent, { type: 'attempt.started' }>

/** Attempts of a run by the step they belong to, over all its turns, in order; looked up once for all steps. */
export type Attempts = {
  readonly byStep: ReadonlyMap<
    string,
    readonly { readonly seq: number; readonly at: number; readonly event: Started }[]
  >
  /** How each came out, by its effect. */
  readonly ends: ReadonlyMap<string, RunEvent>
  /** The operator's own text for it, by its number. */
  readonly edited: ReadonlyMap<number, string>
}

/** Gathers what a run's facts say of its attempts. */
export function gatherAttempts(facts: readonly Fact[], plans: Plans): Attempts {
  const byStep = new Map<string, { seq: number; at: number; event: Started }[]>()
  const ends = new Map<string, RunEvent>()
  const edited = new Map<number, string>()
  // The last press for a command, and the text it brought: it is for the next start of that command.
  const asked = new Map<number, string>()
  const pressed = new Map<string, string | undefined>()
  for (const { event, seq, at } of facts) {
    if (event.type === 'question.asked') asked.set(seq, commandKey(event))
    else if (event.type === 'question.answered' && event.answer.choice === 'run') {
      const { edited: text } = event.answer
      const key = asked.get(Number(event.effect.split('/')[1]))
      if (key !== undefined) pressed.set(key, text && reveal(text, '(erased)'))
    } else if (event.type === 'attempt.started') {
      const text = pressed.get(commandKey(event))
      if (text !== undefined) edited.set(seq, text)
      const step = stepNow(plans, seq, event.instance) ?? goneKey(plans, seq, event.instance)
      byStep.set(step, [...(byStep.get(step) ?? []), { seq, at, event }])
    } else if (event.type === 'attempt.finished' || event.type === 'attempt.unknown')
      ends.set(event.effect, event)
  }
  return { byStep, ends, edited }
}

const commandKey = ({ instance, stage, at }: Pick<Started, 'instance' | 'stage' | 'at'>): string =>
  `${instance} ${stage} ${at}`

/** Where the attempts of a step are found that is in the text no more: by the text it stood in, and its id there. */
export function goneKey({ replaced }: Plans, seq: number, instance: string): string {
  let { step } = readInstanceId(instance)
  for (const [index, { untilSeq, mapping }] of replaced.entries()) {
    if (seq >= untilSeq) continue
    const next = mapping.find(({ from }) => from === step)?.to
    if (next === undefined) return `${index} ${step}`
    step = next
  }
  return step
}

/** A step's attempts as reports show them. */
export function attemptReports(
  state: ReadonlyRunState,
  step: string,
  { byStep, ends, edited }: Attempts,
  outputs: ReadonlyMap<EffectId, string>,
): readonly AttemptReport[] {
  return (byStep.get(step) ?? []).map(({ seq, at, event }) => {
    const effect = effectId(state.run, seq)
    const written = stepAt(planAt(state, seq), event.instance)
    const over = ends.get(effect)
    return {
      effect,
      stage: event.stage,
      startedAt: rfc3339(at),
      end: endOf(over),
      command: edited.get(seq) ?? textOf(written && commandAt(written, event.stage, event.at)?.input),
      hash: event.hash,
      output: outputs.get(effect) ?? '',
      ...(over?.type === 'attempt.finished' ? { tookMs: over.tookMs } : {}),
    }
  })
}

function textOf(input: ActionInput | undefined): string {
  switch (input?.action) {
    case 'shell':
    case 'script':
      return input.source
    case 'sql':
      return input.statement
    case 'http':
      return `${input.method} ${input.url}`
    case 'ssh':
      return input.block.source
    default:
      return ''
  }
}

function endOf(event: RunEvent | undefined): string {
  if (event?.type === 'attempt.unknown') return 'unknown'
  if (event?.type !== 'attempt.finished') return 'running'
  if (event.failure) return event.failure.message
  return event.end.kind === 'exit' ? `exit ${event.end.code}` : event.end.kind
}
