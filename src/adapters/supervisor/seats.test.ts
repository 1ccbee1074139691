import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { carryOut, makeBench, run, script, shell } from '../../../test/executor/bench.ts'
import { lives, textIn, until } from '../../../test/executor/until.ts'
import { runNumber } from '../../../test/conformance/run.ts'
import { effectId } from '../../run/id.ts'

const bench = makeBench()
afterAll(() => bench.remove())

const file = (name: string): string => join(bench.work, name)

/** Runs a block and gives the pid of its supervisor. */
async function supervisorOf(source = ':', effect = bench.attempt(shell(':')).effect): Promise<number> {
  const attempt = { ...bench.attempt(shell(`${source}\necho $PPID`)), effect }
  return Number((await carryOut(bench, attempt)).stdout)
}

/** Where the pids that were given out are not told, every command has a supervisor of its own. */
const staying = existsSync('/proc/loadavg')

/** A busy machine gives out so many pids that a supervisor is not used again: then it is tried again. */
async function sameTwice(first: string, second: string): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    if ((await supervisorOf(first)) === (await supervisorOf(second))) return true
  }
  return false
}

describe.skipIf(!staying)('a supervisor stays for the next command', () => {
  test('of the same run', async () => expect(await sameTwice(':', ':')).toBe(true))

  test('also after a command that failed, forked or printed', async () => {
    expect(await sameTwice('ls / >/dev/null; (exit 3) || :; echo x >&2', 'echo "$(id)" >&2')).toBe(true)
  })

  test('but not for another run', async () => {
    const other = effectId(runNumber(9), 1)
    expect(await supervisorOf(':', other)).not.toBe(await supervisorOf())
    await bench.executor.endRun(runNumber(9), 100)
  })

  test('and not when something of the last command is left in its group', async () => {
    const first = await supervisorOf(`sleep 60 & echo $! >${file('left')}`)
    const left = Number(textIn(file('left')))
    expect(await supervisorOf()).not.toBe(first)
    // Signals to one's own group, as in `trap 'kill 0' EXIT`, and a request to end reach only what began with it.
    const attempt = bench.attempt(
      shell(`trap : TERM; kill 0; echo went on; touch ${file('begun')}; sleep 60`),
    )
    await bench.executor.prepare(attempt)
    const running = bench.executor.run(attempt)
    await until('it has begun', () => existsSync(file('begun')))
    await bench.executor.cancel(attempt.effect, 500)
    expect((await running).end).toEqual({ kind: 'cancelled' })
    expect(lives(left)).toBe(true)
    expect((await bench.executor.endRun(run, 500)).map(({ pid }) => pid)).toContain(left)
  })

  test('until the run ends', async () => {
    const pid = await supervisorOf()
    await bench.executor.endRun(run, 100)
    await until('it is gone', () => !lives(pid))
  })

  test('or nothing comes for a while', async () => {
    const pid = await supervisorOf()
    await until('it is gone', () => !lives(pid))
  })
})

test('nothing of a command reaches the next one: directory, variables, mask, limits', async () => {
  const change = 'cd /; export A=1; umask 0; ulimit -n 32; set -f; trap "" TERM; exec 9</dev/null'
  const state = 'pwd; echo "${A-none}"; umask; ulimit -n; ls -l /proc/self/fd 2>/dev/null | grep -c . || :'
  const before = await carryOut(bench, bench.attempt(shell(state)))
  await carryOut(bench, bench.attempt(shell(change)))
  expect((await carryOut(bench, bench.attempt(shell(state)))).stdout).toBe(before.stdout)
})

test('an environment arrives exactly as it is, and nothing else', async () => {
  const names = ['KB_a', 'KB_D', 'KB_E', 'KB_S', 'KB_T', 'lower', 'X_1']
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.constantFrom('', '$(id)', "'", '\\', "'\\''", '\n', '\x81\x88', '"', '`id`', '-n', 'Ä\u0081', '😀'),
  )
  const noNul = value.map((text) => text.replaceAll('\0', ''))
  const source = 'const e = {...process.env}; process.stdout.write(JSON.stringify(e, Object.keys(e).sort()))'
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), noNul, { maxKeys: 7 }), async (environment) => {
      const attempt = bench.attempt(script('js', source, { environment }))
      const { stdout } = await carryOut(bench, attempt)
      const { PATH, ...rest } = JSON.parse(stdout) as Record<string, string>
      expect(PATH).toBeDefined()
      const base = Object.keys(rest).filter((name) => !names.includes(name))
      for (const name of ['PWD', 'KNEEBOARD_EFFECT', 'KNEEBOARD_OUTPUT']) expect(base).toContain(name)
      for (const name of ['OLDPWD', 'KNEEBOARD_D', 'KNEEBOARD_T']) expect(base).not.toContain(name)
      for (const name of names) expect(rest[name]).toBe(environment[name]?.toWellFormed())
    }),
    { numRuns: 40 },
  )
})

test('a variable that shells keep for themselves is handed over as well', async () => {
  const environment = { SECONDS: '7', UID: 'x' }
  const source = 'process.stdout.write([process.env.SECONDS, process.env.UID].join())'
  const attempt = bench.attempt(script('js', source, { environment }))
  expect((await carryOut(bench, attempt)).stdout).toBe('7,x')
})

test('a large block comes by files, and is the same', async () => {
  const source = `x=${'y'.repeat(50_000)}\ncd /\necho \${#x}\nno-such-command`
  const attempt = bench.attempt(shell(source, { errexit: false, assigns: ['x'] }))
  expect(await carryOut(bench, attempt)).toMatchObject({
    end: { kind: 'exit', code: 127 },
    stdout: '50000\n',
  })
  expect(await bench.log(attempt.effect, 'stderr')).toContain('block: line 4:')
})

test('a supervisor that stays ends with its driver, after what it is doing', async () => {
  const attempt = bench.attempt(shell(`echo $PPID >${file('super')}; sleep 0.3; touch ${file('ended')}`))
  const driverFile = fileURLToPath(new URL('../../../test/executor/driver.ts', import.meta.url))
  const driver = spawn(process.execPath, [driverFile, dirname(bench.data), JSON.stringify(attempt)])
  await until('it runs', () => textIn(file('super')) !== '')
  driver.kill('SIGKILL')
  await once(driver, 'exit')
  await until('the command has ended', () => existsSync(file('ended')))
  await until('its supervisor too', () => !lives(Number(textIn(file('super')))))
  expect(readFileSync(join(bench.folder(attempt.effect), 'claim'), 'utf8')).toMatch(/\n0\n$/)
})
