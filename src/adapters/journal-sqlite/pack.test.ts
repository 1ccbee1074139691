import { expect, test } from 'vitest'
import { appendOf, runNumber } from '../../../test/conformance/run.ts'
import { entriesOf, packAppend } from './pack.ts'

test('an append crosses to the thread whole: every entry its own bytes, also empty ones', () => {
  const append = appendOf(runNumber(1), 3, 4)
  const entries = append.entries.map((entry, index) => ({
    ...entry,
    bytes: new Uint8Array(index === 1 ? 0 : 3 + index).fill(index),
  }))
  const packed = packAppend({ ...append, entries })
  expect(entriesOf(packed).map((bytes) => [...bytes])).toEqual(entries.map(({ bytes }) => [...bytes]))
  expect(packed.hashes).toEqual(entries.map(({ hash }) => hash))
  expect(JSON.parse(packed.head)).toEqual(append.head)
  expect(packed).toMatchObject({ expectedSeq: 3, open: append.head.open, path: append.head.path })
  expect(entriesOf(packAppend({ ...append, entries: [] }))).toEqual([])
})
