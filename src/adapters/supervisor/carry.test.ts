import { describe, expect, test } from 'vitest'
import { runNumber } from '../../../test/conformance/run.ts'
import { shell } from '../../../test/executor/bench.ts'
import { effectId } from '../../run/id.ts'
import { makeMasker } from '../../sink/mask.ts'
import { carriedSecrets, carry, forgetCarried } from './carry.ts'
import type { GivenSecret } from './folder.ts'

const run = runNumber(1)
const effect = effectId(run, 7)
const makeDesk = () => ({ carried: new Map<string, string>(), maskFactory: makeMasker })
const given = (reference: string, value: string): GivenSecret => ({ reference, value })
const token = given('env:TOKEN', 'correct-horse')

function left(
  set: Readonly<Record<string, string>>,
  secrets: readonly GivenSecret[] = [token],
  cwd = '/work',
) {
  const desk = makeDesk()
  const change = carry(desk, { effect, record: { cwd: '/work', secrets } }, { cwd, set, unset: [] })
  return { change, kept: Object.fromEntries(desk.carried) }
}

describe('what a block leaves is stored', () => {
  test('as it is, where it is no secret', () => {
    const change = { cwd: '/work', set: { A: '1', SORT_KEY: '' }, unset: [] }
    expect(left({ A: '1', SORT_KEY: '' })).toEqual({ change, kept: {} })
  })

  test('as a reference, where it is exactly a secret', () => {
    const change = { cwd: '/work', set: {}, unset: [], secrets: { X: 'env:TOKEN' } }
    expect(left({ X: 'correct-horse' })).toEqual({ change, kept: {} })
  })

  test.each(['Bearer correct-horse', 'Y29ycmVjdC1ob3JzZQ==', 'correct-horse\n'])(
    'not at all, where it contains one: %j',
    (value) => {
      const change = { cwd: '/work', set: {}, unset: ['X'], dropped: ['X'] }
      expect(left({ X: value })).toEqual({ change, kept: {} })
    },
  )

  test('with the directory of before, where the new one contains a secret', () => {
    expect(left({}, [token], '/tmp/correct-horse').change).toMatchObject({ cwd: '/work', dropped: ['PWD'] })
  })

  test('as a reference to memory, where its name says that it is secret', () => {
    const reference = `session:${effect}#API_TOKEN`
    expect(left({ API_TOKEN: 'Bearer correct-horse' })).toEqual({
      change: { cwd: '/work', set: {}, unset: [], secrets: { API_TOKEN: reference } },
      kept: { [reference]: 'Bearer correct-horse' },
    })
  })

  test('with the reference that outlives the process, where there are two', () => {
    const both = [given(`session:${effect}#T_TOKEN`, token.value), token]
    expect(left({ X: token.value }, both).change.secrets).toEqual({ X: 'env:TOKEN' })
  })

  test('as it is, where it only has a short word in it that is secret by name', () => {
    const key = given(`session:${effect}#SORT_KEY`, 'name')
    expect(left({ A: 'name', B: 'by name' }, [key]).change.set).toEqual({ A: 'name', B: 'by name' })
  })
})

describe('what went with its process is missed', () => {
  const secrets = { A_TOKEN: 'session:x/1#A_TOKEN', B_TOKEN: 'session:x/2#B_TOKEN' }
  const begins = (source: string, assigns: readonly string[]) =>
    carriedSecrets(makeDesk(), shell(source, { secrets, assigns })).kind

  test('by every block', () => expect(begins('ls', [])).toBe('refused'))
  test('not by the one that sets it again', () =>
    expect(begins('A_TOKEN=$(get)', ['A_TOKEN'])).toBe('secrets'))
  test('by that one, where it names another that is missed', () =>
    expect(begins('A_TOKEN=$(get "$B_TOKEN")', ['A_TOKEN'])).toBe('refused'))
})

test('what is in memory is there for later blocks, until the run has ended', () => {
  const desk = makeDesk()
  const { secrets = {} } = carry(
    desk,
    { effect, record: { cwd: '/work' } },
    { cwd: '/work', set: { A_TOKEN: 'abc-12345' }, unset: [] },
  )
  expect(carriedSecrets(desk, shell('ls', { secrets }))).toEqual({
    kind: 'secrets',
    secrets: { A_TOKEN: 'abc-12345' },
  })
  forgetCarried(desk, runNumber(2))
  expect(desk.carried.size).toBe(1)
  forgetCarried(desk, run)
  expect(desk.carried.size).toBe(0)
})
