import { documentHash } from '../document/executable.ts'
import { publicationAt, publicationOf } from '../library/publication.ts'
import type { PlanVersion } from '../plan/plan.ts'
import type { History } from '../ports/history.ts'
import type { Library, LibraryRead } from '../ports/library.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'

/**
 * The same app with the library as another commit (or branch, or tag) has it: what is shown, linted or planned with
 * it is that text, and so are the runbooks it carries out. Nothing can be written there.
 */
export async function appAt(app: App, at: string | undefined): Promise<App | Trouble> {
  if (at === undefined) return app
  const { history } = app
  if (!history) return trouble('this library is not under version control', 'leave --at away')
  const commit = await history.resolve(at)
  if (commit === undefined)
    return trouble(`there is no commit or branch ${at} in this library`, 'see `kneeboard history FILE`')
  return { ...app, library: libraryAt(app.library, history, commit) }
}

export const isApp = (value: App | Trouble): value is App => 'library' in value

function libraryAt(now: Library, history: History, commit: string): Library {
  const inside = (path: string): string =>
    path.startsWith(`${now.root}/`) ? path.slice(now.root.length + 1) : path
  return {
    root: now.root,
    name: now.name,
    id: now.id,
    files: () => history.files(commit),
    read: (path) => readAt(history, inside(path), commit),
    write: () =>
      Promise.resolve({
        kind: 'refused',
        why: 'what a commit holds does not change',
        remedy: 'edit the text as it stands now',
      }),
    authors: (path) => now.authors(path),
    version: (path) => versionAt(now, history, commit, inside(path)),
  }
}

/** A file as a commit has it, found under the name it had then; it goes on being called what it is called now. */
async function readAt(history: History, path: string, commit: string): Promise<LibraryRead> {
  const direct = await history.read(path, commit)
  if (direct.kind === 'file') return direct
  const names = (await history.of(path)).flatMap((entry) => [entry.path, ...(entry.from ? [entry.from] : [])])
  for (const name of new Set(names)) {
    const read = await history.read(name, commit)
    if (read.kind === 'file') return { ...read, path }
  }
  return direct
}

/** A text of another commit is published as long as the published commit has the same. */
async function versionAt(now: Library, history: History, commit: string, path: string): Promise<PlanVersion> {
  const version = await now.version(path)
  const [there, here] = [await readAt(history, path, commit), await now.read(path)]
  const isSame =
    publicationOf(version).published &&
    there.kind === 'file' &&
    here.kind === 'file' &&
    documentHash(there.bytes) === documentHash(here.bytes)
  const branch = version.kind === 'committed' ? version.branch : undefined
  return { kind: 'committed', commit, publication: publicationAt(isSame, branch ?? 'the library') }
}
