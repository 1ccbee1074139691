import { isAbsolute } from 'node:path'
import type { SessionChange } from '../../run/session.ts'
import { carried } from '../environment.ts'
import { valueBytesMax } from '../outputs.ts'

/** The captured file is never longer than this: 4 MiB. */
export const sessionBytesMax = 4 * 2 ** 20

/**
 * Reads what a shell block left behind: records ended by NUL, closed by `end`, so that half a file is no session.
 *
 *     cwd␀/srv/app␊␀ set␀NAME␀value␀ unset␀OTHER␀ end␀
 *
 * Only names that were asked for and may be carried are taken; values that are over 100 kB or are no UTF-8 are not.
 */
export function parseSession(
  bytes: Uint8Array,
  names: readonly string[],
  cwdBefore: string,
): SessionChange | undefined {
  const fields = fieldsOf(bytes)
  const wanted = new Set(names.filter(carried))
  const set = new Map<string, string>()
  const unset: string[] = []
  let cwd = cwdBefore
  for (let at = 0; at < fields.length;) {
    const word = textOf(fields[at++])
    if (word === 'end') return { cwd, set: Object.fromEntries(set), unset }
    const field = fields[at++]
    if (field === undefined) return undefined
    if (word === 'cwd') cwd = directoryIn(textOf(field)) ?? cwd
    else if (word === 'unset') {
      const name = textOf(field)
      if (name !== undefined && wanted.has(name)) unset.push(name)
    } else if (word === 'set') {
      const name = textOf(field)
      const value = fields[at++]
      if (value === undefined) return undefined
      const text = value.length > valueBytesMax ? undefined : textOf(value)
      if (name !== undefined && text !== undefined && wanted.has(name)) set.set(name, text)
    } else return undefined
  }
  return undefined
}

/** What `pwd` printed: one newline is its own. */
function directoryIn(printed: string | undefined): string | undefined {
  const path = printed?.replace(/\n$/, '')
  return path !== undefined && path.length < 4096 && isAbsolute(path) ? path : undefined
}

function fieldsOf(bytes: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = []
  let from = 0
  for (let to = bytes.indexOf(0); to !== -1; to = bytes.indexOf(0, from)) {
    fields.push(bytes.subarray(from, to))
    from = to + 1
  }
  return fields
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
