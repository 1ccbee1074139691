import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import type { Terminal } from './kneeboard.ts'
import { desksWith } from '../desk.ts'
import { inPipe, inTerminal, runIn } from './kneeboard.ts'

const examples = join(import.meta.dirname, '../../examples')
const emptyDesk = desksWith(() => ({}))
const desk = (): Desk => {
  const made = emptyDesk()
  cpSync(examples, made.folder, { recursive: true })
  return made
}

const control = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g')
const read = (at: Terminal): string => at.text().replaceAll(control, '')

/** What a person presses at each kind of question: the first that fits what stands on the screen's last line. */
const answers: readonly (readonly [seen: RegExp, keys: string])[] = [
  [/\[R\] run/, 'R'],
  [/\[r\] run/, 'r'],
  [/\[r\] fill/, 'r'],
  [/\[y\] yes/, 'y'],
  [/\[a\] approve/, 'a'],
  [/\[1…\d\] pick|\[1\] pick/, '1'],
  [/\[f\] finish/, 'f'],
  [/\[1…\d\] choose|\[1\] choose/, '1'],
  [/\[d\] done/, 'd'],
  [/(?:approved|approver|name)[^\n]{0,40}[:=?] ?$/i, 'Bea\r'],
  [/ = $/, 'web-1\r'],
  [/(?:words, or @FILE|evidence \([^\n]*\)): ?$/i, 'ticket 7\r'],
]

/** Answers whatever is asked until the run ends; gives the exit code and how many menus were picked from. */
async function follow(at: Terminal, picksMax: number): Promise<number> {
  const ending = { over: false }
  const ended = at.ended.finally(() => {
    ending.over = true
  })
  let answered = 0
  let picks = 0
  let idle = 0
  for (; idle < 250 && !ending.over; idle++) {
    await new Promise((resolve) => setTimeout(resolve, 60))
    const fresh = read(at).slice(answered)
    const last = fresh
      .trimEnd()
      .split(/[\r\n]+/)
      .slice(-2)
      .join('\n')
    const fits = answers.filter(([seen]) => seen.test(last) || seen.test(fresh.split(/[\r\n]+/).at(-1) ?? ''))
    const choice =
      fits.find(([, keys]) => keys !== '1' || !/pick/.test(last) || picks < picksMax) ?? undefined
    if (!choice) continue
    if (/pick/.test(last)) picks += 1
    idle = 0
    answered = read(at).length
    at.press(choice[1])
  }
  if (!ending.over) at.kill('SIGKILL')
  return ended
}

describe.concurrent('examples that people carry out', { timeout: 120_000 }, () => {
  test.each([
    ['schema-update/checklist.md', []],
    ['schema-update/assisted.md', []],
    ['investigate-slow-checkout.md', []],
    ['aws-health-scheduled-change.md', ['event=42', 'resource=db-7', 'change_day=2026-12-01']],
  ])('%s, in a terminal, to its end', async (file, parameters) => {
    const here = desk()
    const at = inTerminal(here, ['run', file, ...parameters.flatMap((each) => ['--param', each])])
    const exit = await follow(at, 1)
    const told = read(at)
    expect(exit).toBe(0)
    const report = await inPipe(here, ['report', runIn(told), '--format', 'json'])
    const { status } = JSON.parse(report.out) as { status: string }
    expect(status === 'succeeded' ? '' : told.slice(-700)).toBe('')
  })
})
