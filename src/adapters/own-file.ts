import type { Stats } from 'node:fs'
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'

export type OwnFile =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly readableByOthers: boolean
      readonly writableByOthers: boolean
    }
  | { readonly kind: 'absent' }
  | Refused

type Refused = { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/** What is asked of a file before it is read. */
export type FilePolicy = {
  readonly path: 'absolute' | 'any'
  readonly link: 'refused' | 'followed'
  /** Whether others may read or write it: refused, or for the caller to judge by what is in it. */
  readonly others: 'refused' | 'told'
  /** Whose it may be; what an administrator wrote (`/etc`) is trusted like one's own. */
  readonly owner: 'self' | 'self-or-root'
  readonly kibMax: number
}

/** Of a file that holds secrets. Nothing private is longer than 256 KiB. */
export const privateFile: FilePolicy = {
  path: 'absolute',
  link: 'refused',
  others: 'refused',
  owner: 'self',
  kibMax: 256,
}

/** Of a settings file: what is in it decides who else may read it. */
export const settingsFile: FilePolicy = {
  path: 'any',
  link: 'followed',
  others: 'told',
  owner: 'self',
  kibMax: 1024,
}

/** Reads a file of our own user. What is looked at is what is read; no message holds anything of it. */
export function readOwnFile(path: string, policy: FilePolicy): OwnFile {
  if (path.includes('\0') || (policy.path === 'absolute' && !isAbsolute(path)))
    return refused(`${path} is not absolute`, 'write the whole path, or ~/path')
  const follow = policy.link === 'refused' ? constants.O_NOFOLLOW : 0
  let file: number | undefined
  try {
    // Not waiting for a pipe that stands in its place.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | follow)
    const stats = fstatSync(file)
    return refusalOf(path, stats, policy) ?? contentOf(file, stats)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'it failed'
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
    if (code === 'ELOOP') return refused(`${path} is a link`, 'name the file it leads to')
    return refused(`${path} cannot be read (${code})`, `chmod 600 ${path}`)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function refusalOf(path: string, stats: Stats, { others, owner, kibMax }: FilePolicy): Refused | undefined {
  if (!stats.isFile()) return refused(`${path} is not a file`, 'point to a file')
  const ours = stats.uid === process.getuid?.() || (owner === 'self-or-root' && stats.uid === 0)
  if (process.getuid && !ours)
    return refused(`${path} belongs to another user`, 'copy it to a file of your own')
  if (others === 'refused' && (stats.mode & 0o077) !== 0)
    return refused(`others may use ${path}`, `chmod 600 ${path}`)
  return stats.size > kibMax * 1024
    ? refused(`${path} is longer than ${kibMax} KiB`, 'point to a shorter file')
    : undefined
}

const contentOf = (file: number, { mode }: Stats): OwnFile => ({
  kind: 'text',
  text: readFileSync(file, 'utf8'),
  readableByOthers: (mode & 0o044) !== 0,
  writableByOthers: (mode & 0o022) !== 0,
})

const refused = (why: string, remedy: string): Refused => ({ kind: 'refused', why, remedy })
