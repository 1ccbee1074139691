import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  auto,
  checkBy,
  command,
  forEach,
  parallel,
  planOf,
  step,
  withHosts,
} from '../../test/plan-builder.ts'
import { advance } from './advance.ts'
import type { RunEvent } from './event/event.ts'
import { beginFold } from './fold.ts'
import { headOf } from './headline.ts'
import { makeRunId } from './id.ts'
import { hash } from '../hash/sha256.ts'

const tree = planOf(
  [
    {
      kind: 'phase',
      id: 'p',
      children: [auto('a', { children: [auto('a1')], verify: [checkBy('v')] }), step('m')],
    },
    {
      kind: 'menu',
      id: 'menu',
      children: [auto('x'), step('y', { commands: [command('y', { rung: 'assisted' })] })],
    },
    parallel('par', [auto('b'), step('c', { children: [auto('c1')] })], {
      join: { kind: 'at-least', count: 1 },
    }),
    forEach(step('l', { children: [auto('l1')] }), { atOnce: 2 }),
  ],
  [auto('r', { undo: { kind: 'person', text: '' } })],
)

const plan = withHosts(tree, ['one', 'two', 'three'])
const run = makeRunId(0, new Uint8Array(12))
const ids = '# #rollback p a a1 m menu x y r nowhere par b c c1 l l@1 l@2 l1@1 l1@2 l1 a@1 l@1.1 @1'.split(
  ' ',
)
const instance = fc.constantFrom(...ids)
const effect = fc.integer({ min: 0, max: 40 }).map((seq) => `${run}/${seq}`)
const stage = fc.constantFrom('precheck', 'main', 'verify', 'undo')
const at = fc.integer({ min: 0, max: 3 })
const failure = fc.constant({ kind: 'exit', message: 'exit 1' } as const)

/** Facts in any order, about anything: also such as no engine would ever write. */
const event = fc.oneof(
  fc.record({ type: fc.constant('step.entered'), instance, visit: at }),
  fc.record({ type: fc.constantFrom('step.needed', 'step.not-chosen'), instance }),
  fc.record({ type: fc.constant('step.succeeded'), instance, how: fc.constant('tool') }),
  fc.record({ type: fc.constant('step.failed'), instance, failure, consequence: fc.constant('stop') }),
  fc.record({ type: fc.constant('step.undone'), instance, how: fc.constant('tool') }),
  fc.record({
    type: fc.constant('check.concluded'),
    instance,
    stage,
    at,
    holds: fc.boolean(),
    why: fc.constant(''),
  }),
  fc.record({
    type: fc.constant('attempt.started'),
    instance,
    stage,
    at,
    hash: fc.constant(''),
    host: fc.constant('h'),
    bootId: fc.constant('b'),
  }),
  fc.record({
    type: fc.constant('attempt.finished'),
    effect,
    end: fc.constant({ kind: 'exit', code: 0 }),
    truncated: fc.boolean(),
    tookMs: at,
  }),
  fc.record({
    type: fc.constantFrom('attempt.unknown', 'timer.fired', 'timer.withdrawn', 'question.withdrawn'),
    effect,
    why: fc.constant(''),
  }),
  fc.record({
    type: fc.constant('question.asked'),
    instance,
    stage,
    at,
    question: fc.constant({ kind: 'do' }),
  }),
  fc.record({
    type: fc.constant('question.answered'),
    effect,
    answer: fc.constantFrom(
      { choice: 'done' },
      { choice: 'retry' },
      { choice: 'happened' },
      { choice: 'run' },
    ),
  }),
  fc.record({ type: fc.constant('timer.set'), instance, due: at, purpose: fc.constantFrom('retry', 'wait') }),
  fc.record({ type: fc.constant('run.went-to'), step: instance, why: fc.constant('operator') }),
  fc.record({
    type: fc.constant('plan.replaced'),
    plan: fc.constantFrom({ private: plan }, { private: withHosts(planOf([auto('a'), step('m')]), ['one']) }),
    mapping: fc.array(
      fc.record({ from: instance, to: instance, by: fc.constant('title'), exact: fc.boolean() }),
      { maxLength: 6 },
    ),
    documentHash: fc.constant(''),
    replacedHash: fc.constant(''),
    version: fc.constant({ kind: 'unversioned' }),
  }),
  fc.record({ type: fc.constant('branch.stopped'), instance, why: fc.constant('left') }),
  fc.record({
    type: fc.constant('loop.began'),
    instance,
    items: fc.constant({ private: ['one', 'two'] }),
    origin: fc.constant('person'),
  }),
  fc.record({
    type: fc.constant('run.closing'),
    status: fc.constant('failed'),
    why: fc.constant(''),
  }),
  fc.record({
    type: fc.constantFrom('run.rollback-started', 'run.cancel-requested', 'run.paused', 'run.continued'),
  }),
) as fc.Arbitrary<RunEvent>

const created: RunEvent = {
  type: 'run.created',
  plan: '',
  mode: 'auto',
  path: '',
  title: '',
  documentHash: '',
  cwd: '/',
  startedOn: '',
}

describe('evolve', () => {
  it('takes any fact in any order, and the engine and the head still know what to make of the state', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const { state, apply } = beginFold(run, plan)
        for (const [index, each] of [created, ...events].entries()) {
          apply({ seq: index + 1, at: index, by: { kind: 'system', id: 'e', via: 'engine' }, event: each })
        }
        advance(state, {
          now: 0,
          place: { host: 'h', bootId: 'b' },
          evaluate: () => ({ kind: 'value', value: true }),
          environment: new Set(),
        })
        expect(headOf(state, hash('journal', '')).seq).toBe(events.length + 1)
        expect(state.stepsDone).toBeGreaterThanOrEqual(0)
        expect(state.stepsDone).toBeLessThanOrEqual(state.stepsAll)
        for (const { id, counts } of state.instances.values()) {
          const inside = [...state.instances.values()].filter(({ above }) => above === id)
          for (const [tally, count] of Object.entries(counts))
            expect([id, tally, count]).toEqual([
              id,
              tally,
              inside.filter((each) => each.tally === tally).length,
            ])
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
