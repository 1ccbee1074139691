import { execFileSync, spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SshServer } from '../../../test/executor/ssh-server.ts'
import { noSsh, startSshServer } from '../../../test/executor/ssh-server.ts'
import type { GitHttp } from '../../../test/servers/git-http.ts'
import { serveGitHttp, serveRedirect } from '../../../test/servers/git-http.ts'
import type { Upstream } from '../../../test/servers/git.ts'
import { makeUpstream, mirrorOf, plainSettings } from '../../../test/servers/git.ts'
import { documentHash } from '../../document/executable.ts'
import { openGitLibrary } from './library.ts'
import type { Mirror } from './mirror.ts'
import type { GitLibrarySettings } from './settings.ts'

let upstream: Upstream
beforeAll(() => {
  upstream = makeUpstream({ 'a.md': '# A\n' })
  execFileSync('git', [`--git-dir=${upstream.bare}`, 'config', 'http.receivepack', 'true'])
})
afterAll(() => upstream.remove())

let made = 0
const mirrorAt = (
  address: string,
  settings: Partial<GitLibrarySettings> = {},
  secrets: Readonly<Record<string, string>> = {},
): Mirror =>
  mirrorOf(address, join(upstream.base, `repository-${made++}`), () => plainSettings(settings), secrets)

/** Fetches, publishes, writes on a branch and pushes it. */
async function goAround(mirror: Mirror): Promise<void> {
  const fetched = await mirror.fetch(0)
  if (fetched.kind === 'failed') throw new Error(`${fetched.why}; ${fetched.remedy}`)
  await mirror.publish(fetched.ref, fetched.found.tip)
  const library = openGitLibrary(mirror)
  const written = await library.write({
    path: 'a.md',
    bytes: Buffer.from(`# By ${made}\n`),
    replaces: documentHash(Buffer.from('# A\n')),
    by: `somebody-${made}`,
  })
  library.close?.()
  expect(written).toMatchObject({ kind: 'written', proposal: { pushed: true } })
  const branch = `refs/heads/kneeboard/somebody-${made}/a`
  const there = execFileSync('git', [`--git-dir=${upstream.bare}`, 'show', `${branch}:a.md`], {
    encoding: 'utf8',
  })
  expect(there).toBe(`# By ${made}\n`)
}

describe('over HTTP', () => {
  let server: GitHttp
  beforeAll(async () => {
    server = await serveGitHttp(dirname(upstream.bare), 'x-access-token', "to'ken $(id)")
  })
  afterAll(() => server.close())
  const address = () => `${server.origin}/runbooks.git`
  const tokenFrom = 'env:TOKEN'

  test('with a token, for reading and for pushing; the token is in no file of ours', async () => {
    const mirror = mirrorAt(address(), { tokenFrom, push: true }, { [tokenFrom]: "to'ken $(id)" })
    await goAround(mirror)
    const found = spawnSync('grep', ['-rlF', "to'ken", mirror.folder], { encoding: 'utf8' })
    expect(found.stdout).toBe('')
  })

  test.each([
    ['no token', {}, {}],
    ['another token', { tokenFrom }, { [tokenFrom]: 'wrong' }],
  ])('not with %s', async (_, settings, secrets) => {
    const failed = await mirrorAt(address(), settings, secrets).fetch(0)
    expect(failed).toMatchObject({ kind: 'failed', remedy: expect.stringContaining('token') })
  })

  test('not when the token cannot be read: then nothing is asked of anybody', async () => {
    const before = server.asked.length
    expect(await mirrorAt(address(), { tokenFrom }).fetch(0)).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('env:TOKEN is not set'),
    })
    expect(server.asked.length).toBe(before)
  })

  test('never where a redirect leads: not the repository, and not the token', async () => {
    const elsewhere = await serveRedirect(server.origin)
    const before = server.asked.length
    const secrets = { [tokenFrom]: "to'ken $(id)" }
    const mirror = mirrorAt(`${elsewhere.origin}/runbooks.git`, { tokenFrom }, secrets)
    expect((await mirror.fetch(0)).kind).toBe('failed')
    expect(server.asked.length).toBe(before)
    await elsewhere.close()
  })
})

describe.skipIf(noSsh !== undefined)(`over SSH${noSsh === undefined ? '' : `: ${noSsh}`}`, () => {
  let server: SshServer
  const path = process.env['PATH']
  beforeAll(async () => {
    server = await startSshServer()
    process.env['PATH'] = `${server.bin}:${path}`
  })
  afterAll(async () => {
    process.env['PATH'] = path
    await server.remove()
  })
  const folder = () => dirname(server.bin)
  const own = () => `ssh://${userInfo().username}@127.0.0.1:${server.port}${upstream.bare}`
  const settings = (more: Partial<GitLibrarySettings> = {}): Partial<GitLibrarySettings> => ({
    key: join(folder(), 'user'),
    knownHosts: join(folder(), 'known'),
    push: true,
    ...more,
  })

  test('as the user has set ssh up', async () => {
    await goAround(mirrorAt(`ssh://far${upstream.bare}`, { push: true }))
  })

  test('with a key of the library and the hosts that were named', async () => {
    await goAround(mirrorAt(own(), settings()))
  })

  test('not where the host is not known: its key is not even offered', async () => {
    const nobody = join(upstream.base, 'known-none')
    writeFileSync(nobody, '')
    expect(await mirrorAt(own(), settings({ knownHosts: nobody })).fetch(0)).toMatchObject({
      kind: 'failed',
      remedy: expect.stringContaining('known hosts'),
    })
    expect((await mirrorAt(`ssh://stranger${upstream.bare}`).fetch(0)).kind).toBe('failed')
  })

  test('not with another key', async () => {
    expect(await mirrorAt(own(), settings({ key: join(folder(), 'other-user') })).fetch(0)).toMatchObject({
      kind: 'failed',
      remedy: expect.stringContaining('key'),
    })
  })
})
