import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { carryOut, makeBench, run, shell } from '../../../test/executor/bench.ts'
import { lives, textIn, until } from '../../../test/executor/until.ts'
import type { Outcome } from '../../ports/executor.ts'

const bench = makeBench()
afterEach(() => bench.executor.endRun(run, 100))
afterAll(() => bench.remove())

const pidIn = (name: string): number => Number(textIn(join(bench.work, name)))

/** Starts a block, waits until it wrote its pid to `name`, asks it to end. */
async function cancelled(
  source: string,
  name: string,
  graceMs: number,
): Promise<{ outcome: Outcome; tookMs: number }> {
  const attempt = bench.attempt(shell(source))
  await bench.executor.prepare(attempt)
  const running = bench.executor.run(attempt)
  await until(`${name} is there`, () => pidIn(name) > 0)
  const from = performance.now()
  await bench.executor.cancel(attempt.effect, graceMs)
  return { outcome: await running, tookMs: performance.now() - from }
}

test('TERM ends the whole group', async () => {
  const { outcome, tookMs } = await cancelled('sleep 60 & echo $! >a; wait', 'a', 5000)
  expect(outcome.end).toEqual({ kind: 'cancelled' })
  expect(lives(pidIn('a'))).toBe(false)
  expect(tookMs).toBeLessThan(2000)
})

test('KILL comes after the grace, not before', async () => {
  const { outcome, tookMs } = await cancelled(
    `trap '' TERM; echo $$ >b; while :; do sleep 0.05; done`,
    'b',
    400,
  )
  expect(outcome.end).toEqual({ kind: 'cancelled' })
  expect(lives(pidIn('b'))).toBe(false)
  expect(tookMs).toBeGreaterThan(390)
})

test('a command that tidies up on TERM says how it ended', async () => {
  const source = `trap 'echo tidied; exit 0' TERM; echo $$ >c; while :; do sleep 0.02; done`
  const { outcome } = await cancelled(source, 'c', 5000)
  expect(outcome).toMatchObject({ end: { kind: 'exit', code: 0 }, stdout: 'tidied\n' })
})

test('what left the group by setsid is ended too', async () => {
  const { outcome } = await cancelled('setsid sh -c "echo \\$\\$ >d; exec sleep 60" & sleep 60', 'd', 1000)
  expect(outcome.end).toEqual({ kind: 'cancelled' })
  expect(lives(pidIn('d'))).toBe(false)
})

test('what forked twice and ignores TERM is ended too', async () => {
  const source = `(setsid sh -c "trap '' TERM; echo \\$\\$ >e; while :; do sleep 0.05; done" &) ; sleep 60`
  const { outcome } = await cancelled(source, 'e', 300)
  expect(outcome.end).toEqual({ kind: 'cancelled' })
  expect(lives(pidIn('e'))).toBe(false)
})

test('an attempt asked to end before it began never runs', async () => {
  const attempt = bench.attempt(shell('touch never'))
  await bench.executor.prepare(attempt)
  await bench.executor.cancel(attempt.effect, 100)
  expect((await bench.executor.run(attempt)).end).toEqual({ kind: 'cancelled' })
  expect(existsSync(join(bench.work, 'never'))).toBe(false)
})

test('that is also what a restart finds', async () => {
  const attempt = bench.attempt(shell('touch never'))
  await bench.executor.prepare(attempt)
  await bench.executor.cancel(attempt.effect, 100)
  const recovery = await bench.restart().recover(attempt.effect, bench.executor.place)
  expect(recovery.kind === 'known' && (await recovery.outcome).end).toEqual({ kind: 'cancelled' })
})

test('asking after the end changes nothing', async () => {
  const attempt = bench.attempt(shell('exit 3'))
  await carryOut(bench, attempt)
  await bench.executor.cancel(attempt.effect, 100)
  const recovery = await bench.restart().recover(attempt.effect, bench.executor.place)
  expect(recovery.kind === 'known' && (await recovery.outcome).end).toEqual({ kind: 'exit', code: 3 })
})

test('asking another process ends it as well', async () => {
  const attempt = bench.attempt(shell('echo $$ >f; sleep 60'))
  await bench.executor.prepare(attempt)
  const running = bench.executor.run(attempt)
  await until('it runs', () => pidIn('f') > 0)
  await bench.restart().cancel(attempt.effect, 1000)
  expect((await running).end).toEqual({ kind: 'cancelled' })
})

test('background processes outlive their block, are told, and end with the run', async () => {
  const attempt = bench.attempt(shell('sleep 60 & echo $! >g; setsid sleep 61 & sleep 0.05'))
  const outcome = await carryOut(bench, attempt)
  expect(outcome.end).toEqual({ kind: 'exit', code: 0 })
  const left = bench.executor.leftovers(run)
  expect(left.map(({ command }) => command).sort()).toEqual(['sleep 60', 'sleep 61'])
  expect((await bench.executor.endRun(run, 500)).length).toBe(2)
  expect(lives(pidIn('g'))).toBe(false)
  expect(bench.executor.leftovers(run)).toEqual([])
})
