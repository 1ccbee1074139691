import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { vanishedMs } from '../../src/adapters/runners/pool.ts'
import type { Attempt } from '../../src/ports/executor.ts'
import { effectId } from '../../src/run/id.ts'
import { run, shell } from '../executor/bench.ts'
import type { Site } from './site.ts'
import { openSite } from './site.ts'

let site: Site
afterEach(() => site.close())

let seq = 0
const attemptOf = (source: string, secrets: Record<string, string> = {}): Attempt => ({
  effect: effectId(run, ++seq),
  action: shell(source, {
    cwd: site.work,
    session: { cwd: site.work, set: {}, unset: [] },
    secrets: Object.fromEntries(Object.keys(secrets).map((key) => [key, `env:${key}`])),
  }),
  secrets,
  outputMaxBytes: 2 ** 20,
})

/** Prints a line, waits for the file `go` or the end of its folder, and prints another. */
const held =
  'echo began >> effect; echo one; while [ -e effect ] && [ ! -e go ]; do sleep 0.05; done; echo two'

/** As the driver does: the place, the preparation, then the start. */
async function start(attempt: Attempt) {
  const place = await site.pool.placeFor(run, 'a.md')
  await site.pool.prepare(attempt)
  return { place, outcome: site.pool.run(attempt) }
}

const logOf = async ({ effect }: Attempt) =>
  (await site.logs.read(effect, 0)).map(({ text }) => text).join('')

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20)
}

describe('a runner', () => {
  test('carries a command out, brings its output masked, and its variables', async () => {
    site = openSite()
    site.startRunner()
    const attempt = attemptOf('echo "it is $T"; cd /; X=1', { T: 'hunter2-hunter2' })
    const { place, outcome } = await start(attempt)
    expect(place.host).toBe('runner db-1')
    const { end, session, log } = await outcome
    expect(end).toEqual({ kind: 'exit', code: 0 })
    expect(session).toMatchObject({ cwd: '/' })
    expect(log).toMatch(/^sha256:/)
    expect(await logOf(attempt)).toBe('it is ••••\n')
  })

  test('that is away is waited for: nothing runs until it comes', async () => {
    site = openSite()
    const attempt = attemptOf('touch ran')
    const { outcome } = await start(attempt)
    await sleep(100)
    expect(existsSync(join(site.work, 'ran'))).toBe(false)
    site.startRunner()
    expect((await outcome).end).toEqual({ kind: 'exit', code: 0 })
    expect(existsSync(join(site.work, 'ran'))).toBe(true)
  })

  test('loses nothing and repeats nothing while the line is cut', async () => {
    site = openSite()
    site.startRunner()
    const attempt = attemptOf(held)
    const { outcome } = await start(attempt)
    await until(() => existsSync(join(site.work, 'effect')))
    site.line.cut = true
    writeFileSync(join(site.work, 'go'), '')
    await sleep(400)
    site.line.cut = false
    expect((await outcome).end).toEqual({ kind: 'exit', code: 0 })
    expect(await logOf(attempt)).toBe('one\ntwo\n')
    expect(readFileSync(join(site.work, 'effect'), 'utf8')).toBe('began\n')
  })

  test('that is killed and started again finds its command', async () => {
    site = openSite()
    const first = site.startRunner()
    const attempt = attemptOf(held)
    const { outcome } = await start(attempt)
    await until(() => existsSync(join(site.work, 'effect')))
    first.kill()
    await sleep(100)
    site.startRunner()
    writeFileSync(join(site.work, 'go'), '')
    expect((await outcome).end).toEqual({ kind: 'exit', code: 0 })
    expect(await logOf(attempt)).toBe('one\ntwo\n')
    expect(readFileSync(join(site.work, 'effect'), 'utf8')).toBe('began\n')
  })

  test('goes on while the server is started again, which asks it what became of the command', async () => {
    site = openSite()
    site.startRunner()
    const attempt = attemptOf(held)
    const { place } = await start(attempt)
    await until(() => existsSync(join(site.work, 'effect')))
    const recovery = await site.restartServer().recover(attempt.effect, place)
    writeFileSync(join(site.work, 'go'), '')
    expect(recovery.kind).toBe('known')
    const { end } = await (recovery as Extract<typeof recovery, { kind: 'known' }>).outcome
    expect(end).toEqual({ kind: 'exit', code: 0 })
    expect(await logOf(attempt)).toBe('one\ntwo\n')
    expect(readFileSync(join(site.work, 'effect'), 'utf8')).toBe('began\n')
  })

  test('says for certain that what never came to it never ran, and refuses it from then on', async () => {
    site = openSite()
    const attempt = attemptOf('touch ran')
    const { place } = await start(attempt)
    const server = site.restartServer()
    const recovery = await server.recover(attempt.effect, place)
    site.startRunner()
    const { end } = await (recovery as Extract<typeof recovery, { kind: 'known' }>).outcome
    expect(end).toEqual({ kind: 'never-ran' })
    await server.prepare(attempt)
    expect((await server.run(attempt)).end).toEqual({ kind: 'never-ran' })
    expect(existsSync(join(site.work, 'ran'))).toBe(false)
  })

  test('that vanishes with a command leaves it unknown, and nothing is repeated', async () => {
    let now = Date.now()
    site = openSite(() => now)
    const first = site.startRunner()
    const attempt = attemptOf('echo began >> effect; sleep 60')
    const { outcome } = await start(attempt)
    await until(() => existsSync(join(site.work, 'effect')))
    first.kill()
    now += vanishedMs + 1
    expect((await outcome).end).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('db-1 has not been heard of'),
    })
    site.startRunner().runner.drain()
    expect(readFileSync(join(site.work, 'effect'), 'utf8')).toBe('began\n')
  })

  test('with another state folder cannot tell what became of an earlier command', async () => {
    site = openSite()
    const recovery = await site.pool.recover(effectId(run, ++seq), {
      host: 'runner db-1',
      bootId: 'f'.repeat(32),
    })
    expect(recovery).toMatchObject({ kind: 'unknown', why: expect.stringContaining('lost what it knew') })
  })

  test('ends a command and all it started when it is told to', async () => {
    site = openSite()
    site.startRunner()
    const attempt = attemptOf('echo $$ > pid; sleep 60 & sleep 60')
    const { outcome } = await start(attempt)
    await until(() => existsSync(join(site.work, 'pid')))
    await site.pool.cancel(attempt.effect, 500)
    expect((await outcome).end).toEqual({ kind: 'cancelled' })
  })

  test('a command that never went out is cancelled without it', async () => {
    site = openSite()
    const attempt = attemptOf('touch ran')
    const { outcome } = await start(attempt)
    await site.pool.cancel(attempt.effect, 500)
    expect((await outcome).end).toEqual({ kind: 'cancelled' })
    site.startRunner()
    await sleep(100)
    expect(existsSync(join(site.work, 'ran'))).toBe(false)
  })

  test('that drains takes nothing new, ends what it has, and leaves', async () => {
    site = openSite()
    const { runner, ended } = site.startRunner()
    const attempt = attemptOf('touch began; while [ -e began ] && [ ! -e go ]; do sleep 0.05; done')
    const { outcome } = await start(attempt)
    await until(() => existsSync(join(site.work, 'began')))
    runner.drain()
    const later = attemptOf('touch later')
    await start(later)
    writeFileSync(join(site.work, 'go'), '')
    expect((await outcome).end).toEqual({ kind: 'exit', code: 0 })
    expect(await ended).toEqual({ kind: 'drained' })
    expect(existsSync(join(site.work, 'later'))).toBe(false)
  })

  test('whose place another process takes stops', async () => {
    site = openSite()
    const { ended } = site.startRunner()
    await sleep(50)
    site.startRunner()
    expect(await ended).toMatchObject({ kind: 'refused' })
  })
})
