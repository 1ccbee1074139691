import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

export type OwnFile =
  | {
      readonly kind: 'file'
      readonly text: string
      readonly readableByOthers: boolean
      readonly writableByOthers: boolean
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly message: string }

/** A settings file is no longer than this: 1 MiB. */
const bytesMax = 2 ** 20

/** Reads a file of our own user, and says who else may. What is looked at is what is read. */
export function readOwnFile(path: string): OwnFile {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'it failed'
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'absent' }
      : refused(`${path} cannot be read (${code})`)
  }
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) return refused(`${path} is not a file`)
    if (process.getuid && stats.uid !== process.getuid())
      return refused(`${path} belongs to another user: copy it to a file of your own`)
    if (stats.size > bytesMax) return refused(`${path} is longer than 1 MiB`)
    return {
      kind: 'file',
      text: readFileSync(file, 'utf8'),
      readableByOthers: (stats.mode & 0o044) !== 0,
      writableByOthers: (stats.mode & 0o022) !== 0,
    }
  } finally {
    closeSync(file)
  }
}

const refused = (message: string): OwnFile => ({ kind: 'refused', message })
