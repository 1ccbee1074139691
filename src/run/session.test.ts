import { expect, test } from 'vitest'
import type { Session } from './session.ts'
import { mergedSession } from './session.ts'

const session = (change: Partial<Session>): Session => ({ cwd: '/a', set: {}, unset: [], ...change })
const plain = session({ set: { X: 'x' } })
const secret = session({ secrets: { X: 'env:TOKEN' } })

test.each<[title: string, earlier: Session, change: Session, after: Session]>([
  ['a value becomes a secret', plain, secret, secret],
  ['a secret becomes a value', secret, plain, plain],
  [
    'a secret is replaced',
    secret,
    session({ secrets: { X: 'env:NEW' } }),
    session({ secrets: { X: 'env:NEW' } }),
  ],
  ['a secret is unset', secret, session({ unset: ['X'] }), session({ unset: ['X'] })],
  ['what was unset becomes a secret', session({ unset: ['X'] }), secret, secret],
  ['a secret stays beside what is set', secret, session({ set: { Y: 'y' } }), { ...secret, set: { Y: 'y' } }],
])('%s', (_, earlier, change, after) => expect(mergedSession(earlier, change)).toEqual(after))
