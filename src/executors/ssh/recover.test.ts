import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bench } from '../../../test/executor/bench.ts'
import { makeBench, ssh } from '../../../test/executor/bench.ts'
import type { SshServer } from '../../../test/executor/ssh-server.ts'
import { noSsh, startSshServer } from '../../../test/executor/ssh-server.ts'
import { lives, textIn, until } from '../../../test/executor/until.ts'
import { markedProcesses } from '../../adapters/supervisor/process.ts'
import type { Attempt, Outcome } from '../../ports/executor.ts'
import { cleanEnvironment } from '../environment.ts'

const driverFile = fileURLToPath(new URL('../../../test/executor/driver.ts', import.meta.url))
const parts = Array.from({ length: 20 }, (_, n) => n)

describe.skipIf(noSsh)(
  `a block on another host, after a crash${noSsh ? ` (skipped: ${noSsh})` : ''}`,
  { timeout: 120_000 },
  () => {
    let server: SshServer
    let bench: Bench
    let path: string

    beforeAll(async () => {
      server = await startSshServer()
      path = `${server.bin}:${process.env['PATH'] ?? ''}`
      bench = makeBench({ baseEnvironment: cleanEnvironment({ ...process.env, PATH: path }, []) })
    }, 60_000)
    afterAll(async () => {
      await bench?.remove()
      await server?.remove()
    })

    const there = (name: string): string => join(server.home, name)

    /** Leaves a line in a file for every part, and prints one, slowly enough to be caught in the middle. */
    const slow = (name: string) =>
      ssh(
        `echo $$ >${there(`${name}-pid`)}; for n in ${parts.join(' ')}; do echo "part $n"; echo $n >>${there(name)}; sleep 0.1; done; exit 7`,
      )

    /** Another process that carries the attempt out. */
    const startDriver = (attempt: Attempt, searched = path): ChildProcess =>
      spawn(process.execPath, [driverFile, dirname(bench.data), JSON.stringify(attempt)], {
        stdio: 'ignore',
        env: { ...process.env, PATH: searched },
      })

    const kill = async (driver: ChildProcess): Promise<void> => {
      const gone = once(driver, 'exit')
      driver.kill('SIGKILL')
      await gone
    }

    /** Everything of the attempt on this machine: supervisor, our program. The client then loses its end. */
    const killAll = (attempt: Attempt): void => {
      for (const { pid } of markedProcesses(attempt.effect)) process.kill(pid, 'SIGKILL')
    }

    const recover = (attempt: Attempt) => {
      const executor = bench.restart()
      return executor.recover(attempt.effect, executor.place)
    }

    const recovered = async (attempt: Attempt): Promise<Outcome> => {
      const recovery = await recover(attempt)
      if (recovery.kind !== 'known') throw new Error(`recovered as ${JSON.stringify(recovery)}`)
      return recovery.outcome
    }

    const expectOnce = async (attempt: Attempt, name: string): Promise<void> => {
      expect(textIn(there(name))).toBe(parts.map((n) => `${n}\n`).join(''))
      expect(await bench.log(attempt.effect, 'stdout')).toBe(parts.map((n) => `part ${n}\n`).join(''))
    }

    test('Kneeboard killed: the command goes on, its outcome is found, once, with all its output', async () => {
      const attempt = bench.attempt(slow('a'))
      const driver = startDriver(attempt)
      await until('it runs', () => textIn(there('a')).includes('3\n'))
      await kill(driver)
      expect((await recovered(attempt)).end).toEqual({ kind: 'exit', code: 7 })
      await expectOnce(attempt, 'a')
    })

    test('everything of it on this machine killed, again and again: the same', async () => {
      const attempt = bench.attempt(slow('b'))
      const driver = startDriver(attempt)
      await until('it runs', () => textIn(there('b')).includes('3\n'))
      await kill(driver)
      killAll(attempt)
      const first = recovered(attempt)
      await until('it goes on', () => textIn(there('b')).includes('9\n'))
      killAll(attempt)
      expect((await first).end).toEqual({ kind: 'exit', code: 7 })
      await expectOnce(attempt, 'b')
    })

    test('only our program killed, under a Kneeboard that lives: the same', async () => {
      const attempt = bench.attempt(slow('c'))
      await bench.executor.prepare(attempt)
      const outcome = bench.executor.run(attempt)
      await until('it runs', () => textIn(there('c')).includes('3\n'))
      const program = markedProcesses(attempt.effect).find(({ command }) => command.includes('program.ts'))
      const inner = markedProcesses(attempt.effect).filter(({ pid }) => pid !== program?.group)
      for (const { pid } of inner) process.kill(pid, 'SIGKILL')
      expect((await outcome).end).toEqual({ kind: 'exit', code: 7 })
      await expectOnce(attempt, 'c')
    })

    test('this machine started again meanwhile: the far side is asked, and it is known', async () => {
      const attempt = bench.attempt(slow('d'))
      const driver = startDriver(attempt)
      await until('it runs', () => textIn(there('d')).includes('3\n'))
      await kill(driver)
      killAll(attempt)
      const executor = bench.restart()
      const recovery = await executor.recover(attempt.effect, { ...executor.place, bootId: 'another' })
      if (recovery.kind !== 'known') throw new Error(JSON.stringify(recovery))
      expect((await recovery.outcome).end).toEqual({ kind: 'exit', code: 7 })
      await expectOnce(attempt, 'd')
    })

    test('killed before it reached the far side: it never ran, for certain', async () => {
      const slowClient = join(server.bin, '..', 'slow')
      spawn('mkdir', [slowClient])
      await sleep(200)
      writeFileSync(join(slowClient, 'ssh'), '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
      const attempt = bench.attempt(slow('e'))
      const driver = startDriver(attempt, `${slowClient}:${path}`)
      await until('it is tried', () =>
        markedProcesses(attempt.effect).some(({ command }) => command.includes('program.ts')),
      )
      await kill(driver)
      killAll(attempt)
      expect((await recovered(attempt)).end).toEqual({ kind: 'never-ran' })
      expect(textIn(there('e'))).toBe('')
    })

    test('ended after Kneeboard was killed and started again', async () => {
      const attempt = bench.attempt(slow('f'))
      const driver = startDriver(attempt)
      await until('it runs', () => textIn(there('f')).includes('3\n'))
      await kill(driver)
      const executor = bench.restart()
      const recovery = await executor.recover(attempt.effect, executor.place)
      if (recovery.kind !== 'known') throw new Error(JSON.stringify(recovery))
      await executor.cancel(attempt.effect, 100)
      expect((await recovery.outcome).end).toEqual({ kind: 'cancelled' })
      expect(lives(Number(textIn(there('f-pid'))))).toBe(false)
      expect(textIn(there('f'))).not.toContain('19\n')
    })

    test('the far side started again: nobody can tell', async () => {
      const attempt = bench.attempt(slow('g'))
      const driver = startDriver(attempt)
      await until('it runs', () => textIn(there('g')).includes('3\n'))
      await kill(driver)
      killAll(attempt)
      const cache = join(server.home, '.cache/kneeboard')
      const [folder = ''] = readdirSync(cache)
      const claim = join(cache, folder, 'claim')
      writeFileSync(claim, readFileSync(claim, 'utf8').replace(/\S+\n$/, 'another-boot\n'))
      expect((await recovered(attempt)).end).toMatchObject({
        kind: 'unknown',
        why: expect.stringContaining('started again') as string,
      })
    })
  },
)
