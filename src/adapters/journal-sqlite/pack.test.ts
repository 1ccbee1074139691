import { expect, test } from 'vitest'
import { appendOf, blobOf, runNumber } from '../../../test/conformance/run.ts'
import type { Append } from '../../ports/journal.ts'
import { pack, unpack } from './pack.ts'
import type { Request } from './request.ts'

const entriesOf = (lengths: readonly number[], append: Append): Append => ({
  ...append,
  entries: append.entries.map((entry, index) => ({
    ...entry,
    bytes: new Uint8Array(lengths[index] ?? 0).fill(index + 1),
  })),
})

test('requests cross to the thread whole and in their order: every entry and blob its own bytes, also empty ones', () => {
  const [one, two] = [runNumber(1), runNumber(2)]
  const requests: readonly Request[] = [
    { id: 7, op: 'head', ask: one },
    {
      id: 8,
      op: 'append',
      ask: entriesOf([3, 0, 5], appendOf(one, 3, 3, { blobs: [blobOf(''), blobOf('é')] })),
    },
    { id: 9, op: 'blob', ask: blobOf('x').digest },
    { id: 10, op: 'append', ask: entriesOf([1], appendOf(two, 0, 1, { epoch: 4, blobs: [blobOf('x')] })) },
    { id: 11, op: 'append', ask: appendOf(two, 1, 0) },
  ]
  expect(unpack(structuredClone(pack(requests)))).toEqual(requests)
  expect(unpack(structuredClone(pack(requests.slice(0, 1))))).toEqual(requests.slice(0, 1))
})
