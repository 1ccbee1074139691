import { describe, expect, test } from 'vitest'
import { add, rename } from '../../../test/edit-intents.ts'
import { readSource, sourceOf, writeSource } from '../../text/source.ts'
import { readRunbook } from '../read.ts'
import { applyEdit, planEdit } from './edit.ts'

test('line endings and the byte order mark stay', () => {
  const bytes = new TextEncoder().encode('\ufeff## Steps\r\n1. Stop\r\n2. Start\n')
  const read = readSource(bytes)
  if (read.kind !== 'source') throw new Error(read.why)
  const runbook = readRunbook(read.source, 'a.md')
  const planned = planEdit(runbook, add('after', 'Stop', 'Wait')(runbook))
  if (planned.kind === 'refused') throw new Error(planned.why)
  const applied = applyEdit(read.source, 'a.md', planned.edit)
  if (applied.kind === 'refused') throw new Error(applied.why)
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(writeSource(applied.source))).toBe(
    '\ufeff## Steps\r\n1. Stop\r\n2. Wait\r\n3. Start\n',
  )
})

describe('an edit from elsewhere', () => {
  const source = sourceOf('## Steps\n1. Stop\n2. Start\n')
  const runbook = readRunbook(source, 'a.md')
  const planned = planEdit(runbook, rename('Stop', 'Halt')(runbook))
  if (planned.kind === 'refused') throw new Error(planned.why)
  const { edit } = planned
  const why = (result: ReturnType<typeof applyEdit>) => (result.kind === 'refused' ? result.why : 'applied')

  test('made for other bytes is refused', () =>
    expect(why(applyEdit(sourceOf(`${source.text}\n`), 'a.md', edit))).toMatch(/has changed/))
  test('that does more than it says is refused', () => {
    const more = { range: { from: 21, to: 26 }, text: 'Kill' }
    expect(why(applyEdit(source, 'a.md', { ...edit, replacements: [...edit.replacements, more] }))).toMatch(
      /would also change/,
    )
  })
  test('outside the file, overlapping or empty is refused', () => {
    for (const replacements of [
      [{ range: { from: 90, to: 99 }, text: 'x' }],
      [{ range: { from: 5, to: 1 }, text: 'x' }],
      [{ range: { from: Number.NaN, to: 1 }, text: 'x' }],
      [...edit.replacements, ...edit.replacements],
      [],
    ])
      expect(applyEdit(source, 'a.md', { ...edit, replacements }).kind).toBe('refused')
  })
  test('of a fix makes the replacements of the fix, and no others', () => {
    const replacements = [{ range: { from: 0, to: 2 }, text: '#' }]
    const fix = planEdit(runbook, { kind: 'apply-fix', rule: 'some-rule', replacements })
    if (fix.kind === 'refused') throw new Error(fix.why)
    expect(why(applyEdit(source, 'a.md', fix.edit))).toBe('applied')
    const other = [{ range: { from: 0, to: 2 }, text: '###' }]
    expect(why(applyEdit(source, 'a.md', { ...fix.edit, replacements: other }))).toMatch(
      /not those of the fix/,
    )
  })
})
