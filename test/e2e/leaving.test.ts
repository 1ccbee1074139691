import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'
import { forHands } from './runbooks.ts'

const desk = desksWith(forHands)

/** The bytes of Ctrl-C. */
const ctrlC = '\u0003'

describe.concurrent('leaving a run', { timeout: 120_000 }, () => {
  test('the first Ctrl-C interrupts the command, and what it leads to is asked', async () => {
    const at = inTerminal(desk(), ['run', 'long.md'])
    await at.sees('] run')
    at.press('r')
    await at.sees('│ started')
    await at.sees('Ctrl-C interrupts it')
    at.press(ctrlC)
    await at.sees('interrupted')
    await at.sees('] try again')
    at.press('s')
    await at.sees('not applicable')
    at.press('n')
    await at.sees('echo after')
    await at.sees('] run')
    at.press(ctrlC)
    await at.sees('leave the run')
    at.press(ctrlC)
    await at.sees('kneeboard resume run_')
    expect(await at.ended).toBe(3)
  })

  test('the command goes on, and resume finds its result once', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'survives.md'])
    await at.sees('] run')
    at.press('r')
    await at.sees('started')
    at.press('q')
    await at.sees('the command goes on')
    at.press('l')
    await at.sees('kneeboard resume run_')
    expect(await at.ended).toBe(3)
    const again = inTerminal(here, ['resume'])
    await again.sees('taken up again')
    await again.sees('finished')
    await again.sees('exit 0')
    await again.sees('] done')
    again.press('d')
    await again.sees('Succeeded')
    expect(await again.ended).toBe(0)
    expect(readFileSync(join(here.folder, 'log'), 'utf8')).toBe('finished\n')
  })

  test.each(['SIGTERM', 'SIGHUP', 'SIGKILL'])(
    '%s leaves it as it is, and resume goes on',
    async (osSignal) => {
      const here = desk()
      const at = inTerminal(here, ['run', 'survives.md'])
      await at.sees('] run')
      at.press('r')
      await at.sees('started')
      at.kill(osSignal)
      await at.ended
      const again = inTerminal(here, ['resume'])
      await again.sees('taken up again')
      await again.sees('finished')
      await again.sees('] done')
      again.press('d')
      await again.sees('Succeeded')
      expect(await again.ended).toBe(0)
      expect(readFileSync(join(here.folder, 'log'), 'utf8')).toBe('finished\n')
    },
  )

  test('while one process drives it another says so, and may add a note that appears', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'steps.md'])
    await at.sees('] done')
    const run = runIn(at.text())
    expect(await inPipe(here, ['resume', run])).toMatchObject({
      exit: 3,
      out: expect.stringContaining('joined: process') as string,
    })
    await inPipe(here, ['note', run, 'from next door'])
    await at.sees('note: from next door')
    expect((await inPipe(here, ['cancel', run])).exit).toBe(0)
    await at.sees('Cancelled')
    expect(await at.ended).toBe(4)
  })

  test('beginning beside an open run asks: join it, or begin another', async () => {
    const here = desk()
    const run = runIn((await inPipe(here, ['run', 'steps.md'])).out)
    const at = inTerminal(here, ['run', 'steps.md'])
    await at.sees('open run')
    await at.sees('join the newest')
    at.press('j')
    await at.sees('taken up again')
    await at.sees('] done')
    at.press('p')
    expect(await at.ended).toBe(3)
    expect(runIn(at.text())).toBe(run)
    expect((await inPipe(here, ['runs', '--json'])).out.match(/"run": "run_/g)).toHaveLength(1)
  })
})
