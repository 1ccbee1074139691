import { mayDo } from '../access/may-do.ts'
import type { VerbAbout } from '../access/verb.ts'
import { rights } from '../access/verb.ts'
import type { HeadFilter } from '../ports/journal.ts'
import type { LibraryFile } from '../ports/library.ts'
import type { RunHead } from '../run/head.ts'
import type { App } from './app.ts'
import { placeOf } from './authorise.ts'

/** Tells of a path whether the asker may do something to what lies there. */
export type Sieve = (path: string) => boolean | Promise<boolean>

/** What keeps from lists what the asker may not do this to; nothing is refused by it, and nothing noted. */
export function sieve(app: App, verb: VerbAbout<'runbook' | 'run'>): Sieve {
  const { access } = app
  if (access.kind === 'owner') return () => true
  const { principal, grants } = access
  const kind = rights[verb].about
  const known = new Map<string, Promise<boolean>>()
  const look = async (path: string): Promise<boolean> =>
    mayDo(principal, grants, verb, { kind, ...(await placeOf(app, path)) }).kind === 'yes'
  return (path) => {
    const before = known.get(path) ?? look(path)
    known.set(path, before)
    return before
  }
}

/** Those of many that pass a sieve, in their order. */
export async function sifted<T>(
  all: readonly T[],
  pathOf: (each: T) => string,
  passes: Sieve,
): Promise<readonly T[]> {
  const kept: T[] = []
  for (const each of all) if (await passes(pathOf(each))) kept.push(each)
  return kept
}

/** So many heads are looked through at once. */
const pageSize = 500

/** The heads a filter gives, but for those of runs the asker may not see. */
export async function visibleHeads(app: App, filter: HeadFilter): Promise<readonly RunHead[]> {
  const { journal } = app.driver
  if (app.access.kind === 'owner') return journal.heads(filter)
  const passes = sieve(app, 'show-run')
  const seen: RunHead[] = []
  for (let before = filter.before; ;) {
    const page = await journal.heads({ ...filter, limit: pageSize, ...(before ? { before } : {}) })
    seen.push(...(await sifted(page, ({ path }) => path, passes)))
    before = page.at(-1)?.run
    if (seen.length >= filter.limit || page.length < pageSize) return seen.slice(0, filter.limit)
  }
}

/** The files of the library that the asker may see. */
export const visibleFiles = async (app: App): Promise<readonly LibraryFile[]> =>
  sifted(await app.library.files(), ({ path }) => path, sieve(app, 'show-runbook'))
