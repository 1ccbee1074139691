import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { carryOut, makeBench, shell, waitingShell } from '../../../test/executor/bench.ts'
import { lives, textIn, until } from '../../../test/executor/until.ts'
import type { Attempt, Outcome } from '../../ports/executor.ts'

const bench = makeBench()
afterAll(() => bench.remove())

const driverFile = fileURLToPath(new URL('../../../test/executor/driver.ts', import.meta.url))

/** Another process that carries the attempt out, and its standard output. */
function startDriver(attempt: Attempt, stop?: 'prepared'): { driver: ChildProcess; said: () => string } {
  const given = JSON.stringify({ ...attempt, stop })
  const driver = spawn(process.execPath, [driverFile, dirname(bench.data), given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  driver.stdout?.on('data', (piece: Buffer) => (text += piece.toString()))
  return { driver, said: () => text }
}

async function kill(driver: ChildProcess): Promise<void> {
  const gone = once(driver, 'exit')
  driver.kill('SIGKILL')
  await gone
}

/** The outcome of an attempt that must be known. */
async function recovered(attempt: Attempt): Promise<Outcome> {
  const executor = bench.restart()
  const recovery = await executor.recover(attempt.effect, executor.place)
  if (recovery.kind !== 'known') throw new Error(`recovered as ${JSON.stringify(recovery)}`)
  return recovery.outcome
}

const file = (name: string): string => join(bench.work, name)

test('a command goes on when its driver is killed, and its outcome is found: once, with all its output', async () => {
  const source = `echo begun; echo x >>ran; while [ ! -e go ]; do sleep 0.02; done; echo ended; exit 5`
  const attempt = bench.attempt(shell(source))
  const { driver, said } = startDriver(attempt)
  await until('it has begun', () => textIn(file('ran')) !== '')
  await sleep(100)
  await kill(driver)
  const outcome = recovered(attempt)
  await sleep(50)
  writeFileSync(file('go'), '')
  expect(await outcome).toMatchObject({ end: { kind: 'exit', code: 5 }, stdout: 'begun\nended\n' })
  expect(await bench.log(attempt.effect, 'stdout')).toBe('begun\nended\n')
  expect(textIn(file('ran'))).toBe('x\n')
  expect(said()).not.toContain('done')
})

test('a command that ended while nobody looked is known, with session and outputs', async () => {
  const attempt = bench.attempt(
    shell('sleep 0.2; A=1; echo late; echo n=2 >"$KNEEBOARD_OUTPUT"; touch over', { assigns: ['A'] }),
  )
  const { driver } = startDriver(attempt)
  await until('it is claimed', () => existsSync(join(bench.folder(attempt.effect), 'claim')))
  await kill(driver)
  await until('it has ended', () => textIn(join(bench.folder(attempt.effect), 'claim')).endsWith('\n0\n'))
  const outcome = await recovered(attempt)
  expect(outcome).toMatchObject({
    end: { kind: 'exit', code: 0 },
    outputs: { n: '2' },
    session: { set: { A: '1' } },
  })
  expect(await bench.log(attempt.effect, 'stdout')).toBe('late\n')
})

test('a driver killed at any moment: each command runs at most once, and never-ran is true', async () => {
  for (let round = 0; round < 10; round++) {
    const mark = `round-${round}`
    const attempt = bench.attempt(shell(`echo x >>${mark}; sleep 0.05; echo y >>${mark}`))
    const { driver, said } = startDriver(attempt)
    await until('it is prepared', () => said().includes('prepared'))
    await sleep(round)
    await kill(driver)
    const executor = bench.restart()
    const recovery = await executor.recover(attempt.effect, executor.place)
    if (recovery.kind === 'known') await recovery.outcome
    await sleep(100)
    const ran = textIn(file(mark))
    expect(ran, `${recovery.kind} after ${round} ms`).toBe(recovery.kind === 'known' ? 'x\ny\n' : '')
    expect(recovery.kind).not.toBe('unknown')
  }
})

test('an attempt that was only prepared never ran, and cannot any more, whoever asks', async () => {
  const attempt = bench.attempt(shell('touch never'))
  const { driver, said } = startDriver(attempt, 'prepared')
  await until('it is prepared', () => said().includes('prepared'))
  await kill(driver)
  const [one, two] = [bench.restart(), bench.restart()]
  const recoveries = await Promise.all(
    [one, two].map((executor) => executor.recover(attempt.effect, executor.place)),
  )
  expect(recoveries).toEqual([{ kind: 'never-ran' }, { kind: 'never-ran' }])
})

test('a start that loses the claim to a recovery runs nothing', async () => {
  const attempt = bench.attempt(shell('touch never'))
  await bench.executor.prepare(attempt)
  const other = bench.restart()
  expect(await other.recover(attempt.effect, other.place)).toEqual({ kind: 'never-ran' })
  const outcome = await bench.executor.run(attempt)
  expect(outcome.end).toEqual({
    kind: 'error',
    message: 'another process took this attempt over before it began',
  })
  expect(existsSync(file('never'))).toBe(false)
})

test('racing starts and recoveries agree on whether it ran', async () => {
  for (let round = 0; round < 20; round++) {
    const mark = `race-${round}`
    const attempt = bench.attempt(shell(`echo x >>${mark}`))
    await bench.executor.prepare(attempt)
    const other = bench.restart()
    const running = bench.executor.run(attempt)
    await sleep(round % 5)
    const recovery = await other.recover(attempt.effect, other.place)
    const outcome = await running
    const ran = textIn(file(mark)) !== ''
    expect(ran).toBe(recovery.kind !== 'never-ran')
    expect(ran).toBe(outcome.end.kind === 'exit')
    if (recovery.kind === 'known') expect((await recovery.outcome).end).toEqual({ kind: 'exit', code: 0 })
  }
})

test('an attempt of another host is not ours to judge', async () => {
  const attempt = bench.attempt(shell(':'))
  await bench.executor.prepare(attempt)
  const recovery = await bench.executor.recover(attempt.effect, { host: 'elsewhere', bootId: 'b' })
  expect(recovery).toEqual({ kind: 'unknown', why: 'it was started on elsewhere: only that host can tell' })
})

test('after the system started again a missing result is unknown, even without a claim', async () => {
  const attempt = bench.attempt(shell(':'))
  await bench.executor.prepare(attempt)
  const recovery = await bench.executor.recover(attempt.effect, {
    host: bench.executor.place.host,
    bootId: 'before',
  })
  expect(recovery).toMatchObject({ kind: 'unknown', why: expect.stringContaining('started again') })
})

test('after the system started again a result that is there counts', async () => {
  const attempt = bench.attempt(shell('exit 4'))
  await carryOut(bench, attempt)
  const recovery = await bench.executor.recover(attempt.effect, {
    host: bench.executor.place.host,
    bootId: 'before',
  })
  expect(recovery.kind === 'known' && (await recovery.outcome).end).toEqual({ kind: 'exit', code: 4 })
})

test('a folder that is gone is unknown', async () => {
  const attempt = bench.attempt(shell(':'))
  await bench.executor.prepare(attempt)
  // Its shell, which waits, may be making a file in it just now.
  rmSync(bench.folder(attempt.effect), { recursive: true, maxRetries: 5, retryDelay: 20 })
  expect(await bench.executor.recover(attempt.effect, bench.executor.place)).toMatchObject({
    kind: 'unknown',
  })
})

test('an exit code without its newline is none', async () => {
  const attempt = bench.attempt(shell(':'))
  await carryOut(bench, attempt)
  const claim = join(bench.folder(attempt.effect), 'claim')
  writeFileSync(claim, textIn(claim).slice(0, -1))
  expect(await bench.executor.recover(attempt.effect, bench.executor.place)).toMatchObject({
    kind: 'unknown',
  })
})

test('a pid that now belongs to another process is neither alive nor signalled', async () => {
  const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  const attempt = bench.attempt(shell(':'))
  await bench.executor.prepare(attempt)
  const shellPid = await waitingShell(attempt)
  bench.executor.abandon(attempt.effect)
  await until('what waited has left', () => !lives(shellPid))
  writeFileSync(join(bench.folder(attempt.effect), 'claim'), `${stranger.pid}\n`)
  try {
    const recovery = await bench.executor.recover(attempt.effect, bench.executor.place)
    expect(recovery).toEqual({ kind: 'unknown', why: 'its supervisor ended without leaving a result' })
    await bench.executor.cancel(attempt.effect, 50)
    expect(lives(stranger.pid ?? 0)).toBe(true)
  } finally {
    stranger.kill('SIGKILL')
  }
})

test('an effect whose id is the beginning of another is not taken for it', async () => {
  const first = bench.attempt(shell(':'))
  await bench.executor.prepare(first)
  const long = {
    ...bench.attempt(shell('echo $PPID >leader; sleep 60')),
    effect: `${first.effect}1` as Attempt['effect'],
  }
  await bench.executor.prepare(long)
  const running = bench.executor.run(long)
  await until('it runs', () => textIn(file('leader')) !== '')
  writeFileSync(join(bench.folder(first.effect), 'claim'), textIn(file('leader')))
  expect(await bench.executor.recover(first.effect, bench.executor.place)).toMatchObject({ kind: 'unknown' })
  await bench.executor.cancel(first.effect, 50)
  expect(lives(Number(textIn(file('leader'))))).toBe(true)
  await bench.executor.cancel(long.effect, 1000)
  expect((await running).end).toEqual({ kind: 'cancelled' })
})

test('a secret that lies across a crash is masked', async () => {
  const source = `printf '%s' "<\${KB_s:0:5}"; touch half; while [ ! -e more ]; do sleep 0.02; done; printf '%s' "\${KB_s:5}>"`
  const attempt = bench.attempt(shell(source), { secrets: { KB_s: 'correct-horse' } })
  const { driver } = startDriver(attempt)
  await until('half is out', () => existsSync(file('half')))
  await sleep(120)
  await kill(driver)
  const outcome = recovered(attempt)
  writeFileSync(file('more'), '')
  await outcome
  expect(await bench.log(attempt.effect, 'stdout')).toBe('<••••>')
})

test('a recovery that crashes itself loses and repeats nothing', async () => {
  const attempt = bench.attempt(shell('for i in 1 2 3 4 5 6 7 8; do echo "é $i"; sleep 0.04; done'))
  const { driver } = startDriver(attempt)
  await until('it is claimed', () => existsSync(join(bench.folder(attempt.effect), 'claim')))
  await sleep(120)
  await kill(driver)
  await sleep(60)
  await recovered(attempt)
  await recovered(attempt)
  expect(await bench.log(attempt.effect, 'stdout')).toBe(
    [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `é ${i}\n`).join(''),
  )
})

test('a killed supervisor: what it watched is ended, and the answer is definite', async () => {
  const attempt = bench.attempt(shell('echo $PPID >super; echo $$ >inner; sleep 60'))
  await bench.executor.prepare(attempt)
  const running = bench.executor.run(attempt)
  await until('it runs', () => textIn(file('inner')) !== '')
  process.kill(Number(textIn(file('super'))), 'SIGKILL')
  expect((await running).end).toEqual({ kind: 'os-signal', osSignal: 'SIGKILL' })
  expect(lives(Number(textIn(file('inner'))))).toBe(false)
})

test('a supervisor killed while nobody looked is unknown, and what still runs is named', async () => {
  const attempt = bench.attempt(shell('echo $PPID >super2; echo $$ >inner2; sleep 60'))
  const { driver } = startDriver(attempt)
  await until('it runs', () => textIn(file('inner2')) !== '')
  await kill(driver)
  process.kill(Number(textIn(file('super2'))), 'SIGKILL')
  await until('it is gone', () => !lives(Number(textIn(file('super2')))))
  const recovery = await bench.executor.recover(attempt.effect, bench.executor.place)
  expect(recovery).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining(textIn(file('inner2')).trim()),
  })
  // Asked to end, it is found by its mark, and then there is an answer.
  await bench.executor.cancel(attempt.effect, 500)
  expect(lives(Number(textIn(file('inner2'))))).toBe(false)
  expect((await recovered(attempt)).end).toEqual({ kind: 'cancelled' })
})

test('an id that is no effect leads nowhere', async () => {
  await expect(bench.executor.clean('../../x/1' as Attempt['effect'])).rejects.toThrow('not an effect')
})
