import { expect, test } from 'vitest'
import { backOf } from '../../web/pages/entrance/back.ts'

test('after signing in one comes back to a page of ours', () => {
  expect(backOf('/runs/run_1?x=1#step')).toBe('/runs/run_1?x=1#step')
  expect(backOf('/runbook/a/b.md')).toBe('/runbook/a/b.md')
})

test.each([
  undefined,
  7,
  '',
  'runs',
  'https://elsewhere.example/',
  '//elsewhere.example/runs',
  '/\\elsewhere.example',
  '/\t/elsewhere.example',
  'javascript:alert(1)',
  '/sign-in',
  '/sign-in?back=/sign-in',
  '/set-up',
])('and never by %j', (written) => {
  expect(backOf(written)).toBeUndefined()
})
