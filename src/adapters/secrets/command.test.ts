import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readFromCommand } from './command.ts'

const home = mkdtempSync(join(tmpdir(), 'kneeboard-command-'))
const folder = join(home, '.config/kneeboard')
mkdirSync(folder, { recursive: true })
const config = join(folder, 'secrets.yaml')
afterAll(() => rmSync(home, { recursive: true, force: true }))

const write = (text: string, mode = 0o600): void => {
  writeFileSync(config, text)
  chmodSync(config, mode)
}

const environment = { HOME: home, PATH: process.env['PATH'], MINE: 'from the environment' }
const read = (name: string) => readFromCommand({ provider: 'command', name }, environment)

describe('a secret from a command', () => {
  it('is what the program prints, without its last newline, and without a shell in between', async () => {
    write(`commands:\n  a: [printf, '%s\\n', 'x; $(id) \`id\`']\n  b: [printenv, MINE]\n`)
    expect(await read('a')).toEqual({ kind: 'secret', value: 'x; $(id) `id`' })
    expect(await read('b')).toEqual({ kind: 'secret', value: 'from the environment' })
  })

  it.each([
    ['none', /has no command none/],
    ['constructor', /has no command/],
    ['gone', /is not on the path/],
    ['fails', /ended with 3/],
    ['nothing', /is empty/],
    ['much', /more than a secret can be/],
  ])('%s is said, with nothing of what was printed', async (name, why) => {
    write(
      `commands:\n  gone: [no-such-program]\n  fails: [sh, -c, 'echo correct-horse; echo correct-horse >&2; exit 3']\n  nothing: ['true']\n  much: [head, -c, '300000', /dev/zero]\n`,
    )
    const answer = await read(name)
    expect(answer).toMatchObject({ kind: 'missing', why: expect.stringMatching(why) as string })
    expect(JSON.stringify(answer)).not.toContain('correct-horse')
  })

  it('is only read from a configuration nobody else can write', async () => {
    write('commands: {a: [id]}\n', 0o644)
    expect(await read('a')).toMatchObject({ kind: 'missing', why: `others may use ${config}` })
    write('commands: [id]\n')
    expect(await read('a')).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('does not read') as string,
    })
    rmSync(config)
    expect(await read('a')).toMatchObject({ kind: 'missing', why: `${config} does not exist` })
  })
})
