import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Grant } from './grant.ts'
import { folderName } from './grant.ts'
import type { Subject } from './may-do.ts'
import { mayDo } from './may-do.ts'
import type { Principal, TokenScope } from './principal.ts'
import { roles } from './role.ts'
import { rights, verbs } from './verb.ts'

const ada: Principal = { actor: { kind: 'person', id: 'ada', via: 'web' }, groups: ['dba'] }
const everything: Subject = { kind: 'installation' }
const runbook = (path: string, ...tags: string[]): Subject => ({ kind: 'runbook', path, tags })
const is = (role: Grant['role'], on: Grant['on'] = { kind: 'everything' }): Grant => ({
  to: { kind: 'account', account: 'ada' },
  role,
  on,
})
const may = (
  principal: Principal,
  grants: readonly Grant[],
  verb: (typeof verbs)[number],
  subject: Subject,
) => mayDo(principal, grants, verb, subject).kind === 'yes'

describe('a grant', () => {
  test('on a folder is good below it, and for nothing beside it', () => {
    const grants = [is('operator', { kind: 'folder', folder: 'db' })]
    expect(may(ada, grants, 'start-run', runbook('db/a.md'))).toBe(true)
    expect(may(ada, grants, 'start-run', runbook('db/deep/a.md'))).toBe(true)
    expect(may(ada, grants, 'start-run', runbook('dbx/a.md'))).toBe(false)
    expect(may(ada, grants, 'start-run', runbook('db'))).toBe(false)
    expect(may(ada, grants, 'ledger-tip', everything)).toBe(false)
  })

  test('on a tag is good for runbooks with it', () => {
    const grants = [is('operator', { kind: 'tag', tag: 'db' })]
    expect(may(ada, grants, 'start-run', runbook('a.md', 'db'))).toBe(true)
    expect(may(ada, grants, 'start-run', runbook('a.md', 'dbs'))).toBe(false)
  })

  test('to a group, or to everyone, is good for whoever is in it', () => {
    const group: Grant = { ...is('viewer'), to: { kind: 'group', group: 'dba' } }
    const everyone: Grant = { ...is('viewer'), to: { kind: 'everyone' } }
    const service: Principal = { actor: { kind: 'service', id: 'ci', via: 'api' }, groups: [] }
    expect(may(ada, [group], 'show-runbook', runbook('a.md'))).toBe(true)
    expect(may({ ...ada, groups: [] }, [group], 'show-runbook', runbook('a.md'))).toBe(false)
    expect(may(ada, [everyone], 'show-runbook', runbook('a.md'))).toBe(true)
    expect(may(service, [everyone], 'show-runbook', runbook('a.md'))).toBe(false)
  })

  test('does not make whoever administers an approver, nor whoever operates an editor', () => {
    expect(may(ada, [is('admin')], 'approve', runbook('a.md'))).toBe(false)
    expect(may(ada, [is('operator')], 'edit-command', runbook('a.md'))).toBe(false)
    expect(may(ada, [is('operator')], 'approve', runbook('a.md'))).toBe(false)
    expect(may(ada, [is('approver')], 'answer', runbook('a.md'))).toBe(false)
  })

  test.each([
    ['db', 'db'],
    ['/db/', 'db'],
    ['./a//b', 'a/b'],
    ['..', undefined],
    ['a/../b', undefined],
    ['', undefined],
    ['/', undefined],
  ])('names the folder %j as %j', (written, folder) => {
    expect(folderName(written)).toBe(folder)
  })
})

describe('nobody but a person, signed in,', () => {
  const all = roles.map((role): Grant => ({ ...is(role), to: { kind: 'account', account: 'ada' } }))
  test.each(['token', 'service', 'agent', 'signal', 'system'] as const)('approves: a %s does not', (kind) => {
    const principal: Principal = { actor: { kind, id: 'ada', via: 'api' }, groups: [] }
    expect(mayDo(principal, all, 'approve', runbook('a.md'))).toEqual({ kind: 'no', because: 'kind' })
  })

  test('an agent, of whatever role, never does what is put to people', () => {
    const never = verbs.filter((verb) => rights[verb].by !== 'all')
    expect(never).toEqual(expect.arrayContaining(['approve', 'answer', 'edit-command', 'read-evidence']))
    for (const agent of roles)
      for (const verb of never)
        for (const kind of ['person', 'agent'] as const)
          expect(
            may({ ...ada, actor: { ...ada.actor, kind }, agent: [agent] }, all, verb, runbook('a.md')),
          ).toBe(false)
  })
})

const folder = fc.constantFrom('a', 'b', 'a/b', 'c')
const tag = fc.constantFrom('x', 'y')
const grant: fc.Arbitrary<Grant> = fc.record({
  to: fc.oneof(
    fc.record({ kind: fc.constant('account' as const), account: fc.constantFrom('ada', 'bob') }),
    fc.record({ kind: fc.constant('group' as const), group: fc.constantFrom('dba', 'net') }),
    fc.constant({ kind: 'everyone' as const }),
  ),
  role: fc.constantFrom(...roles),
  on: fc.oneof(
    fc.constant({ kind: 'everything' as const }),
    fc.record({ kind: fc.constant('folder' as const), folder }),
    fc.record({ kind: fc.constant('tag' as const), tag }),
  ),
})
const subject: fc.Arbitrary<Subject> = fc.oneof(
  fc.constant({ kind: 'installation' as const }),
  fc.constant({ kind: 'something' as const }),
  fc.record({
    kind: fc.constantFrom('runbook' as const, 'run' as const),
    path: fc.constantFrom('a/r.md', 'a/b/r.md', 'b/r.md', 'r.md'),
    tags: fc.uniqueArray(tag),
  }),
)
const whole: fc.Arbitrary<Principal> = fc.record({
  actor: fc.record({
    kind: fc.constantFrom('person' as const, 'token' as const, 'service' as const),
    id: fc.constantFrom('ada', 'bob'),
    via: fc.constant('web' as const),
  }),
  groups: fc.uniqueArray(fc.constantFrom('dba', 'net')),
})
const scope: fc.Arbitrary<TokenScope> = fc.record(
  { verbs: fc.uniqueArray(fc.constantFrom(...verbs)), folders: fc.uniqueArray(folder) },
  { requiredKeys: [] },
)
const verb = fc.constantFrom(...verbs)

describe('whatever the grants', () => {
  test('a token or an agent never has more than whom it acts for', () => {
    fc.assert(
      fc.property(
        whole,
        scope,
        fc.uniqueArray(fc.constantFrom(...roles)),
        fc.array(grant),
        verb,
        subject,
        (who, narrow, agent, ...rest) => {
          const [grants, asked, of] = rest
          const before = may(who, grants, asked, of)
          for (const narrowed of [
            { ...who, scope: narrow },
            { ...who, agent },
            { ...who, scope: narrow, agent },
            // Agents act for people; one that is given a service's token stays that service, with a role.
            ...(who.actor.kind === 'service'
              ? []
              : [{ ...who, actor: { ...who.actor, kind: 'agent' as const } }]),
          ])
            if (may(narrowed, grants, asked, of)) expect(before).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('a grant more never takes anything away, and what is done somewhere is done to something', () => {
    fc.assert(
      fc.property(whole, fc.array(grant), grant, verb, subject, (who, grants, more, asked, of) => {
        if (!may(who, grants, asked, of)) return
        expect(may(who, [...grants, more], asked, of)).toBe(true)
        expect(may(who, grants, asked, { kind: 'something' })).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('nobody may do anything without one', () => {
    fc.assert(
      fc.property(whole, verb, subject, (who, asked, of) => {
        expect(may(who, [], asked, of)).toBe(false)
        const others: Grant = {
          to: { kind: 'account', account: 'eve' },
          role: 'admin',
          on: { kind: 'everything' },
        }
        expect(may(who, [others], asked, of)).toBe(false)
      }),
    )
  })
})
