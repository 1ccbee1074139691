import { existsSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { App } from '../app/app.ts'
import type { CliWorld } from './world.ts'

/** A file named on the command line: relative to the current folder or, when it is not there, to the library. */
export type FileArgument = { readonly written: string; readonly path: string; readonly section?: string }

/** Takes `FILE` or `FILE#section` apart; a `#` in the name of a file that is there belongs to the name. */
export function readFileArgument(world: CliWorld, written: string): FileArgument {
  const at = written.indexOf('#')
  if (at === -1 || existsSync(resolve(world.folder, written))) return { written, path: written }
  return { written, path: written.slice(0, at), section: written.slice(at + 1) }
}

/** What the library calls the file. */
export function libraryPath(world: CliWorld, app: App, { path }: Pick<FileArgument, 'path'>): string {
  // A repository's files are in no folder: a file of that name in the current one is another.
  if (app.source) return path
  const here = resolve(world.folder, path)
  if (isAbsolute(path) || existsSync(here)) return here
  // Not in this folder: as `kneeboard list` prints it, relative to the library.
  return relative(app.library.root, resolve(app.library.root, path)).split(sep).join('/')
}

/** The file as `AppOptions.beside` wants it: only when it is there can a library be around it. */
export function besideOf(world: CliWorld, { path }: Pick<FileArgument, 'path'>): { beside?: string } {
  const here = resolve(world.folder, path)
  return existsSync(here) ? { beside: here } : {}
}
