import type { StepId } from '../document/step.ts'
import { never } from '../text/bug.ts'
import type { Decision } from './decision.ts'
import { record, refuse } from './decision.ts'
import type { PeopleInput } from './input.ts'
import type { InstanceId } from './instance-id.ts'
import type { ReadonlyRunState } from './state.ts'

/** A file larger than this is not kept with a run: 25 MiB, above any screenshot and below any core dump. */
export const attachmentMaxBytes = 25 * 1024 * 1024

/** Notes, remarks, attachments, hand-overs, calls for help: recorded at any time, also after the end. */
export function decideFromPeople(state: ReadonlyRunState, input: PeopleInput): Decision {
  switch (input.kind) {
    case 'note':
      return record({
        type: 'note.added',
        text: { private: input.text },
        ...(input.instance === undefined ? {} : { instance: input.instance }),
      })
    case 'remark':
      return remark(state, input)
    case 'attach':
      return attach(state, input)
    case 'hand-over':
      return handOver(state, input)
    case 'escalate':
      return escalate(state, input)
    default:
      return never(input)
  }
}

type Input<K extends PeopleInput['kind']> = Extract<PeopleInput, { kind: K }>

const stepNamed = (state: ReadonlyRunState, id: string) =>
  Object.hasOwn(state.plan.steps, id) ? state.plan.steps[id as StepId] : undefined

const noStep = (id: string): Decision => refuse(`the runbook has no step ${JSON.stringify(id)}`)

function remark(state: ReadonlyRunState, { step: id, verdict, text }: Input<'remark'>): Decision {
  const step = stepNamed(state, id)
  if (!step) return noStep(id)
  return record({
    type: 'remark.added',
    step: step.id,
    line: step.line,
    verdict,
    ...(text === undefined ? {} : { text }),
  })
}

function attach(state: ReadonlyRunState, input: Input<'attach'>): Decision {
  const { instance, content, bytes, name, sha256 } = input
  if (instance !== undefined && !state.instances.has(instance as InstanceId) && !stepNamed(state, instance))
    return noStep(instance)
  if (bytes > attachmentMaxBytes) return refuse('the file is larger than 25 MiB, the most that is kept')
  return record({
    type: 'attachment.added',
    content,
    bytes,
    about: { private: { name, sha256 } },
    ...(instance === undefined ? {} : { instance }),
  })
}

function handOver(state: ReadonlyRunState, { to, note }: Input<'hand-over'>): Decision {
  const name = to.trim()
  if (name === '') return refuse('hand it over to whom?')
  if (state.status === 'ended') return refuse('the run has ended')
  if (name.toLowerCase() === state.operator.toLowerCase()) return refuse(`${name} operates the run already`)
  return record({
    type: 'run.handed-over',
    from: state.operator,
    to: name,
    ...(note === undefined ? {} : { note: { private: note } }),
  })
}

function escalate(state: ReadonlyRunState, { instance, text }: Input<'escalate'>): Decision {
  const { escalation, owner } = state.plan.runbook
  return record({
    type: 'run.escalated',
    contact: escalation ?? owner ?? '',
    ...(instance === undefined ? {} : { instance }),
    ...(text === undefined ? {} : { text: { private: text } }),
  })
}
