import { expect, test } from 'vitest'
import { parseGitAddress } from './git-address.ts'
import { reviewLink } from './review-link.ts'

test.each([
  ['https://git.example.com/ops/runbooks.git', 'https', 'git.example.com', 'ops/runbooks', 'runbooks'],
  ['ssh://git@git.example.com:2222/ops/runbooks', 'ssh', 'git.example.com:2222', 'ops/runbooks', 'runbooks'],
  ['git@github.com:ops/runbooks.git', 'ssh', 'github.com', 'ops/runbooks', 'runbooks'],
  ['file:///srv/run%20books.git', 'file', '', 'srv/run books', 'run books'],
  ['http://127.0.0.1:8080/r.git', 'http', '127.0.0.1:8080', 'r', 'r'],
])('%s is an address', (text, protocol, host, path, name) => {
  expect(parseGitAddress(text)).toEqual({ kind: 'address', address: { text, protocol, host, path, name } })
})

test.each([
  'ext::sh -c id',
  'ext::sh',
  'fd::17',
  'git://git.example.com/r.git',
  'http://git.example.com/r.git',
  'https://ada:secret@git.example.com/r.git',
  'https://token@git.example.com/r.git',
  'https://git.example.com/',
  'https://git.example.com/r.git?x',
  'ssh://-oProxyCommand=id/r.git',
  'ssh://-oProxyCommand=id@git.example.com/r.git',
  'git@git.example.com:-oX/r.git',
  'file://git.example.com/r.git',
])('%s is never one', (text) => {
  expect(parseGitAddress(text).kind).not.toBe('address')
})

test.each(['', '.', 'runbooks', '/srv/runbooks', './a:b', '-oX@host:r', 'git@-oX:r'])(
  '%s may be a folder',
  (text) => {
    expect(parseGitAddress(text).kind).toBe('other')
  },
)

const linkOf = (text: string, forge?: 'gitlab') => {
  const parsed = parseGitAddress(text)
  const branch = 'kneeboard/ada/disk-full'
  return parsed.kind === 'address' ? reviewLink(parsed.address, { branch, base: 'main', forge }) : undefined
}

test('a review is opened where the host has its pages for it', () => {
  expect(linkOf('git@github.com:ops/runbooks.git')).toBe(
    'https://github.com/ops/runbooks/compare/main...kneeboard/ada/disk-full?expand=1',
  )
  expect(linkOf('ssh://git@gitlab.example.com:2222/ops/team/runbooks.git')).toBe(
    'https://gitlab.example.com/ops/team/runbooks/-/merge_requests/new?merge_request%5Bsource_branch%5D=kneeboard%2Fada%2Fdisk-full&merge_request%5Btarget_branch%5D=main',
  )
  expect(linkOf('https://codeberg.org/ops/runbooks')).toBe(
    'https://codeberg.org/ops/runbooks/compare/main...kneeboard/ada/disk-full',
  )
  expect(linkOf('git@bitbucket.org:ops/runbooks.git')).toBe(
    'https://bitbucket.org/ops/runbooks/pull-requests/new?source=kneeboard%2Fada%2Fdisk-full&dest=main',
  )
  expect(linkOf('git@git.example.com:ops/runbooks.git')).toBeUndefined()
  expect(linkOf('git@git.example.com:ops/runbooks.git', 'gitlab')).toContain('/-/merge_requests/new?')
  expect(linkOf('file:///srv/runbooks.git')).toBeUndefined()
})
