import { join } from 'node:path'
import type { DataFolder } from '../adapters/data-folder/data-folder.ts'
import { openDataFolder } from '../adapters/data-folder/data-folder.ts'
import { openCheckouts } from '../adapters/library-git/checkouts.ts'
import { gitLibraryId, openGitLibrary } from '../adapters/library-git/library.ts'
import { Mirror } from '../adapters/library-git/mirror.ts'
import { readGitSettings } from '../adapters/library-git/settings.ts'
import { makeSecrets } from '../adapters/secrets/secrets.ts'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { AppOptions } from '../cli/world.ts'
import type { GitAddress } from '../library/git-address.ts'
import { dataPath } from './data-path.ts'
import type { Environment, OpenedLibrary } from './opened-library.ts'

export type OpenedRepository = {
  readonly kind: 'repository'
  readonly opened: OpenedLibrary
  readonly folder: DataFolder
}

/** Opens the data folder of a repository's library and the copy of the repository in it; nothing is fetched. */
export async function openRepository(
  address: GitAddress,
  environment: Environment,
  options: AppOptions,
): Promise<OpenedRepository | Trouble> {
  const path = dataPath(gitLibraryId(address), environment, options)
  const folder = await openDataFolder(path, { outside: [] })
  if (folder.kind === 'refused') return trouble(folder.why, folder.remedy)
  const settings = () => readGitSettings(address.text, environment)
  const read = settings()
  if (read.kind === 'refused') return trouble(read.why, read.remedy)
  const mirror = new Mirror({
    folder: join(folder.path, 'repository'),
    address,
    ref: options.ref,
    settings,
    secrets: makeSecrets({ environment, prompts: { get: options.promptedSecret }, directory: folder.path }),
  })
  await mirror.open()
  const checkouts = join(folder.path, 'checkouts')
  const library = openGitLibrary(mirror)
  const opened: OpenedLibrary = {
    kind: 'library',
    library,
    history: library.history,
    source: mirror,
    checkouts: openCheckouts(checkouts, mirror),
    startDirectory: () => checkouts,
  }
  return { kind: 'repository', opened, folder }
}

/** The same for commands that only read: what is published is read as it was fetched last. */
export async function readRepository(
  address: GitAddress,
  environment: Environment,
  options: AppOptions,
): Promise<OpenedLibrary | Trouble> {
  const repository = await openRepository(address, environment, options)
  if (repository.kind === 'trouble') return repository
  if ((await repository.opened.source?.state())?.published) return repository.opened
  repository.opened.library.close?.()
  return trouble(`${address.text} was not fetched yet`, `fetch it: kneeboard fetch --library ${address.text}`)
}
