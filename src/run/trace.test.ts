import { describe, expect, test } from 'vitest'
import type { Fact } from './evolve.ts'
import { effectId, parseRunId } from './id.ts'
import type { RunId } from './id.ts'
import type { RunEvent } from './event/event.ts'
import { beginTrace, spansOf, traceFact } from './trace.ts'

const run = parseRunId('run_0123456789abcdefghjkmn') as RunId
const by = { kind: 'person', id: 'ada', via: 'cli' } as const

const facts: readonly Fact[] = (
  [
    {
      type: 'run.created',
      plan: 'p',
      mode: 'auto',
      path: 'a.md',
      title: 'Secret title',
      documentHash: 'h',
      cwd: '/secret',
      startedOn: 'ada@host',
    },
    { type: 'step.entered', instance: 'one', visit: 1 },
    { type: 'attempt.started', instance: 'one', stage: 'main', at: 0, hash: 'h', host: 'x', bootId: 'b' },
    {
      type: 'attempt.finished',
      effect: effectId(run, 3),
      end: { kind: 'exit', code: 7 },
      failure: { kind: 'exit', message: 'secret words' },
      outputs: { private: { token: 'secret value' } },
      truncated: false,
      tookMs: 5,
    },
    {
      type: 'question.asked',
      instance: 'one',
      stage: 'main',
      at: 0,
      question: { kind: 'unknown', why: 'secret why' },
    },
    { type: 'run.ended', status: 'cancelled', why: 'secret reason' },
  ] as readonly RunEvent[]
).map((event, at) => ({ seq: at + 1, at: 1000 * (at + 1), by, event }))

describe('the trace of a run', () => {
  test('has the run as its root, steps below it, and attempts and questions below steps', () => {
    const spans = spansOf(run, facts)
    const [attempt, question, step, root] = spans
    expect(spans.map(({ name, from, to, outcome }) => [name, from, to, outcome])).toEqual([
      ['attempt', 3000, 4000, 'failed'],
      ['question', 5000, 6000, 'neither'],
      ['step', 2000, 6000, 'neither'],
      ['run', 1000, 6000, 'neither'],
    ])
    expect(root?.parent).toBeUndefined()
    expect(step?.parent).toBe(root?.id)
    expect([attempt?.parent, question?.parent]).toEqual([step?.id, step?.id])
    expect(new Set(spans.map(({ trace }) => trace)).size).toBe(1)
    expect(root?.trace).toMatch(/^[0-9a-f]{32}$/)
    expect(root?.id).toMatch(/^[0-9a-f]{16}$/)
  })

  test('holds nothing that somebody wrote, was asked or printed', () => {
    expect(JSON.stringify(spansOf(run, facts))).not.toMatch(/secret|token|ada/i)
  })

  test('goes on where another process left it: the same ids, and every span once', () => {
    for (let cut = 0; cut <= facts.length; cut++) {
      const first = spansOf(run, facts.slice(0, cut))
      const later = beginTrace(run)
      for (const fact of facts.slice(0, cut)) traceFact(later, fact)
      const rest = facts.slice(cut).flatMap((fact) => traceFact(later, fact))
      expect([...first, ...rest]).toEqual(spansOf(run, facts))
    }
  })

  test('of an inner run is one of its own, linked to the span that asked for it', () => {
    const effect = effectId(run, 9)
    const inner = parseRunId('run_0123456789abcdefghjkmp') as RunId
    const created = { ...facts[0]?.event, parent: { run, effect } } as RunEvent
    const ended = { type: 'run.ended', status: 'succeeded', why: '' } as RunEvent
    const [root] = spansOf(inner, [
      { seq: 1, at: 1, by, event: created },
      { seq: 2, at: 2, by, event: ended },
    ])
    const asked = {
      type: 'child.started',
      instance: 'one',
      at: 0,
      path: 'b.md',
      given: {},
    } as unknown as RunEvent
    const over = { type: 'child.ended', effect, status: 'succeeded', why: '' } as RunEvent
    const [asker] = spansOf(run, [
      { seq: 9, at: 1, by, event: asked },
      { seq: 10, at: 2, by, event: over },
    ])
    expect(root?.trace).not.toBe(asker?.trace)
    expect(root?.link).toEqual({ trace: asker?.trace, id: asker?.id })
  })
})
