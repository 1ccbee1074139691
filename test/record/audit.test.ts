import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRunId } from '../../src/run/id.ts'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, runIn } from '../e2e/kneeboard.ts'
import { attacks, copyData, restoreBackup } from './attacks.ts'

const makeDesk = desksWith(() => ({
  'a.md': '# A\n\n## Steps\n\n1. Say it.\n\n   ```bash {auto}\n   echo said\n   ```\n',
}))

const dataOf = (desk: Desk): string => join(dirname(desk.folder), 'data')
const kneeboard = (desk: Desk, ...args: readonly string[]) => inPipe(desk, ['--data', dataOf(desk), ...args])
const copyOf = (desk: Desk, name: string): string => {
  const copy = join(dirname(desk.folder), name)
  copyData(dataOf(desk), copy)
  return copy
}

/** Two runs that ended, a tip kept elsewhere after each; the first record's copy is an old backup. */
let desk: Desk
let witness = ''
let whole = ''
let run = parseRunId('')

beforeAll(async () => {
  desk = makeDesk()
  await kneeboard(desk, 'run', 'a.md', '--mode', 'unattended')
  copyOf(desk, 'backup')
  run = parseRunId(runIn((await kneeboard(desk, 'run', 'a.md', '--mode', 'unattended')).out))
  witness = join(dirname(desk.folder), 'witness')
  writeFileSync(witness, (await kneeboard(desk, 'audit', 'tip')).out)
  whole = copyOf(desk, 'whole')
}, 120_000)

/** What it printed, on one line: where a line is broken is of no interest here. */
const verify = async (...more: readonly string[]) => {
  const { exit, out, err } = await kneeboard(desk, 'audit', 'verify', ...more)
  return { exit, out: out.replaceAll(/\s+/g, ' '), err }
}

describe('the ledger (security test 17)', () => {
  it('an untouched record verifies; without a witness it says what that does not show', async () => {
    const { exit, out } = await verify()
    expect({ exit, out }).toMatchObject({
      exit: 0,
      out: expect.stringContaining('2 runs and the ledger verified'),
    })
    expect(out).toContain('Without a witness this shows accidents and partial edits, and no more')
  })

  it('with a witness it says up to where, and on whose word', async () => {
    const { exit, out } = await verify('--witness', witness)
    expect(exit).toBe(0)
    expect(out).toMatch(/A witness saw the first 5 entries of the ledger at 20\d\d-/)
    expect(out).not.toContain('Without a witness')
  })

  it.each(attacks.map((attack) => [attack.title, attack] as const))('%s: found', async (_, attack) => {
    if (!run) throw new Error('there is no run')
    restoreBackup(dataOf(desk), whole)
    attack.commit(dataOf(desk), run)
    const alone = await verify()
    expect(alone).toMatchObject({ exit: attack.seenAlone ? 1 : 0 })
    if (!attack.seenAlone) expect(alone.out).toContain('Without a witness')
    const { exit, out } = await verify('--witness', witness)
    expect({ exit, out }).toMatchObject({ exit: 1, out: expect.stringContaining('!') })
  })

  it('an old backup put back: only a witness sees that the end is gone', async () => {
    restoreBackup(dataOf(desk), join(dirname(desk.folder), 'backup'))
    expect(await verify()).toMatchObject({ exit: 0, out: expect.stringContaining('Without a witness') })
    expect(await verify('--witness', witness)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('an old copy was put back'),
    })
    restoreBackup(dataOf(desk), whole)
  })

  it('an earlier tip goes on holding while the record grows, also after an end', async () => {
    await kneeboard(desk, 'note', String(run), 'looked at it again')
    await kneeboard(desk, 'run', 'a.md', '--mode', 'unattended')
    const { exit, out } = await verify('--witness', witness)
    expect({ exit, out }).toMatchObject({ exit: 0 })
    expect(out).toContain('The 3 entries after that no witness has seen')
  })
})

describe('a signed tip', () => {
  const place = (name: string) => join(dirname(desk.folder), name)
  const makeKey = (name: string) =>
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', place(name)], { stdio: 'pipe' })

  it('is appended to a witness file, and verifies by its key', async () => {
    mkdirSync(place('kept'))
    makeKey('key.pem')
    const signed = await kneeboard(
      desk,
      'audit',
      'sign',
      '--key',
      place('key.pem'),
      '--to',
      place('kept/tips'),
    )
    expect(signed).toMatchObject({ exit: 0, out: '', err: expect.stringContaining('ed25519:') })
    const key = /ed25519:[\w-]{43}/.exec(signed.err)?.[0] ?? ''
    expect(readFileSync(place('kept/tips'), 'utf8')).toMatch(/^sha256:\S+ \d+ \S+Z ed25519:\S+\n$/)
    const good = await verify('--witness', place('kept/tips'), '--key', key)
    expect(good).toMatchObject({ exit: 0, out: expect.stringContaining(key) })
  })

  it('is not accepted with a forged signature, or from another key', async () => {
    const line = readFileSync(place('kept/tips'), 'utf8')
    writeFileSync(place('forged'), line.replace(/^(sha256:\S+ \d+ )\d{4}/, '$12001'))
    expect(await verify('--witness', place('forged'))).toMatchObject({
      exit: 1,
      out: expect.stringContaining('its signature is not that of its key'),
    })
    expect(await verify('--witness', witness, '--key', `ed25519:${'A'.repeat(43)}`)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('it is not signed'),
    })
  })

  it('needs a key that only its owner can read', async () => {
    const { exit, err } = await kneeboard(desk, 'audit', 'sign', '--key', place('none.pem'))
    expect({ exit, err }).toMatchObject({ exit: 2, err: expect.stringContaining('openssl genpkey') })
  })

  it('a witness that holds something else is no witness', async () => {
    writeFileSync(place('junk'), 'hello\n')
    expect(await verify('--witness', place('junk'))).toMatchObject({
      exit: 2,
      err: expect.stringContaining('line 1'),
    })
    expect((await verify('--witness', place('nowhere'))).exit).toBe(2)
  })
})
