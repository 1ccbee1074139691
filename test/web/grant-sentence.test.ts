import { expect, test } from 'vitest'
import type { Grant } from '../../src/access/grant.ts'
import { roles } from '../../src/access/role.ts'
import { grantSentence } from '../../web/pages/people/grant-sentence.ts'

const ada: Grant['to'] = { kind: 'account', account: 'ada' }

test('a grant is said as what somebody may do', () => {
  const folder = { kind: 'folder', folder: 'payments' } as const
  expect(roles.map((role) => grantSentence({ to: ada, role, on: folder }))).toEqual([
    'ada may read runbooks below payments/ and the record of their runs',
    'ada may read and run runbooks below payments/',
    'ada may read runbooks below payments/, and approve in runs that others started',
    'ada may read and write runbooks below payments/',
    'ada may read, write and run runbooks below payments/, and erase from and export their runs',
  ])
})

test('of a group, of everyone, on a tag, on everything', () => {
  expect([
    grantSentence({
      to: { kind: 'group', group: 'dba' },
      role: 'operator',
      on: { kind: 'tag', tag: 'database' },
    }),
    grantSentence({ to: { kind: 'everyone' }, role: 'viewer', on: { kind: 'everything' } }),
    grantSentence({ to: ada, role: 'admin', on: { kind: 'everything' } }),
  ]).toEqual([
    'Everyone in dba may read and run runbooks with the tag database',
    'Everyone who signs in may read every runbook and the record of their runs',
    'ada administers this Kneeboard (accounts, roles, audit), and may read, write and run every runbook',
  ])
})
