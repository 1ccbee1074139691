import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import { attachmentMaxBytes } from '../run/from-people.ts'
import type { CliWorld } from './world.ts'

export type ReadFile = { readonly kind: 'read'; readonly name: string; readonly bytes: Uint8Array }

/** Reads a file that is to be kept with a run: a regular one, within the limit. */
export async function readAttachment(world: CliWorld, written: string): Promise<ReadFile | Trouble> {
  const path = resolve(world.folder, written)
  try {
    // Without waiting: a pipe nobody writes to would hold everything up.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: -1 }))
      if (size === -1) return trouble(`${written} is not a file`, 'name a file')
      const bytes = size > attachmentMaxBytes ? undefined : await file.readFile()
      if (!bytes || bytes.length > attachmentMaxBytes)
        return trouble(
          `${written} is larger than 25 MiB, the most that is kept with a run`,
          'keep it where it is and say where: kneeboard note',
        )
      return { kind: 'read', name: basename(path), bytes }
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return trouble(`${written} cannot be read (${code})`, 'look whether it is there and may be read')
  }
}
