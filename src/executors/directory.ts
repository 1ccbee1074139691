import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { LaunchContext } from './launch.ts'

export type Directory =
  | { readonly kind: 'directory'; readonly cwd: string }
  | { readonly kind: 'refused'; readonly message: string }

/** The directory a command works in, if it is there. Empty means where commands start. */
export function directoryOf(cwd: string, context: Pick<LaunchContext, 'directory'>): Directory {
  const place = cwd === '' ? context.directory : cwd
  if (place.includes('\0') || !isAbsolute(place)) {
    return refused(`${JSON.stringify(place)} is not an absolute directory: correct cwd=`)
  }
  const found = statSync(place, { throwIfNoEntry: false })
  if (!found) return refused(`the directory ${place} does not exist: make it, or correct cwd=`)
  return found.isDirectory()
    ? { kind: 'directory', cwd: place }
    : refused(`${place} is not a directory: correct cwd=`)
}

const refused = (message: string): Directory => ({ kind: 'refused', message })
