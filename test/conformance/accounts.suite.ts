import { describe, expect, test } from 'vitest'
import type { LedgerEvent, LedgerFact } from '../../src/ledger/ledger-event.ts'
import { openLedger } from '../../src/ledger/ledger-entry.ts'
import type { Account, AccountChange, Accounts, KeptToken } from '../../src/ports/accounts.ts'
import type { Ledger } from '../../src/ports/ledger.ts'

/** A fresh store for one test, opened twice: two processes see the same accounts. */
export type AccountsBench = {
  readonly first: Accounts & Ledger
  readonly second: Accounts & Ledger
  remove(): Promise<void>
}

const by = { kind: 'person', id: 'ada', via: 'web' } as const
const fact = (event: LedgerEvent): LedgerFact => ({ at: 1, by, event })
const note = (account: string) => fact({ type: 'account.created', account, kind: 'person' })
const account = (name: string, kind: Account['kind'] = 'person'): Account => ({
  name,
  kind,
  disabled: false,
  temporary: false,
  createdAt: 1,
})
const create = (name: string): AccountChange => ({ kind: 'create', account: account(name), password: 'hash' })
const open = (name: string, hash: string, at = 10): AccountChange => ({
  kind: 'open-session',
  account: name,
  hash,
  at,
  ended: 0,
})
const admin = (id: string, name: string): AccountChange => ({
  kind: 'grant',
  id,
  grant: { to: { kind: 'account', account: name }, role: 'admin', on: { kind: 'everything' } },
})
const token = (id: string, name: string): KeptToken => ({
  id,
  account: name,
  name: 'ci',
  scope: { verbs: ['start-run'], folders: ['db'] },
  createdAt: 1,
  expiresAt: 100,
})
const typesOf = async (ledger: Ledger) =>
  (await ledger.entries(0, 1_000)).slice(1).map(({ bytes }) => {
    const opened = openLedger(bytes)
    return opened.kind === 'fact' ? opened.fact.event.type : opened.kind
  })

/** What every store of accounts must do. `make` gives an empty one, opened twice. */
export function accountsSuite(name: string, make: () => Promise<AccountsBench>): void {
  const check = (title: string, body: (bench: AccountsBench) => Promise<void>) =>
    test(title, async () => {
      const bench = await make()
      await body(bench).finally(() => bench.remove())
    })

  describe(`${name} keeps accounts`, () => {
    check('a change and its entry are there together, or neither', async ({ first, second }) => {
      expect(await first.change([create('ada'), admin('1', 'ada')], note('ada'))).toBe('changed')
      expect(await second.change([create('bob'), create('ada')], note('bob'))).toBe('there-already')
      expect(await first.change([create('cy'), { kind: 'revoke', id: 'none' }], note('cy'))).toBe('absent')
      expect((await second.accounts()).map((each) => each.name)).toEqual(['ada'])
      expect(await typesOf(second)).toEqual(['account.created'])
    })

    check('of two that make the same account at once, one does', async ({ first, second }) => {
      const both = await Promise.all([
        first.change([create('ada')], note('ada')),
        second.change([create('ada')], note('ada')),
      ])
      expect(both.toSorted()).toEqual(['changed', 'there-already'])
      expect(await typesOf(first)).toEqual(['account.created'])
    })

    check('a password is given back to whoever checks it, and never with the list', async ({ first }) => {
      await first.change([create('ada')], note('ada'))
      expect(await first.account('ada')).toEqual({ ...account('ada'), password: 'hash' })
      expect(await first.accounts()).toEqual([{ ...account('ada'), groups: [] }])
      expect(await first.account('bob')).toBeUndefined()
    })

    check(
      'a session stands for its account, its groups and the grants to all of them',
      async ({ first, second }) => {
        const everyone: AccountChange = {
          kind: 'grant',
          id: '2',
          grant: { to: { kind: 'everyone' }, role: 'viewer', on: { kind: 'folder', folder: 'db' } },
        }
        const group: AccountChange = {
          kind: 'grant',
          id: '3',
          grant: { to: { kind: 'group', group: 'dba' }, role: 'operator', on: { kind: 'tag', tag: 'x' } },
        }
        await first.change([create('ada'), create('bob'), admin('1', 'bob'), everyone, group], note('ada'))
        await first.change([{ kind: 'join', group: 'dba', account: 'ada' }, open('ada', 'h')], note('ada'))
        const found = await second.bySession('h')
        expect(found).toMatchObject({ account: account('ada'), groups: ['dba'], openedAt: 10, seenAt: 10 })
        expect(found?.grants.map(({ role }) => role).toSorted()).toEqual(['operator', 'viewer'])
        await second.seen('h', 20)
        expect(await first.bySession('h')).toMatchObject({ openedAt: 10, seenAt: 20 })
        expect(await first.bySession('other')).toBeUndefined()
        await first.change([{ kind: 'leave', group: 'dba', account: 'ada' }], note('ada'))
        expect((await first.bySession('h'))?.grants.map(({ role }) => role)).toEqual(['viewer'])
        expect((await first.grants()).map(({ id }) => id)).toEqual(['1', '2', '3'])
      },
    )

    check(
      'a new session takes the place of the one before, and of all that are too old',
      async ({ first }) => {
        await first.change([create('ada'), open('ada', 'old', 1), open('ada', 'mine', 5)], note('ada'))
        const again = { ...open('ada', 'new', 20), instead: 'mine', ended: 3 } as AccountChange
        expect(await first.change([again], note('ada'))).toBe('changed')
        for (const hash of ['old', 'mine']) expect(await first.bySession(hash)).toBeUndefined()
        expect(await first.bySession('new')).toBeDefined()
      },
    )

    check('a new password ends every session, and nobody has one who is not there', async ({ first }) => {
      const next = { kind: 'set-password', password: 'other', temporary: true } as const
      await first.change([create('ada'), open('ada', 'h')], note('ada'))
      expect(await first.change([{ ...next, account: 'ada' }], note('ada'))).toBe('changed')
      expect(await first.bySession('h')).toBeUndefined()
      expect(await first.account('ada')).toMatchObject({ password: 'other', temporary: true })
      expect(await first.change([{ ...next, account: 'bob' }], note('bob'))).toBe('absent')
    })

    check('a token is found by its hash, belongs to its account, and ends', async ({ first, second }) => {
      await first.change([create('ada'), create('bob')], note('ada'))
      await first.change([{ kind: 'create-token', token: token('t', 'ada'), hash: 'th' }], note('ada'))
      expect(await second.byToken('th')).toMatchObject({ account: account('ada'), token: token('t', 'ada') })
      expect(await second.tokens('ada')).toEqual([token('t', 'ada')])
      const end = (of: string) => first.change([{ kind: 'end-token', id: 't', account: of }], note(of))
      expect([await end('bob'), await end('ada'), await end('ada')]).toEqual(['absent', 'changed', 'absent'])
      expect(await second.byToken('th')).toBeUndefined()
    })

    check(
      'an account that is disabled has no session and no token, and gets none',
      async ({ first, second }) => {
        await first.change([create('ada'), open('ada', 'h')], note('ada'))
        await first.change([{ kind: 'create-token', token: token('t', 'ada'), hash: 'th' }], note('ada'))
        expect(await first.change([{ kind: 'disable', account: 'ada' }], note('ada'))).toBe('changed')
        expect([await second.bySession('h'), await second.byToken('th')]).toEqual([undefined, undefined])
        expect(await second.change([open('ada', 'again')], note('ada'))).toBe('absent')
        expect(
          await second.change([{ kind: 'create-token', token: token('u', 'ada'), hash: 'uh' }], note('ada')),
        ).toBe('absent')
        expect(await second.change([{ kind: 'enable', account: 'ada' }], note('ada'))).toBe('changed')
        expect([await first.bySession('h'), await first.byToken('th')]).toEqual([undefined, undefined])
      },
    )
  })
}
