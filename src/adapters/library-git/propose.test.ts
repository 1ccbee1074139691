import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Upstream } from '../../../test/servers/git.ts'
import { makeUpstream, mirrorOf, plainSettings } from '../../../test/servers/git.ts'
import { documentHash } from '../../document/executable.ts'
import type { Library } from '../../ports/library.ts'
import { openGitLibrary } from './library.ts'
import type { Mirror } from './mirror.ts'
import { branchOf } from './propose.ts'

const toRemove: (() => void)[] = []
afterAll(() => {
  for (const remove of toRemove) remove()
})

async function setUp(push: boolean): Promise<{ upstream: Upstream; mirror: Mirror; library: Library }> {
  const upstream = makeUpstream({ 'a.md': '# A\n', 'b.md': '# B\n' })
  const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'repository'), () =>
    plainSettings({ push }),
  )
  await publish(mirror)
  const library = openGitLibrary(mirror)
  toRemove.push(() => {
    library.close?.()
    upstream.remove()
  })
  return { upstream, mirror, library }
}

async function publish(mirror: Mirror): Promise<void> {
  const fetched = await mirror.fetch(0)
  if (fetched.kind === 'failed') throw new Error(fetched.why)
  await mirror.publish(fetched.ref, fetched.found.tip)
}

const hashOf = (text: string) => documentHash(Buffer.from(text))
const write = async (library: Library, path: string, text: string, over: string, by = 'ada') =>
  library.write({ path, bytes: Buffer.from(text), replaces: hashOf(over), by })
const inBare = ({ bare }: Upstream, ...args: string[]) =>
  execFileSync('git', [`--git-dir=${bare}`, ...args], { encoding: 'utf8' }).trim()

describe('what somebody writes in a repository', () => {
  test('is a commit by them on a branch of theirs, and what is published stays', async () => {
    const { upstream, library } = await setUp(true)
    const written = await write(library, 'a.md', '# A2\n', '# A\n')
    expect(written).toMatchObject({
      kind: 'written',
      hash: hashOf('# A2\n'),
      proposal: { branch: 'kneeboard/ada/a', base: 'main', pushed: true },
    })
    expect(inBare(upstream, 'log', '-1', '--format=%an|%cn|%s', 'kneeboard/ada/a')).toBe(
      'ada|Kneeboard|Change a.md',
    )
    expect(inBare(upstream, 'show', 'kneeboard/ada/a:a.md')).toBe('# A2')
    expect(inBare(upstream, 'diff', '--name-only', 'main', 'kneeboard/ada/a')).toBe('a.md')
    expect(await library.read('a.md')).toMatchObject({ bytes: Buffer.from('# A\n') })
  })

  test('stays here, with the reason, when it may not be pushed', async () => {
    const { upstream, library } = await setUp(false)
    const written = await write(library, 'a.md', '# A2\n', '# A\n')
    expect(written).toMatchObject({ proposal: { pushed: false, why: expect.stringContaining('push: true') } })
    expect(inBare(upstream, 'for-each-ref', 'refs/heads/kneeboard')).toBe('')
  })

  test('goes on top of what they wrote before, until it is merged', async () => {
    const { upstream, mirror, library } = await setUp(true)
    await write(library, 'a.md', '# A2\n', '# A\n')
    expect(await library.draft?.('a.md', 'ada', hashOf('# A2\n'))).toEqual(Buffer.from('# A2\n'))
    const second = await write(library, 'a.md', '# A3\n', '# A2\n')
    expect(second).toMatchObject({ proposal: { branch: 'kneeboard/ada/a' } })
    expect(inBare(upstream, 'rev-list', '--count', 'main..kneeboard/ada/a')).toBe('2')
    upstream.git('fetch', '-q', 'origin')
    upstream.git('merge', '-q', '--ff-only', 'origin/kneeboard/ada/a')
    upstream.push()
    await publish(mirror)
    const third = await write(library, 'a.md', '# A4\n', '# A3\n')
    expect(third).toMatchObject({ proposal: { branch: 'kneeboard/ada/a-2' } })
  })

  test('of two at once becomes two branches; whoever saw an older text is told, and nothing is written', async () => {
    const { upstream, mirror, library } = await setUp(true)
    const both = await Promise.all([
      write(library, 'a.md', '# by ada\n', '# A\n', 'ada'),
      write(library, 'a.md', '# by grace\n', '# A\n', 'grace'),
    ])
    expect(both.map(({ kind }) => kind)).toEqual(['written', 'written'])
    upstream.git('fetch', '-q', 'origin')
    upstream.git('merge', '-q', '--ff-only', 'origin/kneeboard/ada/a')
    upstream.push()
    await publish(mirror)
    // Grace goes on from her branch, but the text below it has moved.
    const there = hashOf('# by ada\n')
    expect(await write(library, 'a.md', '# more\n', '# by grace\n', 'grace')).toEqual({
      kind: 'conflict',
      there,
    })
    expect(await write(library, 'a.md', '# more\n', '# A\n', 'grace')).toEqual({ kind: 'conflict', there })
    expect(inBare(upstream, 'show', 'kneeboard/grace/a:a.md')).toBe('# by grace')
  })

  test('is never pushed over what stands on a branch there', async () => {
    const { upstream, library } = await setUp(true)
    await write(library, 'a.md', '# A2\n', '# A\n')
    upstream.git('push', '-q', '--force', 'origin', 'HEAD:kneeboard/ada/a')
    upstream.commit({ 'b.md': '# other\n' })
    upstream.git('push', '-q', '--force', 'origin', 'HEAD:kneeboard/ada/a')
    const written = await write(library, 'a.md', '# A3\n', '# A2\n')
    expect(written).toMatchObject({ proposal: { pushed: false } })
    expect(inBare(upstream, 'show', 'kneeboard/ada/a:b.md')).toBe('# other')
  })
})

test('a branch is named for the person and the file, whatever they are called', () => {
  expect(branchOf('ada', 'shop/Disk full.md')).toBe('kneeboard/ada/shop-disk-full')
  expect(branchOf('../../heads/main', '..md')).toBe('kneeboard/heads-main/x')
  expect(branchOf('Ada Lovelace <ada@example.com>', 'n\u00e9.md')).toMatch(
    /^kneeboard\/ada-lovelace-ada-example-com\/n/,
  )
})
