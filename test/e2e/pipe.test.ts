import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import { makeDesk } from '../desk.ts'
import { inPipe, runIn } from './kneeboard.ts'

const greet = `# Greet

## Parameters

| Name | Description | Required | Allowed |
|---|---|---|---|
| who | whom to greet | yes | |
| tone | how | no | kind, curt |

## Steps

1. Say hello

   \`\`\`sh {auto}
   echo "hello {{ who }}"
   \`\`\`
2. Look at it

   \`\`\`sh {auto}
   echo done > seen
   \`\`\`
`

const waits = `# Wait

## Steps

1. Do it by hand
2. Press it

   \`\`\`sh
   echo pressed
   \`\`\`
`

const fails = `# Fail

## Steps

1. Break

   \`\`\`sh {auto}
   echo broken >&2; exit 7
   \`\`\`
`

const hostile = `# Evil \u001b]0;title\u0007 \u202e name

## Steps

1. Print \u001b[2J something

   \`\`\`sh {auto}
   printf 'a\\033]0;owned\\007b\\033[31mred\\033[0m\\n'
   \`\`\`
`

/** Control and format characters: what moves a cursor, or turns text round. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}]/gu

const desks: Desk[] = []
const desk = (): Desk => {
  const made = makeDesk({
    'greet.md': greet,
    'waits.md': waits,
    'fails.md': fails,
    'hostile.md': hostile,
    'reading.md': '# Only words\n\nNothing to do here.\n',
    'sub/inner.md': waits,
  })
  writeFileSync(join(made.folder, 'latin.md'), Buffer.from([0x23, 0x20, 0xe9, 0x0a]))
  desks.push(made)
  return made
}

afterAll(() => {
  for (const { dispose } of desks) dispose()
})

describe.concurrent('a run in a pipe', { timeout: 120_000 }, () => {
  test('goes unattended, in plain lines, and ends with 0', async () => {
    const here = desk()
    const { exit, out } = await inPipe(here, [
      'run',
      'greet.md',
      '--param',
      'who=world',
      '--mode',
      'unattended',
    ])
    expect(exit).toBe(0)
    expect(out).toContain('hello world')
    expect(out).toContain('Succeeded')
    expect(out).not.toContain('\u001b')
    expect(readFileSync(join(here.folder, 'seen'), 'utf8')).toBe('done\n')
  })

  test('shows the command and where it lands before its output', async () => {
    const { out } = await inPipe(desk(), ['run', 'greet.md', '--param', 'who=world', '--mode', 'auto'])
    const at = ['echo "hello ${KB_who}"', 'KB_who = world', ' as ', 'hello world', 'exit 0'].map((text) =>
      out.indexOf(text),
    )
    expect(at).toEqual(at.toSorted((a, b) => a - b))
    expect(at).not.toContain(-1)
  })

  test.each(['step', 'auto', 'checklist'])(
    'in mode %s waits for a person: says so, ends with 3',
    async (mode) => {
      const { exit, out } = await inPipe(desk(), ['run', 'waits.md', '--mode', mode])
      expect(exit).toBe(3)
      expect(out).toContain('"Do it by hand" a person does this step')
      expect(out).toContain(`kneeboard resume ${runIn(out)}`)
      expect(out).not.toContain('pressed')
    },
  )

  test('unattended, a person being needed ends it with 3', async () => {
    const { exit, out } = await inPipe(desk(), ['run', 'waits.md', '--mode', 'unattended'])
    expect(exit).toBe(3)
    expect(out).toContain('a person is needed')
  })

  test('a command that fails ends it with 1', async () => {
    const { exit, out } = await inPipe(desk(), ['run', 'fails.md', '--mode', 'unattended'])
    expect(exit).toBe(1)
    expect(out).toContain('broken')
    expect(out).toContain('exit 7')
  })

  test('nothing a text or a command prints reaches the terminal as a control sequence', async () => {
    const here = desk()
    const run = await inPipe(here, ['run', 'hostile.md', '--mode', 'unattended'])
    const show = await inPipe(here, ['show', 'hostile.md'])
    const explain = await inPipe(here, ['show', 'hostile.md', '--explain'])
    const list = await inPipe(here, ['list'])
    const log = await inPipe(here, ['log', runIn(run.out)])
    for (const { out } of [run, show, explain, list, log]) {
      expect(out.match(unseen) ?? []).toEqual([])
    }
    expect(run.out).toContain('red')
  })

  test('--json prints the journal and nothing else, one envelope a line', async () => {
    const { exit, out } = await inPipe(desk(), [
      'run',
      'greet.md',
      '--param',
      'who=x',
      '--mode',
      'auto',
      '--json',
    ])
    const envelopes = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { v: number; seq: number; type: string })
    expect(exit).toBe(0)
    expect(envelopes.map(({ seq }) => seq)).toEqual(envelopes.map((_, index) => index + 1))
    expect(envelopes[0]).toMatchObject({ v: 1, type: 'run.created' })
    expect(envelopes.at(-1)).toMatchObject({ type: 'run.ended' })
  })

  test('--json of a run that waits says what waits beside, not between', async () => {
    const { exit, out, err } = await inPipe(desk(), ['run', 'waits.md', '--json'])
    expect(exit).toBe(3)
    expect(() =>
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).not.toThrow()
    expect(err).toContain('kneeboard resume')
  })

  test('a dry run prints resolved commands, executes nothing and records nothing', async () => {
    const here = desk()
    const { exit, out } = await inPipe(here, ['run', 'greet.md', '--param', 'who=world', '--mode', 'dry-run'])
    expect(exit).toBe(0)
    expect(out).toContain('KB_who = world')
    expect(existsSync(join(here.folder, 'seen'))).toBe(false)
    expect(existsSync(here.state)).toBe(false)
  })

  test('a section alone is run with FILE#section', async () => {
    const { out } = await inPipe(desk(), ['run', 'waits.md#steps', '--mode', 'dry-run'])
    expect(out).toContain('waits.md#steps')
  })
})

describe.concurrent('a run that is over', { timeout: 120_000 }, () => {
  test('is listed, shown, noted, reported and verified', async () => {
    const here = desk()
    const run = runIn((await inPipe(here, ['run', 'greet.md', '--param', 'who=w', '--mode', 'auto'])).out)
    expect((await inPipe(here, ['runs'])).out).toContain(run)
    expect(await inPipe(here, ['status', run])).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Succeeded'),
    })
    expect(await inPipe(here, ['note', run, 'all', 'good'])).toMatchObject({ exit: 0, out: 'noted\n' })
    expect((await inPipe(here, ['log', run, '1'])).out).toContain('hello w')
    expect((await inPipe(here, ['log', run, '2'])).out).not.toContain('hello w')
    const report = (await inPipe(here, ['report', run])).out
    for (const part of ['# Run of Greet', '**succeeded**', 'all good', 'hello w', 'sha256:'])
      expect(report).toContain(part)
    const json = JSON.parse((await inPipe(here, ['report', '--json'])).out) as unknown
    expect(json).toMatchObject({ schema: 'kneeboard.report/1', run, status: 'succeeded' })
    for (const [format, mark] of Object.entries({ html: '<!doctype html>', junit: '<testcase', chat: '✅ ' }))
      expect((await inPipe(here, ['report', '--format', format])).out).toContain(mark)
    const csv = (await inPipe(here, ['runs', '--csv'])).out.split('\r\n')
    expect(csv[1]).toContain(`"${run}","succeeded","Greet"`)
    expect(await inPipe(here, ['audit', 'verify'])).toMatchObject({
      exit: 0,
      out: expect.stringContaining('1 run and the ledger verified'),
    })
    expect((await inPipe(here, ['resume', run])).exit).toBe(0)
  })

  test('open ones are cancelled: 4 from then on', async () => {
    const here = desk()
    const run = runIn((await inPipe(here, ['run', 'waits.md'])).out)
    expect(await inPipe(here, ['cancel', run, '--reason', 'wrong host'])).toMatchObject({ exit: 0 })
    expect((await inPipe(here, ['status', run])).exit).toBe(4)
    expect((await inPipe(here, ['cancel', run])).exit).toBe(2)
  })
})

describe.concurrent('every --json names its schema', { timeout: 120_000 }, () => {
  test.each([
    [['list', '--json'], 'kneeboard.library/1'],
    [['show', 'greet.md', '--json'], 'kneeboard.runbook/1'],
    [['show', 'waits.md', '--plan', '--json'], 'kneeboard.plan/1'],
    [['lint', 'greet.md', '--json'], 'kneeboard.lint/1'],
    [['run', 'waits.md', '--mode', 'dry-run', '--json'], 'kneeboard.dry-run/1'],
    [['runs', '--json'], 'kneeboard.runs/1'],
    [['audit', 'verify', '--json'], 'kneeboard.audit/1'],
    [['doctor', '--json'], 'kneeboard.doctor/1'],
  ])('%j', async (args, schema) => {
    const { exit, out } = await inPipe(desk(), args)
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ schema })
  })
})

describe.concurrent('wrong input', { timeout: 120_000 }, () => {
  const nothing: readonly string[] = []
  const table: readonly (readonly [name: string, args: readonly string[], says: readonly string[]])[] = [
    ['an unknown command', ['launch'], ['unknown command']],
    ['no command', nothing, ['Usage']],
    ['an unknown option', ['run', 'greet.md', '--force'], ['unknown option']],
    ['a missing file', ['run', 'nowhere.md'], ['there is no file', 'do:']],
    ['a folder', ['show', 'sub'], ['is not a file']],
    ['a file that is not UTF-8', ['run', 'latin.md'], ['latin.md is not a text file', 'byte 2', 'UTF-8']],
    ['a file without steps', ['run', 'reading.md'], ['has no steps']],
    [
      'a section that is not there',
      ['run', 'greet.md#nope', '--param', 'who=x'],
      ['there is no section', 'steps'],
    ],
    ['a bad mode', ['run', 'greet.md', '--mode', 'fast'], ['Allowed choices']],
    ['a parameter without a value', ['run', 'greet.md', '--param', 'who'], ['name=value']],
    [
      'every wrong parameter at once',
      ['run', 'greet.md', '--param', 'whom=x', '--param', 'tone=loud'],
      ['there is no parameter whom', 'who is required', 'tone cannot be "loud"', 'kind, curt'],
    ],
    ['a library that is not there', ['list', '--library', 'nope'], ['there is no folder nope']],
    ['a file outside the library', ['show', '/etc/hostname', '--library', '.'], ['outside the library']],
    ['a run that is not there', ['status', 'zzzz'], ['there is no run zzzz']],
    ['nothing to resume', ['resume'], ['no run is open']],
    ['an unknown rule', ['lint', '--rule', 'nope=off'], ['there is no rule nope']],
    ['data inside the library', ['runs', '--data', 'records'], ['is inside the']],
  ]

  test.each(table)('%s: exit 2, what is wrong, and nothing half-written', async (_, args, says) => {
    const here = desk()
    const before = readdirSync(here.folder)
    const { exit, err } = await inPipe(here, args)
    expect(exit).toBe(2)
    for (const words of says) expect(err).toContain(words)
    expect(err).not.toContain('    at ')
    expect(readdirSync(here.folder)).toEqual(before)
    if (args[0] === 'run') expect((await inPipe(here, ['runs'])).out).toContain('No runs yet')
  })

  test('a data folder that cannot be written, by whomever', async () => {
    // The root user may write anywhere but here: the kernel makes no folders in /sys.
    const { exit, err } = await inPipe(desk(), ['run', 'waits.md', '--data', '/sys/kneeboard/records'])
    expect(exit).toBe(2)
    expect(err).toContain('/sys/kneeboard')
    expect(err).toContain('do:')
  })

  test('a data folder that is a file', async () => {
    const here = desk()
    writeFileSync(here.state, 'not a folder')
    const { exit, err } = await inPipe(here, ['run', 'waits.md'])
    expect(exit).toBe(2)
    expect(err).toContain('do:')
    expect(readFileSync(here.state, 'utf8')).toBe('not a folder')
  })

  test('a data folder others may enter', async () => {
    const here = desk()
    const data = join(here.state, 'data')
    mkdirSync(data, { recursive: true })
    chmodSync(data, 0o777)
    expect(await inPipe(here, ['runs', '--data', data])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('chmod 700'),
    })
    expect(readdirSync(data)).toEqual([])
  })

  test('the library is read without any data folder at all', async () => {
    const here = desk()
    writeFileSync(here.state, 'not a folder')
    expect((await inPipe(here, ['show', 'greet.md'])).exit).toBe(0)
    expect((await inPipe(here, ['lint', 'greet.md'])).exit).toBe(0)
  })
})

describe.concurrent('writing runbooks', { timeout: 120_000 }, () => {
  test('init writes a first one that runs, and never over another', async () => {
    const here = desk()
    const file = join(here.folder, 'runbooks/look-at-this-machine.md')
    expect((await inPipe(here, ['init'])).exit).toBe(0)
    expect((await inPipe(here, ['lint', 'runbooks', '--fail-on', 'warning'])).exit).toBe(0)
    writeFileSync(file, 'mine now')
    expect(await inPipe(here, ['init'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('already there'),
    })
    expect(readFileSync(file, 'utf8')).toBe('mine now')
    expect(readdirSync(join(here.folder, 'runbooks'))).toEqual(['look-at-this-machine.md'])
  })

  test('new takes a title, adds .md, and cannot be made to write elsewhere than it says', async () => {
    const here = desk()
    const { exit, out } = await inPipe(here, ['new', 'ops/rotate-keys', '--title', 'Rotate | keys'])
    expect(exit).toBe(0)
    expect(out).toContain('ops/rotate-keys.md')
    expect(readFileSync(join(here.folder, 'ops/rotate-keys.md'), 'utf8')).toContain('# Rotate \\| keys')
    expect((await inPipe(here, ['new', 'greet.md/inner'])).exit).toBe(2)
    expect((await inPipe(here, ['new', 'ops/'])).exit).toBe(2)
  })

  test('lint --fix writes only what it corrects', async () => {
    const here = desk()
    const file = join(here.folder, 'dash.md')
    writeFileSync(file, '#Title without a space\r\n\r\n## Steps\r\n\r\n1. Look\r\n')
    const { exit } = await inPipe(here, ['lint', 'dash.md', '--fix'])
    expect(exit).toBe(0)
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# ?Title without a space\r\n\r\n## Steps\r\n\r\n1. Look\r\n$/,
    )
  })
})
