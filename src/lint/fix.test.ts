import { array, assert, nat, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { sourceOf } from '../text/source.ts'
import { chooseFixes, fixFindings } from './fix.ts'
import type { Finding } from './finding.ts'

const finding = (from: number, to: number, text: string, safe: boolean): Finding => ({
  rule: 'test',
  severity: 'warning',
  message: '',
  remedy: '',
  range: { from, to },
  fix: { description: '', replacements: [{ range: { from, to }, text }], safe },
})

test('suggestions wait until they are asked for', () => {
  const findings = [finding(0, 1, 'x', false), finding(2, 3, 'y', true)]
  expect(chooseFixes(findings, 'safe')).toEqual([findings[1]])
  expect(chooseFixes(findings, 'all')).toEqual(findings)
})

test('of two fixes of the same text the first is made', () => {
  const findings = [finding(0, 3, 'x', true), finding(2, 4, 'y', true), finding(4, 5, 'z', true)]
  expect(chooseFixes(findings, 'safe')).toEqual([findings[0], findings[2]])
})

test('two insertions at one place are made one after the other', () => {
  const findings = [finding(2, 2, 'x', true), finding(2, 2, 'y', true)]
  expect(chooseFixes(findings, 'safe')).toHaveLength(1)
})

test('what a fix brings to light is fixed as well', () => {
  const findingsOf = ({ text }: { text: string }) =>
    [...text.matchAll(/aa/g)].slice(0, 1).map(({ index }) => finding(index, index + 2, 'a', true))
  const { source, fixed } = fixFindings(sourceOf('baaab'), findingsOf, 'safe')
  expect(source.text).toBe('bab')
  expect(fixed).toHaveLength(2)
})

test('the fixes chosen never overlap', () => {
  const ranges = array(tuple(nat(20), nat(4)), { maxLength: 12 })
  assert(
    property(ranges, (places) => {
      const chosen = chooseFixes(
        places.map(([from, length]) => finding(from, from + length, 'x', true)),
        'safe',
      )
      for (const a of chosen) {
        for (const b of chosen) {
          if (a !== b) expect(a.range.from < b.range.to && b.range.from < a.range.to).toBe(false)
        }
      }
    }),
  )
})
