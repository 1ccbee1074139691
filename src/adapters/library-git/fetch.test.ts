import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Upstream } from '../../../test/servers/git.ts'
import { makeUpstream, mirrorOf, plainSettings } from '../../../test/servers/git.ts'
import { decidePublication } from '../../library/publication.ts'
import type { Fetched } from '../../ports/library-source.ts'
import type { Mirror } from './mirror.ts'
import type { GitLibrarySettings } from './settings.ts'

const made: Upstream[] = []
afterAll(() => {
  for (const upstream of made) upstream.remove()
})

/** A repository with one commit, and a mirror of it by these settings. */
function setUp(settings: Partial<GitLibrarySettings> = {}, sign?: (base: string) => string) {
  const upstream = makeUpstream({ 'a.md': '# A\n' })
  made.push(upstream)
  const key = sign?.(upstream.base)
  const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'repository'), () =>
    plainSettings(settings),
  )
  return { upstream, mirror, key }
}

const fetched = async (mirror: Mirror): Promise<Extract<Fetched, { kind: 'fetched' }>> => {
  const found = await mirror.fetch(0)
  if (found.kind === 'failed') throw new Error(found.why)
  return found
}

/** Fetches and publishes as the product does; gives the rule that refused, or what was decided. */
async function take(mirror: Mirror): Promise<string> {
  const { ref, found, policy } = await fetched(mirror)
  const decision = decidePublication(found, policy)
  if (decision.kind === 'publish') await mirror.publish(ref, found.tip)
  return decision.kind === 'refuse' ? decision.rule : decision.kind
}

describe('a branch that moves', () => {
  test('is published when it moved forward', async () => {
    const { upstream, mirror } = setUp()
    expect(await take(mirror)).toBe('publish')
    expect(await take(mirror)).toBe('as-it-is')
    const second = upstream.commit({ 'a.md': '# B\n' })
    upstream.push()
    expect(await take(mirror)).toBe('publish')
    expect(await mirror.published()).toBe(second)
  })

  test('is refused when it was rewritten; the last good commit stays, whatever is cleaned up', async () => {
    const { upstream, mirror } = setUp()
    const good = upstream.git('rev-parse', 'HEAD')
    await take(mirror)
    upstream.git('commit', '-q', '--amend', '-m', 'another first')
    upstream.push('--force')
    expect(await take(mirror)).toBe('force-push')
    execFileSync('git', [`--git-dir=${mirror.folder}`, 'gc', '--quiet', '--prune=now'])
    expect(await mirror.published()).toBe(good)
  })

  test('is refused when it is gone, and so is a repository that is not there', async () => {
    const { mirror } = setUp({ ref: 'none' })
    expect(await mirror.fetch(0)).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('no branch none'),
    })
    const nowhere = mirrorOf('file:///nowhere/at.git', join(mirror.folder, '..', 'other'))
    expect(await nowhere.fetch(7)).toMatchObject({ kind: 'failed' })
    expect((await nowhere.state()).trouble).toMatchObject({ sinceMs: 7 })
  })

  test('counts the branch that was asked for, and no other', async () => {
    const { upstream, mirror } = setUp()
    await take(mirror)
    upstream.git('checkout', '-q', '-b', 'draft')
    upstream.commit({ 'a.md': '# Draft\n' })
    upstream.push()
    expect(await take(mirror)).toBe('as-it-is')
  })
})

describe('signed commits', () => {
  /** A key of somebody, and the file of signers that names them. */
  const keyOf = (base: string, who: string): string => {
    const key = join(base, `key-${who}`)
    if (!existsSync(key)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    return key
  }

  test('are published when somebody who is named signed each commit on the branch', async () => {
    const upstream = makeUpstream({ 'a.md': '# A\n' })
    made.push(upstream)
    const [ada, mallory] = [keyOf(upstream.base, 'ada'), keyOf(upstream.base, 'mallory')]
    const signers = join(upstream.base, 'allowed_signers')
    writeFileSync(signers, `ada@example.com ${readFileSync(`${ada}.pub`, 'utf8')}`)
    const policy = { signed: true, authorMayNotMerge: false, accepted: [] as string[] }
    const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'repository'), () =>
      plainSettings({ signers, policy }),
    )
    expect(await take(mirror)).toBe('unsigned')
    upstream.commit({ 'a.md': '# B\n' }, { sign: ada })
    upstream.push()
    expect(await take(mirror)).toBe('publish')
    upstream.commit({ 'a.md': '# C\n' }, { sign: mallory })
    upstream.push()
    expect(await take(mirror)).toBe('bad-signature')
    // Signed again on top: what lies below is still not.
    upstream.commit({ 'a.md': '# D\n' }, { sign: ada })
    upstream.push()
    expect(await take(mirror)).toBe('bad-signature')
    policy.accepted = [upstream.git('rev-parse', 'HEAD')]
    expect(await take(mirror)).toBe('publish')
  })

  test('prove nothing by a key that is only in the keyring of the user', async () => {
    const { upstream, mirror } = setUp({ policy: { signed: true, authorMayNotMerge: false, accepted: [] } })
    upstream.commit({ 'a.md': '# B\n' }, { sign: keyOf(upstream.base, 'ada') })
    upstream.push()
    expect(await take(mirror)).toBe('bad-signature')
  })
})

describe('whoever wrote it', () => {
  const policy = { signed: false, authorMayNotMerge: true, accepted: [] }

  /** A change by `author` on a branch of its own, merged by `merger`. */
  function merge({ git, commit, push, work }: Upstream, author: string, merger: string): void {
    git('checkout', '-q', '-b', `of-${author}-${merger}`)
    commit({ [`by-${author}.md`]: `# ${author} ${merger}\n` }, { by: author })
    git('checkout', '-q', 'main')
    execFileSync('git', ['merge', '-q', '--no-ff', '-m', 'Merge', `of-${author}-${merger}`], {
      cwd: work,
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: merger,
        GIT_AUTHOR_EMAIL: `${merger}@example.com`,
        GIT_COMMITTER_NAME: merger,
        GIT_COMMITTER_EMAIL: `${merger}@example.com`,
      },
    })
    push()
  }

  test('may not be the one who merges it', async () => {
    const upstream = makeUpstream({ 'a.md': '# A\n' })
    made.push(upstream)
    const first = upstream.git('rev-parse', 'HEAD')
    const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'repository'), () =>
      plainSettings({ policy: { ...policy, accepted: [first] } }),
    )
    expect(await take(mirror)).toBe('publish')
    merge(upstream, 'ada', 'grace')
    expect(await take(mirror)).toBe('publish')
    merge(upstream, 'ada', 'ada')
    expect(await take(mirror)).toBe('author-is-merger')
  })

  test('may not push it without any merge', async () => {
    const { mirror } = setUp({ policy })
    expect(await take(mirror)).toBe('author-is-merger')
  })
})

test('a repository with too many files is no library', { timeout: 120_000 }, async () => {
  const upstream = makeUpstream({ 'a.md': '# A\n' })
  made.push(upstream)
  const object = upstream.git('rev-parse', 'HEAD:a.md')
  const list = Array.from({ length: 100_001 }, (_, n) => `100644 ${object}\tf${n}.md\n`).join('')
  execFileSync('git', ['update-index', '--index-info'], { cwd: upstream.work, input: list })
  upstream.git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'many')
  upstream.push()
  const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'repository'))
  expect(await take(mirror)).toBe('too-many-files')
})

describe('a hostile repository runs nothing when it is fetched', () => {
  test('with hooks, filters, attributes, submodules and programs in its own configuration', async () => {
    const upstream = makeUpstream({
      'a.md': '# A\n',
      '.gitattributes': '*.md filter=evil diff=evil merge=evil\n',
      '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% canary\n',
    })
    made.push(upstream)
    const trace = join(upstream.base, 'canary')
    const program = join(upstream.base, 'evil.sh')
    writeFileSync(program, `#!/bin/sh\necho ran >> '${trace}'\nexit 1\n`, { mode: 0o755 })
    for (const hook of [
      'post-update',
      'pre-receive',
      'reference-transaction',
      'post-checkout',
      'post-index-change',
    ]) {
      mkdirSync(join(upstream.bare, 'hooks'), { recursive: true })
      writeFileSync(join(upstream.bare, 'hooks', hook), `#!/bin/sh\nexec '${program}'\n`, { mode: 0o755 })
    }
    const configured = {
      'core.fsmonitor': program,
      'core.sshCommand': program,
      'uploadpack.packObjectsHook': program,
      'core.alternateRefsCommand': program,
      'diff.evil.textconv': program,
      'filter.evil.smudge': program,
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.url': upstream.bare,
      'remote.origin.uploadpack': program,
    }
    for (const [key, value] of Object.entries(configured))
      execFileSync('git', [`--git-dir=${upstream.bare}`, 'config', key, value])
    const mirror = mirrorOf(`file://${upstream.bare}`, join(upstream.base, 'repository'))
    expect(await take(mirror)).toBe('publish')
    expect(existsSync(trace)).toBe(false)
    expect(
      existsSync(join(mirror.folder, 'hooks')) && readdirSync(join(mirror.folder, 'hooks')).length > 0,
    ).toBe(false)
    expect(existsSync(join(mirror.folder, 'modules'))).toBe(false)
  })
})
