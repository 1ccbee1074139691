import { expect, it } from 'vitest'
import { auto, forEach, planOf, withHosts } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'
import type { Plan } from '../plan/plan.ts'

const steps = (count: number): Plan => planOf(Array.from({ length: count }, (_, at) => auto(`s${at}`)))

const turns = (count: number): Plan =>
  withHosts(
    planOf([forEach(auto('a'), { atOnce: 100, turnsMax: count })]),
    Array.from({ length: count }, (_, at) => `host${at}`),
  )

/** The quickest of three: what else the machine does only adds. */
function tookMs(plan: Plan): number {
  const times = [1, 2, 3].map(() => {
    const started = performance.now()
    const story = new Story(plan)
    while (!story.ended()) story.ends(0)
    expect(story.ended()).toBe('succeeded')
    return performance.now() - started
  })
  return Math.min(...times)
}

// Ten times as much takes ten times as long and not a hundred: 40 leaves room for a busy machine.
it.each([
  ['steps one after the other', steps, 10_000],
  ['turns, a hundred at once', turns, 3_000],
])('%s cost what they are', { timeout: 120_000 }, (_name, plan, count) => {
  tookMs(plan(count / 10))
  const some = Math.max(1, tookMs(plan(count / 10)))
  expect(tookMs(plan(count)) / some).toBeLessThan(40)
})
