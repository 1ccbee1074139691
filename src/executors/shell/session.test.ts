import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSession } from './session.ts'

const bytes = (...fields: string[]): Uint8Array =>
  new TextEncoder().encode(fields.map((field) => `${field}\0`).join(''))
const names = ['A', 'B', 'PATH', 'x y']

const check = (title: string, given: Uint8Array, expected: unknown) =>
  test(title, () => expect(parseSession(given, names, '/before')).toEqual(expected))

check('directory, set and unset', bytes('cwd', '/srv\n', 'set', 'A', '1\n', 'unset', 'B', 'end'), {
  cwd: '/srv',
  set: { A: '1\n' },
  unset: ['B'],
})
check('a directory with a newline at its end', bytes('cwd', '/a\n\n', 'end'), {
  cwd: '/a\n',
  set: {},
  unset: [],
})
check('no directory: the one before', bytes('cwd', '', 'end'), { cwd: '/before', set: {}, unset: [] })
check('a relative directory: the one before', bytes('cwd', 'x\n', 'end'), {
  cwd: '/before',
  set: {},
  unset: [],
})
check('half a file', bytes('cwd', '/srv\n', 'set', 'A', '1'), undefined)
check('a cut value', bytes('cwd', '/srv\n', 'set', 'A').slice(0, -1), undefined)
check('nothing', new Uint8Array(), undefined)
check(
  'names nobody asked for, and reserved ones',
  bytes('set', 'C', '1', 'set', 'PATH', 'x', 'set', 'x y', '1', 'end'),
  {
    cwd: '/before',
    set: {},
    unset: [],
  },
)
check('a value that is no UTF-8', Uint8Array.from([...bytes('set', 'A'), 0xff, 0, ...bytes('end')]), {
  cwd: '/before',
  set: {},
  unset: [],
})

test('any bytes are read without trouble, and only wanted names come out', () => {
  const field = fc.oneof(fc.constantFrom('cwd', 'set', 'unset', 'end', 'A', 'PATH', '/x\n'), fc.string())
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const session = parseSession(bytes(...fields), names, '/before')
      expect(Object.keys(session?.set ?? {}).every((name) => name === 'A' || name === 'B')).toBe(true)
      expect(session?.cwd.startsWith('/') ?? true).toBe(true)
    }),
  )
})
