import { expect, test } from 'vitest'
import { StorageError } from './storage-error.ts'

test('an error of another copy of this class is one; any other error is none', () => {
  const Copy = class StorageErrorOfAnotherBundle extends Error {
    override readonly name = 'StorageError'
  }
  expect(new Copy('full') instanceof StorageError).toBe(true)
  expect(new StorageError('full', 'the disk is full', 'make room') instanceof StorageError).toBe(true)
  expect(new Error('full') instanceof StorageError).toBe(false)
})
