import { randomBytes } from 'node:crypto'
import { link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'

type Written = { readonly kind: 'written' } | Trouble

/** Writes a file that is not there yet, with the folders above it: whole or not at all, never over another. */
export async function writeNewFile(path: string, text: string | Uint8Array): Promise<Written> {
  return trying(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const draft = draftOf(path)
    try {
      await writeFile(draft, text, { flag: 'wx', flush: true })
      // Unlike a rename, a link fails when something stands in its place.
      await link(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
  })
}

/** Puts new bytes in place of a file's: whole or not at all, with the file's permissions. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<Written> {
  return trying(path, async () => {
    const draft = draftOf(path)
    try {
      const { mode } = await stat(path)
      await writeFile(draft, bytes, { flag: 'wx', flush: true, mode: mode & 0o777 })
      await rename(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
  })
}

const draftOf = (path: string): string =>
  join(dirname(path), `.kneeboard-${randomBytes(6).toString('hex')}.tmp`)

async function trying(path: string, work: () => Promise<void>): Promise<Written> {
  try {
    await work()
    return { kind: 'written' }
  } catch (error) {
    const found = writeTrouble(path, error)
    if (found) return found
    throw error
  }
}

/** What the system said when a file could not be written, in words; undefined when it was not the system. */
export function writeTrouble(path: string, error: unknown): Trouble | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^E[A-Z0-9]+$/.test(code)) return undefined
  const [why, remedy] = reasons.get(code) ?? other(code)
  return trouble(`${path} ${why}`, remedy)
}

type Reason = readonly [why: string, remedy: string]

const other = (code: string): Reason => [`cannot be written (${code})`, 'look at the folder and its disk']

const reasons: ReadonlyMap<string, Reason> = new Map([
  ['EEXIST', ['is already there, and is not written over', 'choose another name']],
  ['EACCES', ['may not be written by this user', 'choose a folder of your own']],
  ['EPERM', ['may not be written by this user', 'choose a folder of your own']],
  ['EROFS', ['is on a read-only disk', 'choose another folder']],
  ['ENOSPC', ['does not fit: the disk is full', 'make room and try again']],
  ['ENOTDIR', ['cannot be there: a file stands where its folder should', 'choose another folder']],
  ['ENAMETOOLONG', ['has too long a name', 'choose a shorter name']],
])
