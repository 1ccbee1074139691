import { randomUUID } from 'node:crypto'
import { constants, lstat, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StorageError } from '../../ports/storage-error.ts'
import { storageErrorOf } from '../file-trouble.ts'

/**
 * Puts a text in a file's place, whole or not at all, then writes zeros over what was there: the blocks of a
 * removed file could still be read from the disk. (File systems that copy on write keep them all the same.)
 */
export async function overwriteFile(path: string, text: string): Promise<void> {
  try {
    const old = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
    try {
      const draft = `${path}.${randomUUID()}.draft`
      const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
      await syncFolder(dirname(path))
      await fillWithZeros(old)
    } finally {
      await old.close()
    }
  } catch (thrown) {
    throw storageErrorOf(thrown, path)
  }
}

/** Removes the folder of a run's logs. Nothing but plain files is expected in it, and nothing else is touched. */
export async function removeLogs(folder: string): Promise<void> {
  try {
    if (!(await lstat(folder)).isDirectory())
      throw new StorageError('foreign', `${folder} is not a folder`, 'move what stands there away')
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      if ((await lstat(path)).isFile()) {
        const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
        await fillWithZeros(file).finally(() => file.close())
      }
      await rm(path)
    }
    await rmdir(folder)
    await syncFolder(dirname(folder))
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return
    throw storageErrorOf(thrown, folder)
  }
}

type Handle = Awaited<ReturnType<typeof open>>

async function fillWithZeros(file: Handle): Promise<void> {
  const { size } = await file.stat()
  const zeros = new Uint8Array(Math.min(size, 1 << 20))
  for (let at = 0; at < size; at += zeros.length)
    await file.write(zeros, 0, Math.min(zeros.length, size - at), at)
  await file.datasync()
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  await handle.sync().finally(() => handle.close())
}
