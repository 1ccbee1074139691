import { expect, it } from 'vitest'
import { planOf } from '../../../test/plan-builder.ts'
import type { PlanValue } from '../../plan/plan.ts'
import { makeRunId } from '../id.ts'
import { initialState } from '../state.ts'
import { resolveSql } from './sql.ts'

const value = (value: string): PlanValue => ({ type: 'string', origin: 'person', constrained: false, value })

const resolve = (connection: string, statement: string, values: Record<string, PlanValue>) =>
  resolveSql(
    {
      state: initialState(makeRunId(0, new Uint8Array(12)), { ...planOf([]), values }),
      session: { cwd: '/work', set: {}, unset: [] },
      environment: new Set(),
      place: 'step#main0',
      edited: undefined,
      dangerous: false,
    },
    { action: 'sql', connection, statement, transaction: 'auto' },
  )

const secret: PlanValue = { type: 'secret', origin: 'person', constrained: false, secret: 'env:PW' }

it('leaves the statement as it is and lists what is bound', () => {
  expect(resolve('shop', 'SELECT {{ a }}, {{ pw }}', { a: value(`'; --`), pw: secret })).toMatchObject({
    kind: 'action',
    action: {
      statement: 'SELECT {{ a }}, {{ pw }}',
      parameters: [`'; --`, { secret: 'KB_SECRET_0' }],
      secrets: { KB_SECRET_0: 'env:PW' },
    },
  })
})

it('takes a secret for a password, and only there', () => {
  expect(resolve('postgres://ana:{{ pw }}@db/x', '', { pw: secret })).toMatchObject({
    kind: 'action',
    action: { connection: 'postgres://ana:KB_SECRET_0@db/x', secrets: { KB_SECRET_0: 'env:PW' } },
  })
  expect(resolve('postgres://ana@db/{{ pw }}', '', { pw: secret }).kind).toBe('refused')
  expect(resolve('postgres://ana:{{ pw }}@db/x', '', { pw: value('hunter2') }).kind).toBe('refused')
})

it('takes a value for a database or a name, never for scheme, user, host or port', () => {
  const db = (text: string) => ({ db: value(text) })
  expect(resolve('postgres://ana@db/{{ db }}', '', db('shop'))).toMatchObject({
    action: { connection: 'postgres://ana@db/shop' },
  })
  expect(resolve('shop-{{ db }}', '', db('test'))).toMatchObject({ action: { connection: 'shop-test' } })
  for (const connection of [
    '{{ db }}://db/x',
    'postgres://{{ db }}@db/x',
    'postgres://{{ db }}/x',
    'postgres://db:{{ db }}/x',
  ])
    expect([connection, resolve(connection, '', db('evil')).kind]).toEqual([connection, 'refused'])
  for (const hostile of ['x@evil', '../x', 'x?host=/tmp', '//evil/x', 'a/b', 'x#y', '%2f'])
    expect([hostile, resolve('postgres://ana@db/{{ db }}', '', db(hostile)).kind]).toEqual([
      hostile,
      'refused',
    ])
  for (const hostile of ['postgres://evil/x', 'x@evil', '../x', '-x'])
    expect([hostile, resolve('{{ db }}', '', db(hostile)).kind]).toEqual([hostile, 'refused'])
})
