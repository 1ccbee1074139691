import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

export type PrivateFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/** Nothing private is longer than this: 256 KiB. */
const bytesMax = 2 ** 18

/**
 * Reads a file of our own user that nobody else may read or write; it is no link, and what is checked is what is
 * read. No message holds anything of it.
 */
export async function readPrivateFile(path: string): Promise<PrivateFile> {
  if (!isAbsolute(path) || path.includes('\0'))
    return { kind: 'refused', why: `${path} is not absolute`, remedy: 'write the whole path, or ~/path' }
  let file: FileHandle | undefined
  try {
    // Not waiting for a pipe that stands in its place.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    return refusalOf(path, await file.stat()) ?? { kind: 'text', text: await file.readFile('utf8') }
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'it failed'
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
    if (code === 'ELOOP')
      return { kind: 'refused', why: `${path} is a link`, remedy: 'name the file it leads to' }
    return { kind: 'refused', why: `${path} cannot be read (${code})`, remedy: `chmod 600 ${path}` }
  } finally {
    await file?.close()
  }
}

function refusalOf(path: string, stats: Stats): Extract<PrivateFile, { kind: 'refused' }> | undefined {
  const refused = (why: string, remedy: string) => ({ kind: 'refused', why, remedy }) as const
  if (!stats.isFile()) return refused(`${path} is not a file`, 'point to a file')
  if (process.getuid && stats.uid !== process.getuid())
    return refused(`${path} belongs to another user`, 'copy it to a file of your own')
  if ((stats.mode & 0o077) !== 0) return refused(`others may use ${path}`, `chmod 600 ${path}`)
  return stats.size > bytesMax
    ? refused(`${path} is longer than 256 KiB`, 'point to a shorter file')
    : undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** `~/path`, from the home that was given. */
export const fromHome = (path: string, { HOME }: Environment): string =>
  path.startsWith('~/') ? join(HOME ?? '', path.slice(2)) : path

/** A file of the user's own configuration, outside any library: `~/.config/kneeboard/NAME`. */
export const configFile = (name: string, environment: Environment): string =>
  join(configFolder(environment), 'kneeboard', name)

export const configFolder = ({ XDG_CONFIG_HOME, HOME }: Environment): string =>
  XDG_CONFIG_HOME ?? join(HOME ?? '', '.config')
