import { randomBytes } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { link, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import type { ExportedFile } from '../../app/export-files.ts'
import { writeTrouble } from '../write-file.ts'
import { ZipFull, ZipWriter } from './zip.ts'

type Written = { readonly kind: 'written'; readonly files: number } | Trouble

/** Writes an export as a zip file, or as a folder: whole or not at all, never over what is there. */
export async function writeExport(path: string, files: AsyncIterable<ExportedFile>): Promise<Written> {
  const draft = join(dirname(path), `.kneeboard-${randomBytes(6).toString('hex')}.tmp`)
  try {
    await mkdir(dirname(path), { recursive: true })
    const count = path.endsWith('.zip') ? await writeZip(draft, files) : await writeFolder(draft, files)
    await putInPlace(draft, path)
    return { kind: 'written', files: count }
  } catch (error) {
    if (error instanceof ZipFull)
      return trouble('a zip file cannot hold as much as this', 'name a folder: --to NAME, without .zip')
    const found = writeTrouble(path, error)
    if (found) return found
    throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** A link fails where something stands already; a folder cannot be linked, and is renamed over an empty one of ours. */
async function putInPlace(draft: string, path: string): Promise<void> {
  if (path.endsWith('.zip')) return link(draft, path)
  // The name is taken first: rename alone would put a folder in the place of an empty one.
  await mkdir(path, 0o700)
  await rename(draft, path)
}

async function writeZip(draft: string, files: AsyncIterable<ExportedFile>): Promise<number> {
  const file = await open(draft, 'wx', 0o600)
  try {
    const zip = new ZipWriter({ write: (bytes) => writeAll(file, bytes) })
    let count = 0
    for await (const { path, bytes } of files) {
      await zip.add(path, bytes)
      count++
    }
    await zip.end()
    await file.sync()
    return count
  } finally {
    await file.close()
  }
}

const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => file.writeFile(bytes)

async function writeFolder(draft: string, files: AsyncIterable<ExportedFile>): Promise<number> {
  await mkdir(draft, 0o700)
  let count = 0
  for await (const { path, bytes } of files) {
    // Paths are made by us; names of attachments went through `attachmentName`, which leaves no separator in them.
    await mkdir(join(draft, dirname(path)), { recursive: true, mode: 0o700 })
    await writeFile(join(draft, dirname(path), basename(path)), bytes, { flag: 'wx', mode: 0o600 })
    count++
  }
  return count
}
