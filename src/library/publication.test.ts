import { describe, expect, test } from 'vitest'
import type { BranchCommit, FoundTip, PublicationPolicy } from './publication.ts'
import { decidePublication, filesMax, publicationOf } from './publication.ts'

const person = (name: string) => ({ name, address: `${name}@example.com` })
const [ada, grace] = [person('ada'), person('grace')]
const open: PublicationPolicy = { signed: false, authorMayNotMerge: false, accepted: [] }
const commit = (more: Partial<BranchCommit> = {}): BranchCommit => ({
  commit: 'c1',
  author: ada,
  committer: ada,
  signature: 'none',
  ...more,
})
const tip = (more: Partial<FoundTip> = {}): FoundTip => ({
  tip: 'c1',
  published: 'c0',
  forward: true,
  files: 3,
  commits: [commit()],
  ...more,
})
const decided = (found: Partial<FoundTip>, policy: Partial<PublicationPolicy> = {}) => {
  const decision = decidePublication(tip(found), { ...open, ...policy })
  return decision.kind === 'refuse' ? decision.rule : decision.kind
}

describe('what a fetch found on the branch', () => {
  test('is published when it moved forward, and the first time', () => {
    expect(decided({})).toBe('publish')
    expect(decided({ published: undefined as never, commits: [] })).toBe('publish')
    expect(decided({ tip: 'c0' })).toBe('as-it-is')
  })

  test('is refused when the branch was rewritten, until somebody accepts that commit', () => {
    expect(decided({ forward: false, commits: [] })).toBe('force-push')
    expect(decided({ forward: false, commits: [] }, { accepted: ['c1'] })).toBe('publish')
  })

  test('is refused when it holds more files than a library has, whoever accepts it', () => {
    expect(decided({ files: filesMax + 1 }, { accepted: ['c1'] })).toBe('too-many-files')
  })

  test('is refused when a commit on the way is not signed, or by nobody who is named', () => {
    const signed = commit({ signature: { signer: 'ada@example.com' } })
    expect(decided({ commits: [signed] }, { signed: true })).toBe('publish')
    expect(decided({ commits: [signed, commit()] }, { signed: true })).toBe('unsigned')
    expect(decided({ commits: [commit({ commit: 'c2', signature: 'bad' }), signed] }, { signed: true })).toBe(
      'bad-signature',
    )
    expect(decided({ commits: [commit()] }, { signed: true, accepted: ['c1'] })).toBe('publish')
  })

  test('is refused when whoever wrote it brought it onto the branch', () => {
    const policy = { authorMayNotMerge: true }
    const merge = (by: typeof ada, brought: (typeof ada)[], more: Partial<BranchCommit> = {}) =>
      decided({ commits: [commit({ author: by, committer: by, brought, ...more })] }, policy)
    expect(merge(grace, [ada])).toBe('publish')
    expect(merge(ada, [grace, ada])).toBe('author-is-merger')
    expect(merge({ name: 'Ada', address: 'ADA@example.com' }, [ada])).toBe('author-is-merger')
    // The one who signed is the one who did it, whatever name stands there.
    expect(merge(grace, [ada], { signature: { signer: 'ada@example.com' } })).toBe('author-is-merger')
    expect(decided({ commits: [commit()] }, policy)).toBe('author-is-merger')
    expect(decided({ commits: [commit({ committer: grace })] }, policy)).toBe('publish')
    const squash = { name: 'GitHub', address: 'noreply@github.com' }
    expect(decided({ commits: [commit({ committer: squash })] }, policy)).toBe('publish')
  })
})

test('a text that no commit holds is not published; one outside version control is as good as any', () => {
  expect(publicationOf({ kind: 'uncommitted' })).toMatchObject({ published: false, rule: 'uncommitted' })
  expect(publicationOf({ kind: 'unversioned' }).published).toBe(true)
  expect(publicationOf({ kind: 'committed', commit: 'c1' }).published).toBe(true)
  const publication = { published: false, rule: 'other-text', why: 'main has another' } as const
  expect(publicationOf({ kind: 'committed', commit: 'c1', publication })).toEqual(publication)
})
