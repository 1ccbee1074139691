import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { inPipe, runIn } from '../e2e/kneeboard.ts'
import type { ServerProcess } from '../operate/server.ts'
import { eventually, startServer } from '../operate/server.ts'

const makeDesk = desksWith(() => ({
  'done.md': '# Done\n\n## Steps\n\n1. Do it.\n\n   ```sh {auto}\n   echo printed-canary\n   ```\n',
  'long.md': '# Long\n\n## Steps\n\n1. Wait.\n\n   ```sh {auto}\n   sh hold.sh\n   ```\n\n2. Look at it.\n',
  'hold.sh': 'touch began; while [ -e began ] && [ ! -e "$HOME/go" ]; do sleep 0.1; done\n',
}))

let desk: Desk
let server: ServerProcess
let going = ''
let ended = ''
const place = (name: string): string => join(dirname(desk.folder), name)
const kneeboard = (data: string, ...args: readonly string[]) => inPipe(desk, ['--data', place(data), ...args])
const restore = (file: string, data: string) => kneeboard(data, 'restore', place(file))

beforeAll(async () => {
  desk = makeDesk()
  server = await startServer(desk, {}, ['--data', place('data')])
  const start = async (path: string): Promise<string> => {
    const answer = await server.ask('POST', '/api/runs', { path, mode: 'auto', values: {} })
    return ((await answer.json()) as { run: string }).run
  }
  ended = await start('done.md')
  await eventually(() => server.log().find((line) => line.includes('"run ended"')))
  going = await start('long.md')
  await eventually(() => existsSync(join(desk.folder, 'began')) || undefined)
  expect(await kneeboard('data', 'backup', place('b.tar.gz'))).toMatchObject({ exit: 0, err: '' })
}, 120_000)
afterAll(async () => {
  writeFileSync(place('go'), '')
  server.child.kill('SIGTERM')
  await server.ended
})

describe('a backup of a server that goes on', () => {
  it('is one file of its owner, holds no sign-in, leaves nothing behind, and is never written over another', async () => {
    expect(statSync(place('b.tar.gz')).mode & 0o777).toBe(0o600)
    const archive = gunzipSync(readFileSync(place('b.tar.gz')))
    expect(archive.includes('printed-canary')).toBe(true)
    expect(archive.includes('sessions.json')).toBe(false)
    expect(readdirSync(place('data')).filter((name) => name.startsWith('backup-'))).toEqual([])
    const again = await kneeboard('data', 'backup', place('b.tar.gz'))
    expect(again.exit).toBe(2)
    expect((await server.ask('GET', '/api/runs')).status).toBe(200)
  })

  it('is restored whole: the record verifies, what had ended is there, what was going asks a person and goes on', async () => {
    const restored = await restore('b.tar.gz', 'second')
    expect(restored).toMatchObject({ exit: 0, out: expect.stringContaining('2 runs') })
    expect(statSync(place('second')).mode & 0o777).toBe(0o700)
    expect(await kneeboard('second', 'audit', 'verify')).toMatchObject({ exit: 0 })
    expect((await kneeboard('second', 'log', ended)).out).toContain('printed-canary')
    const resumed = await kneeboard('second', 'resume', going)
    expect(resumed.exit).toBe(3)
    expect(runIn(resumed.out + resumed.err)).not.toBe('')
    const db = new DatabaseSync(join(place('second'), 'journal.sqlite'))
    expect(db.prepare('SELECT count(*) AS n FROM sessions').get()).toEqual({ n: 0 })
    db.close()
  })

  it('never comes to lie over something', async () => {
    mkdirSync(place('full'))
    writeFileSync(join(place('full'), 'mine'), 'mine')
    expect(await restore('b.tar.gz', 'full')).toMatchObject({ exit: 2 })
    expect(readFileSync(join(place('full'), 'mine'), 'utf8')).toBe('mine')
  })

  it('is refused when a byte of it was changed, when it was cut, and when it is something else', async () => {
    const whole = readFileSync(place('b.tar.gz'))
    const archive = gunzipSync(whole)
    const at = archive.indexOf('printed-canary')
    archive.write('altered-canary', at)
    const damaged: Readonly<Record<string, Uint8Array>> = {
      altered: gzipSync(archive),
      cut: whole.subarray(0, Math.floor(whole.length / 2)),
      end: gzipSync(gunzipSync(whole).subarray(0, -2048)),
      else: Buffer.from('something else'),
      empty: Buffer.alloc(0),
    }
    for (const [name, bytes] of Object.entries(damaged)) {
      writeFileSync(place(name), bytes)
      const refused = await restore(name, `of-${name}`)
      expect(refused, name).toMatchObject({ exit: 2, err: expect.stringContaining('is not a whole backup') })
      expect(readdirSync(dirname(desk.folder)).filter((file) => file.startsWith(`of-${name}`))).toEqual([])
    }
  })

  it('that is old is seen by a witness', async () => {
    const run = await kneeboard('data', 'run', 'done.md', '--mode', 'unattended')
    expect(run.exit).toBe(0)
    writeFileSync(place('witness'), (await kneeboard('data', 'audit', 'tip')).out)
    expect(await restore('b.tar.gz', 'old')).toMatchObject({ exit: 0 })
    expect((await kneeboard('old', 'audit', 'verify')).exit).toBe(0)
    expect((await kneeboard('old', 'audit', 'verify', '--witness', place('witness'))).exit).toBe(1)
    // Also when the restored one has grown past it.
    for (let runs = 0; runs < 3; runs++) await kneeboard('old', 'run', 'done.md', '--mode', 'unattended')
    expect((await kneeboard('old', 'audit', 'verify', '--witness', place('witness'))).exit).toBe(1)
  }, 120_000)
})
