import { describe, expect, it } from 'vitest'
import type { PlanValue } from './plan.ts'
import { isSameTarget, targetOf, targetText } from './target.ts'

const given = (value: string | readonly string[], type: PlanValue['type'] = 'string'): PlanValue => ({
  type,
  origin: 'person',
  constrained: false,
  value,
})

describe('what a run works on', () => {
  it('is named by words in parameter names, and by types', () => {
    const values = {
      host: given('web1'),
      dbName: given('orders'),
      ticket: given('INC-1'),
      instance_count: given('3', 'integer'),
      what: given('i-12345678', 'AWS::EC2::Instance::Id'),
      token: { type: 'secret', origin: 'person', constrained: false, secret: 'env:HOST' } as const,
    }
    expect(targetText(targetOf(values))).toBe('host=web1 dbName=orders what=i-12345678')
  })

  it('is the same when nothing that both name differs', () => {
    const web1 = targetOf({ host: given('web1'), region: given('EU') })
    expect(isSameTarget(web1, targetOf({ host: given('WEB1 '), region: given('eu') }))).toBe(true)
    expect(isSameTarget(web1, targetOf({ host: given('web2'), region: given('eu') }))).toBe(false)
    expect(isSameTarget(web1, targetOf({ region: given('eu') }))).toBe(true)
    expect(isSameTarget({}, {})).toBe(true)
    const both = targetOf({ hosts: given(['a', 'b'], 'list') })
    expect(isSameTarget(both, targetOf({ hosts: given(['b', 'a'], 'list') }))).toBe(true)
  })
})
