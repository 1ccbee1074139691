import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { carryOut, makeBench, script, shell, waitingShell } from '../../../test/executor/bench.ts'
import { lives, textIn, until } from '../../../test/executor/until.ts'
import type { Attempt } from '../../ports/executor.ts'
import { effectId, makeRunId } from '../../run/id.ts'

const bench = makeBench()
afterAll(() => bench.remove())

const file = (name: string): string => join(bench.work, name)
const claimOf = ({ effect }: Attempt): string => join(bench.folder(effect), 'claim')

describe('a command that was prepared and whose start is not durable yet', () => {
  const actions = {
    bash: shell('touch begun-bash'),
    sh: shell('touch begun-sh', { dialect: 'sh' }),
    script: script('js', "import { writeFileSync } from 'node:fs'; writeFileSync('begun-script', '')"),
  }

  test.each(Object.entries(actions))('does nothing: %s', async (name, action) => {
    const attempt = bench.attempt(action)
    await bench.executor.prepare(attempt)
    if (name !== 'script') await waitingShell(attempt)
    await sleep(200)
    expect([existsSync(file(`begun-${name}`)), existsSync(claimOf(attempt))]).toEqual([false, false])
    expect((await bench.executor.run(attempt)).end).toEqual({ kind: 'exit', code: 0 })
    expect(existsSync(file(`begun-${name}`))).toBe(true)
  })

  test('leaves when its start was refused, and nothing is left of it', async () => {
    const attempt = bench.attempt(shell('touch refused'))
    await bench.executor.prepare(attempt)
    const pid = await waitingShell(attempt)
    await bench.executor.discard(attempt.effect)
    await until('it is gone', () => !lives(pid))
    expect([existsSync(file('refused')), existsSync(bench.folder(attempt.effect))]).toEqual([false, false])
  })

  test('leaves when nobody knows whether its start was kept; whoever comes next knows that it never ran', async () => {
    const attempt = bench.attempt(shell('touch doubtful'))
    await bench.executor.prepare(attempt)
    const pid = await waitingShell(attempt)
    bench.executor.abandon(attempt.effect)
    await until('it is gone', () => !lives(pid))
    expect(existsSync(claimOf(attempt))).toBe(false)
    const next = bench.restart()
    expect(await next.recover(attempt.effect, next.place)).toEqual({ kind: 'never-ran' })
    expect(existsSync(file('doubtful'))).toBe(false)
  })

  test('leaves when its run ends', async () => {
    const other = makeRunId(Date.now(), new Uint8Array(12).fill(3))
    const attempt = { ...bench.attempt(shell(':')), effect: effectId(other, 1) }
    await bench.executor.prepare(attempt)
    const pid = await waitingShell(attempt)
    await bench.executor.endRun(other, 100)
    await until('it is gone', () => !lives(pid))
  })

  test('that is killed where it waits has run nothing, and lets no other begin in its stead', async () => {
    await carryOut(bench, bench.attempt(shell(':')))
    const first = bench.attempt(shell('touch first'))
    await bench.executor.prepare(first)
    process.kill(await waitingShell(first), 'SIGKILL')
    const { end } = await bench.executor.run(first)
    expect(end).toMatchObject({ kind: 'error', message: expect.stringContaining('nothing was run') })
    const second = bench.attempt(shell('touch second'))
    await bench.executor.prepare(second)
    await waitingShell(second)
    await sleep(100)
    expect([existsSync(file('first')), existsSync(file('second'))]).toEqual([false, false])
    expect((await bench.executor.run(second)).end).toEqual({ kind: 'exit', code: 0 })
  })

  test('is ended by a request to end before it began', async () => {
    const attempt = bench.attempt(shell('touch cancelled'))
    await bench.executor.prepare(attempt)
    await waitingShell(attempt)
    await bench.executor.cancel(attempt.effect, 100)
    expect((await bench.executor.run(attempt)).end).toEqual({ kind: 'cancelled' })
    expect(existsSync(file('cancelled'))).toBe(false)
  })
})

test('commands that wait side by side begin each by itself', async () => {
  const attempts = Array.from({ length: 5 }, (_, n) =>
    bench.attempt(shell(`echo ${n} >>order; echo out-${n}`)),
  )
  for (const attempt of attempts) await bench.executor.prepare(attempt)
  for (const attempt of attempts.toReversed()) {
    const { stdout } = await bench.executor.run(attempt)
    expect(stdout).toBe(`out-${attempts.indexOf(attempt)}\n`)
  }
  expect(textIn(file('order'))).toBe('4\n3\n2\n1\n0\n')
})
