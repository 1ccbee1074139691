import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, runIn } from '../e2e/kneeboard.ts'
import { filesHolding } from './files.ts'

/** Nobody said that it is a secret, so nothing masked it: that is how values leak. */
const leak = 'hunter2-correct-horse'

const makeDesk = desksWith(() => ({
  'a.md': [
    '# A\n\n## Steps\n',
    '1. Print it.\n\n   ```bash {auto}\n   cat "$HOME/leak"; echo; base64 "$HOME/leak"; echo kept',
    '   export CARRIED=$(cat "$HOME/leak")\n   ```\n',
    '2. Print something else.\n\n   ```bash {auto}\n   echo other\n   ```\n',
  ].join('\n'),
  'b.md':
    '# B\n\n## Parameters\n\n| Name | Type |\n|---|---|\n| who | string |\n\n## Steps\n\n1. Look.\n\n   ```bash {auto}\n   echo {{ who }}\n   ```\n',
}))

const dataOf = (desk: Desk): string => join(dirname(desk.folder), 'data')
const kneeboard = (desk: Desk, ...args: readonly string[]) => inPipe(desk, ['--data', dataOf(desk), ...args])
const place = (desk: Desk, name: string): string => join(dirname(desk.folder), name)

/** The command line with a text on its standard input. */
function fed(desk: Desk, text: string, ...args: readonly string[]) {
  return new Promise<{ exit: number | null; out: string; err: string }>((resolve) => {
    const entry = join(import.meta.dirname, '../../bin/kneeboard.js')
    const child = spawn(process.execPath, [entry, '--data', dataOf(desk), ...args], {
      cwd: desk.folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: dirname(desk.folder) },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (data: Buffer) => (out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (err += data.toString()))
    child.once('close', (exit) => resolve({ exit, out, err }))
    child.stdin.end(text)
  })
}

let desk: Desk
let run = ''

beforeAll(async () => {
  desk = makeDesk()
  writeFileSync(place(desk, 'leak'), leak)
  run = runIn((await kneeboard(desk, 'run', 'a.md', '--mode', 'unattended')).out)
  await kneeboard(desk, 'note', run, `the password was ${leak}`)
  writeFileSync(place(desk, 'shot.txt'), `screen: ${leak}`)
  await kneeboard(desk, 'attach', run, place(desk, 'shot.txt'))
}, 120_000)

describe('a leaked value (security test 18)', () => {
  it('is in the record before: in the journal, and in a log', () => {
    const found = filesHolding(dataOf(desk), leak).map((file) => file.slice(dataOf(desk).length))
    expect(found).toContainEqual(expect.stringMatching(/^\/journal\.sqlite/))
    expect(found).toContainEqual(expect.stringMatching(/^\/logs\//))
  })

  it('is gone from every file after, in plain and in base64; what stood beside it is not', async () => {
    const erased = await fed(desk, `${leak}\n`, 'redact', run, '--value-from-stdin', '--reason', 'leaked')
    expect(erased).toMatchObject({
      exit: 0,
      err: '',
      out: expect.stringMatching(/Erased: [3-9] private values, parts of 1 log/),
    })
    for (const form of [leak, Buffer.from(leak).toString('base64')])
      expect(filesHolding(dataOf(desk), form)).toEqual([])
    const { out } = await kneeboard(desk, 'log', run)
    expect(out).toMatch(/••••[\s\S]*kept[\s\S]*other/)
  })

  it('leaves a record that verifies, with its holes counted and named in the ledger', async () => {
    const { exit, out } = await kneeboard(desk, 'audit', 'verify')
    expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringMatching(/[3-9] erased/) })
    const report = (await kneeboard(desk, 'report', run, '--format', 'html')).out
    expect(report).toContain('(erased)')
    expect(report).not.toContain(leak)
  })

  it('erased again changes nothing', async () => {
    const again = await fed(desk, leak, 'redact', run, '--value-from-stdin', '--json')
    expect(JSON.parse(again.out)).toMatchObject({ values: 0, logs: 0, left: [] })
  })
})

describe('redact', () => {
  it('lists what can be erased, and erases what is named', async () => {
    await kneeboard(desk, 'note', run, 'a slip of the tongue')
    const listed = JSON.parse((await kneeboard(desk, 'redact', run, '--json')).out) as {
      erasable: readonly { seq: number; type: string }[]
    }
    const note = listed.erasable.findLast(({ type }) => type === 'note.added')?.seq
    const second = listed.erasable.findLast(({ type }) => type === 'attempt.started')?.seq
    const erased = await kneeboard(desk, 'redact', run, '--note', String(note), '--log', String(second))
    expect(erased).toMatchObject({ exit: 0, out: expect.stringContaining('1 private value, parts of 1 log') })
    expect(filesHolding(dataOf(desk), 'slip of the tongue')).toEqual([])
    expect((await kneeboard(desk, 'log', run, '2')).out).toContain('(erased)')
    expect((await kneeboard(desk, 'audit', 'verify')).exit).toBe(0)
  })

  it('says what it cannot erase, and ends with 1', async () => {
    await kneeboard(desk, 'remark', run, '1', 'wrong', 'it prints swordfish-in-a-remark')
    const erased = await fed(desk, 'swordfish-in-a-remark', 'redact', run, '--value-from-stdin')
    expect(erased).toMatchObject({ exit: 1, out: expect.stringContaining('remark.added') })
  })

  it('does not take the plan away unasked', async () => {
    const other = runIn(
      (await kneeboard(desk, 'run', 'b.md', '--param', 'who=parametrised', '--mode', 'unattended')).out,
    )
    const refused = await fed(desk, 'parametrised', 'redact', other, '--value-from-stdin')
    expect(refused).toMatchObject({ exit: 2, err: expect.stringContaining('--even-plan') })
    await fed(desk, 'parametrised', 'redact', other, '--value-from-stdin', '--even-plan')
    expect(filesHolding(dataOf(desk), 'parametrised')).toEqual([])
    expect((await kneeboard(desk, 'audit', 'verify', other)).exit).toBe(0)
    expect(await kneeboard(desk, 'report', other)).toMatchObject({
      exit: 2,
      err: expect.stringContaining('its plan has been erased'),
    })
  })

  it('refuses a value that stands everywhere, and a reason that repeats it', async () => {
    expect((await fed(desk, 'ab', 'redact', run, '--value-from-stdin')).exit).toBe(2)
    const told = await fed(
      desk,
      'swordfish',
      'redact',
      run,
      '--value-from-stdin',
      '--reason',
      'it was swordfish',
    )
    expect(told).toMatchObject({ exit: 2, err: expect.stringContaining('another reason') })
  })
})
