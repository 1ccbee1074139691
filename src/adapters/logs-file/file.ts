import type { FileHandle } from 'node:fs/promises'
import { constants, lstat, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StorageError } from '../../ports/storage-error.ts'
import { storageErrorOf } from '../file-trouble.ts'

/** Nothing was ever written for this effect. */
export class NoFile extends Error {}

/** Does something with a log's file; follows no link. Rejects with `NoFile` when there is nothing to read. */
export async function inFile<T>(
  path: string,
  flags: number,
  work: (file: FileHandle) => Promise<T>,
): Promise<T> {
  let file: FileHandle | undefined
  try {
    if (flags & constants.O_CREAT) await makeFolder(dirname(path))
    file = await open(path, flags | constants.O_NOFOLLOW, 0o600)
    return await work(file)
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    if (missing && !(flags & constants.O_CREAT)) throw new NoFile()
    throw storageErrorOf(thrown, path)
  } finally {
    await file?.close()
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, 0o700)
  } catch (thrown) {
    const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
    if (!exists) throw thrown
    if (!(await lstat(path)).isDirectory()) {
      throw new StorageError('foreign', `${path} is not a folder`, 'move what stands there away')
    }
  }
}

export const damaged = (path: string, offset: number): StorageError =>
  new StorageError(
    'corrupt',
    `${path}: what stands at byte ${offset} is not a chunk`,
    'restore it from a backup',
  )
