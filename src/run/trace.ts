import { hash } from '../hash/sha256.ts'
import type { EventData } from './event/event.ts'
import type { Fact } from './evolve.ts'
import type { RunId } from './id.ts'
import { effectId, parseEffectId } from './id.ts'

/**
 * A run as a trace (OpenTelemetry): the run is the root span; a step, and within it each attempt, question and inner
 * run, a span. Ids follow from the run's own, so whoever goes on with a run goes on with its trace. What is in a span
 * are ids (of steps: made of their titles), words of the product and numbers: never a value, an answer, an output.
 */
export type RunSpan = {
  /** 32 hex digits. */
  readonly trace: string
  /** 16 hex digits. */
  readonly id: string
  readonly parent?: string
  /** The run this one is a part of: that is another trace. */
  readonly link?: { readonly trace: string; readonly id: string }
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  /** `neither`: it was ended from outside, skipped, or somebody has yet to say. */
  readonly outcome: 'good' | 'failed' | 'neither'
  readonly attributes: Readonly<Record<string, string | number>>
}

type OpenSpan = Omit<RunSpan, 'to' | 'outcome'>

/** What is open in a run's trace; its owner hands in each fact once, in order. */
export type Trace = {
  readonly run: RunId
  /** By the sequence number of the fact that opened it. */
  readonly open: Map<number, OpenSpan>
  /** The fact that entered each instance last. */
  readonly entered: Map<string, number>
}

export const beginTrace = (run: RunId): Trace => ({ run, open: new Map(), entered: new Map() })

/** Every finished span of a run's facts. */
export function spansOf(run: RunId, facts: readonly Fact[]): readonly RunSpan[] {
  const trace = beginTrace(run)
  return facts.flatMap((fact) => traceFact(trace, fact))
}

/** Takes a fact into the trace (in place) and gives the spans that end with it. Total, as `evolve` is. */
export function traceFact(trace: Trace, fact: Fact): readonly RunSpan[] {
  const { at, seq, event } = fact
  switch (event.type) {
    case 'run.created':
      return open(trace, seq, { name: 'run', from: at, ...rootOf(trace.run, event) })
    case 'step.entered':
      trace.entered.set(event.instance, seq)
      return open(trace, seq, {
        name: 'step',
        from: at,
        attributes: { 'kneeboard.step': event.instance, 'kneeboard.visit': event.visit },
      })
    case 'attempt.started':
      return open(trace, seq, {
        ...within(trace, event.instance),
        name: 'attempt',
        from: at,
        attributes: { 'kneeboard.step': event.instance, 'kneeboard.stage': event.stage },
      })
    case 'question.asked':
      return open(trace, seq, {
        ...within(trace, event.instance),
        name: 'question',
        from: at,
        attributes: { 'kneeboard.step': event.instance, 'kneeboard.question': event.question.kind },
      })
    case 'child.started':
      return open(trace, seq, {
        ...within(trace, event.instance),
        name: 'inner run',
        from: at,
        attributes: { 'kneeboard.step': event.instance, 'kneeboard.runbook': event.path },
      })
    default:
      return ended(trace, fact)
  }
}

function ended(trace: Trace, { at, event }: Fact): readonly RunSpan[] {
  switch (event.type) {
    case 'step.succeeded':
      return leave(trace, event.instance, at, 'good', { 'kneeboard.how': event.how })
    case 'step.failed':
      return leave(trace, event.instance, at, 'failed', { 'kneeboard.failure': event.failure.kind })
    case 'step.skipped':
      return leave(trace, event.instance, at, 'neither', { 'kneeboard.skipped': event.reason })
    case 'step.not-chosen':
      return leave(trace, event.instance, at, 'neither', {})
    case 'attempt.finished':
      return close(trace, event.effect, at, event.failure ? 'failed' : 'good', endOf(event))
    case 'attempt.unknown':
      return close(trace, event.effect, at, 'neither', { 'kneeboard.end': 'unknown' })
    case 'question.answered':
      return close(trace, event.effect, at, 'good', { 'kneeboard.answer': event.answer.choice })
    case 'question.withdrawn':
      return close(trace, event.effect, at, 'neither', {})
    case 'child.ended':
      return close(trace, event.effect, at, event.failure ? 'failed' : 'good', {
        'kneeboard.status': event.status,
      })
    case 'run.ended':
      return endRun(trace, at, event.status)
    default:
      return []
  }
}

const endOf = ({ end, failure }: EventData<'attempt.finished'>): RunSpan['attributes'] => ({
  'kneeboard.end': end.kind,
  ...(end.kind === 'exit' ? { 'kneeboard.exit_code': end.code } : {}),
  ...(failure ? { 'kneeboard.failure': failure.kind } : {}),
})

function rootOf(run: RunId, { path, mode, parent }: EventData<'run.created'>) {
  const above = parent && parseEffectId(parent.effect)
  return {
    ...(above ? { link: { trace: traceId(above.run), id: spanId(above.run, above.seq) } } : {}),
    attributes: { 'kneeboard.run': run, 'kneeboard.runbook': path, 'kneeboard.mode': mode },
  }
}

/** The step a span belongs to; the run when the step was never entered. */
function within({ run, entered }: Trace, instance: string): { readonly parent?: string } {
  const seq = entered.get(instance)
  return seq === undefined ? {} : { parent: spanId(run, seq) }
}

function open(trace: Trace, seq: number, span: Omit<OpenSpan, 'trace' | 'id'>): readonly RunSpan[] {
  const { run } = trace
  const parent = seq === rootSeq ? {} : { parent: spanId(run, rootSeq) }
  trace.open.set(seq, { ...parent, ...span, trace: traceId(run), id: spanId(run, seq) })
  return []
}

/** `run.created` is the first fact of every run. */
const rootSeq = 1

function leave(
  trace: Trace,
  instance: string,
  at: number,
  outcome: RunSpan['outcome'],
  attributes: RunSpan['attributes'],
): readonly RunSpan[] {
  const seq = trace.entered.get(instance)
  return seq === undefined ? [] : close(trace, effectId(trace.run, seq), at, outcome, attributes)
}

function close(
  trace: Trace,
  effect: string,
  at: number,
  outcome: RunSpan['outcome'],
  attributes: RunSpan['attributes'],
): readonly RunSpan[] {
  const seq = parseEffectId(effect)?.seq ?? 0
  const span = trace.open.get(seq)
  if (!span) return []
  trace.open.delete(seq)
  // Clocks of several machines: a span never ends before it begins.
  const to = Math.max(at, span.from)
  return [{ ...span, to, outcome, attributes: { ...span.attributes, ...attributes } }]
}

/** Whatever is still open ends with the run, the run itself last. */
function endRun(trace: Trace, at: number, status: EventData<'run.ended'>['status']): readonly RunSpan[] {
  const inner = [...trace.open.keys()].filter((seq) => seq !== rootSeq).reverse()
  const outcome = status === 'succeeded' ? 'good' : status === 'cancelled' ? 'neither' : 'failed'
  return [
    ...inner.flatMap((seq) => close(trace, effectId(trace.run, seq), at, 'neither', {})),
    ...close(trace, effectId(trace.run, rootSeq), at, outcome, { 'kneeboard.status': status }),
  ]
}

const digits = (text: string): string => hash('trace', text).replace('sha256:', '')
const traceId = (run: RunId): string => digits(run).slice(0, 32)
const spanId = (run: RunId, seq: number): string => digits(effectId(run, seq)).slice(0, 16)
