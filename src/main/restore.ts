import { restoreBackup } from '../adapters/backup/restore.ts'
import type { Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { AppOptions, RestoredRecords } from '../cli/world.ts'
import { dataPath } from './data-path.ts'
import { journalApart } from './journal-apart.ts'
import type { Installation } from './open-app.ts'
import { libraryPlace, openFolder } from './open-library.ts'
import type { Environment } from './opened-library.ts'

/** Puts a backup in the data folder that is named, or the one of the library. */
export async function restore(
  installation: Installation,
  environment: Environment,
  file: string,
  options: Pick<AppOptions, 'library' | 'data'>,
): Promise<RestoredRecords | Trouble> {
  const folder =
    options.data === undefined ? await usualFolder(environment, options) : dataPath('', environment, options)
  if (typeof folder !== 'string') return folder
  const restored = await restoreBackup({ file, folder, openJournal: journalApart(installation) })
  if (restored.kind === 'refused') return trouble(restored.why, restored.remedy)
  const { manifest, runs } = restored
  return { kind: 'restored', folder, at: manifest.at, ledger: manifest.ledger, runs }
}

async function usualFolder(
  environment: Environment,
  options: Pick<AppOptions, 'library'>,
): Promise<string | Trouble> {
  const place = libraryPlace({ ...options, records: 'none', promptedSecret: () => undefined })
  if (place.kind === 'trouble') return place
  if (place.kind === 'repository')
    return trouble('the records of a repository have no usual folder here', 'name it: --data DIR')
  const { library } = await openFolder(place.root)
  return dataPath(library.id, environment, {})
}
