import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import type { Terminal } from './kneeboard.ts'
import { desksWith } from '../desk.ts'
import { entry, environmentOf, inPipe, inTerminal, runIn, withoutColours } from './kneeboard.ts'

const outer = `# Restart the shop

## Steps

1. [Move the traffic](move.md)
2. Say where it went

   \`\`\`sh {auto}
   echo "it went to {{ steps.move_the_traffic.target }}"
   \`\`\`
`

const move = `# Move the traffic

## Steps

1. Tell the channel
2. Move it

   \`\`\`sh
   echo web2
   \`\`\`
   - Output: target = line 1
3. Look whether it came

   \`\`\`sh
   test -e came || exit 3
   \`\`\`
`

const slow = `# Slow inside

## Steps

1. Carry it out

   \`\`\`yaml runbook {auto}
   path: effects.md
   \`\`\`
2. Afterwards

   \`\`\`sh {auto}
   echo after >> effects
   \`\`\`
`

const numbers = ['1', '2', '3', '4']

const effects = `# Effects

## Steps

${numbers
  .map(
    (n) => `${n}. Effect ${n}

   \`\`\`sh {auto}
   echo "begun ${n}"; sleep 0.4; echo ${n} >> effects
   \`\`\`
`,
  )
  .join('\n')}`

const modes = `# Modes

## Steps

1. [Two commands](two.md)
`

const two = `# Two commands

## Steps

1. First

   \`\`\`sh {auto}
   echo one
   \`\`\`
2. Second

   \`\`\`sh {auto}
   echo two
   \`\`\`
`

const allowed = `# Be allowed

## Steps

1. Be allowed

   \`\`\`yaml approve
   message: May it be moved?
   \`\`\`
2. [Move the traffic](move.md)
`

const desk = desksWith(() => ({
  'allowed.md': allowed,
  'outer.md': outer,
  'move.md': move,
  'slow.md': slow,
  'effects.md': effects,
  'modes.md': modes,
  'two.md': two,
}))

type Head = {
  readonly run: string
  readonly status: string
  readonly open: boolean
  readonly parent?: string
}

const runsOf = async (here: Desk, ...more: readonly string[]): Promise<readonly Head[]> =>
  (JSON.parse((await inPipe(here, ['runs', '--json', ...more])).out) as { runs: Head[] }).runs

/** False when it had ended by itself meanwhile: then there is nothing to resume. */
function isStruck(at: Terminal): boolean {
  try {
    at.kill('SIGKILL')
    return true
  } catch {
    return false
  }
}

describe.concurrent('a runbook that carries out another', { timeout: 120_000 }, () => {
  test('shows what is asked inside under its step, indented, and what comes out of it comes up', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'outer.md', '--mode', 'auto'])
    await at.sees('move.md is carried out here')
    await at.sees(/\n {2}.*Tell the channel/)
    await at.sees('] done')
    at.press('d')
    await at.sees(/\n {2,}.*echo web2/)
    await at.sees('] run')
    at.press('r')
    await at.sees(/ {6}│ web2/)
    await at.sees('test -e came')
    await at.sees('] run')
    at.press('r')
    await at.sees('exit 3')
    await at.sees('] try again')
    at.press('d')
    await at.sees('it went to web2')
    await at.sees('Succeeded')
    expect(await at.ended).toBe(0)
  })

  test('is seen and answered in from another terminal as in the one that drives it', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'outer.md', '--mode', 'auto'])
    await first.sees('Tell the channel')
    const second = inTerminal(here, ['join', runIn(first.text())])
    await second.sees('joined: process')
    await second.sees(/\n {2}.*Tell the channel/)
    await second.sees('] done')
    second.press('d')
    await first.sees('answered in another place: done')
    await first.sees('] run')
    await second.sees(/\n {2,}.*echo web2/)
    await second.sees('] run')
    first.press('r')
    await second.sees('answered in another place: run')
    await second.sees(/ {6}│ web2/)
    await second.sees('test -e came')
    await second.sees('] run')
    second.press('r')
    await second.sees('exit 3')
    await second.sees('] try again')
    second.press('d')
    await second.sees('it went to web2')
    await first.sees('Succeeded')
    await second.sees('Succeeded')
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0])
  })

  test('goes on, with the one inside it, where it was joined when its process is killed', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'outer.md', '--mode', 'auto'])
    await first.sees('Tell the channel')
    const second = inTerminal(here, ['join', runIn(first.text())])
    await second.sees('Tell the channel')
    await second.sees('] done')
    first.kill('SIGKILL')
    await second.sees('it goes on here now')
    await second.sees('Tell the channel')
    await second.sees('] done')
    second.press('d')
    await second.sees('echo web2')
    await second.sees('] run')
    second.press('r')
    await second.sees(/ {6}│ web2/)
    await second.sees('] run')
    second.press('p')
    expect(await second.ended).toBe(3)
    const whole = await runsOf(here, '--all')
    expect(whole).toHaveLength(2)
    expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)
  })

  test('an approver sees every step that is carried out inside; who is refused, and who says no, is in the ledger', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'allowed.md', '--mode', 'auto'])
    await at.sees('Carried out with it: move.md')
    await at.sees('• Tell the channel')
    await at.sees('• Move it')
    await at.sees('│ echo web2')
    await at.sees('│ test -e came || exit 3')
    await at.sees('] approve')
    at.press('a')
    await at.sees('Who approves')
    at.press(`${userInfo().username}\r`)
    await at.sees('whoever started the run cannot approve it')
    await at.sees('] deny')
    at.press('x')
    await at.sees('Why (Enter')
    at.press('\r')
    await at.sees('denied')
    await at.sees('] try again')
    at.kill('SIGKILL')
    await at.ended
    const to = join(here.folder, '..', 'export')
    expect((await inPipe(here, ['export', '--to', to])).exit).toBe(0)
    const ledger = readFileSync(join(to, 'ledger.jsonl'), 'utf8')
    expect(ledger).toContain('approval.refused')
    expect(ledger).toContain('approval.denied')
    expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)
  })

  test('an open run is told beside a new one of the runbook inside it, and it is the whole that is joined', async () => {
    const here = desk()
    const first = inTerminal(here, ['run', 'outer.md', '--mode', 'auto'])
    await first.sees('] done')
    const beside = await inPipe(here, ['run', 'move.md'])
    expect(beside.err.match(/another run is open/g)).toHaveLength(1)
    expect(beside.err.replaceAll(/\s+/g, ' ')).toContain(runIn(first.text()))
    const again = await inPipe(here, ['run', 'outer.md'])
    expect(again.err.match(/another run is open/g)).toHaveLength(1)
    first.press('q')
  })

  test('has failed where the one inside was stopped; tried again, it is a run of its own', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'outer.md', '--mode', 'auto'])
    await at.sees('] done')
    at.press('f')
    await at.sees(/why|reason|What/i)
    at.press('nobody answers\r')
    await at.sees('] try again')
    at.press('x')
    await at.sees('move.md: ')
    await at.sees('] try again')
    at.press('r')
    await at.sees('is carried out here')
    await at.sees('Tell the channel')
    await at.sees('] done')
    at.press('q')
    await at.sees('cancel the run')
    at.press('x')
    await at.sees('Cancelled')
    expect(await at.ended).toBe(4)
    const all = await runsOf(here, '--all')
    expect(all.map(({ status }) => status).toSorted()).toEqual(['cancelled', 'cancelled', 'failed'])
  })

  test('is listed by itself; with --all, those inside stand below it', async () => {
    const here = desk()
    const at = inTerminal(here, ['run', 'outer.md', '--mode', 'auto'])
    await at.sees('is carried out here')
    const run = runIn(at.text())
    await at.sees('Tell the channel')
    await at.sees('] done')
    at.press('p')
    expect(await at.ended).toBe(3)
    expect((await runsOf(here)).map((head) => head.run)).toEqual([run])
    expect((await runsOf(here, '--all')).filter(({ parent }) => parent === run)).toHaveLength(1)
    const [first, second] = withoutColours((await inPipe(here, ['runs', '--all'])).out).split('\n')
    expect(first).toContain('Restart the shop')
    expect(second).toMatch(/ {2}↳ Move the traffic/)
    // Without a name the run that somebody began is meant, and what stopped with it goes on with it.
    const again = inTerminal(here, ['resume'])
    await again.sees('Tell the channel')
    await again.sees('] done')
    again.press('d')
    await again.sees('] run')
    expect(runIn(again.text())).toBe(run)
    again.press('p')
    expect(await again.ended).toBe(3)
  })

  test('killed while a command inside goes, and resumed: every effect once, and nothing is asked', async () => {
    const here = desk()
    const killsMax = 8
    const args = (killed: number) => (killed === 0 ? ['run', 'slow.md', '--mode', 'auto'] : ['resume'])
    let killed = 0
    for (; killed < killsMax; killed++) {
      const at = inTerminal(here, args(killed))
      const moment = killed % 2 === 0 ? /begun \d/ : /Effect \d/
      const going = await Promise.race([at.sees(moment).then(() => true), at.ended.then(() => false)])
      if (!going) break
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400))
      if (!isStruck(at)) break
      await at.ended
    }
    expect(killed).toBeGreaterThan(1)
    const [head] = await runsOf(here)
    const last = head?.open ? await inPipe(here, ['resume']) : undefined
    expect(last?.exit ?? 0).toBe(0)
    expect(readFileSync(join(here.folder, 'effects'), 'utf8').trim().split('\n')).toEqual([
      ...numbers,
      'after',
    ])
    const all = await runsOf(here, '--all')
    expect(all.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
    for (const { run } of all)
      expect((await inPipe(here, ['report', run, '--format', 'json'])).out).not.toContain('question.asked')
  })
})

const traced = spawnSync('strace', ['-V']).status === 0

describe.skipIf(!traced)('a dry run, traced (needs strace)', { timeout: 120_000 }, () => {
  // Both could: what is linked and what is named say `auto`.
  test.each(['modes.md', 'slow.md'])(
    'of %s, which carries out another, starts nothing and asks nobody',
    (file) => {
      const here = desk()
      const log = join(here.folder, '..', 'trace')
      const command = [process.execPath, entry, 'run', file, '--mode', 'dry-run']
      const traces = ['-f', '-qq', '-e', 'trace=execve,socket', '-o', log]
      const { status, stdout } = spawnSync('strace', [...traces, ...command], {
        cwd: here.folder,
        env: environmentOf(here),
        encoding: 'utf8',
      })
      expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('runbook') })
      const lines = readFileSync(log, 'utf8').split('\n')
      const started = lines.flatMap((line) => /execve\("([^"]*)".* = 0$/.exec(line)?.[1] ?? [])
      expect(started).toContain(process.execPath)
      expect(
        started.map((program) => basename(program)).filter((name) => !['node', 'git'].includes(name)),
      ).toEqual([])
      // A local one is how the system looks up a user's name.
      expect(lines.filter((line) => /socket\((?!AF_UNIX)/.test(line))).toEqual([])
    },
  )
})
