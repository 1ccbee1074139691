import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { openConnections } from '../adapters/connections/connections.ts'
import type { DataFolder } from '../adapters/data-folder/data-folder.ts'
import { dataFolderPath, openDataFolder } from '../adapters/data-folder/data-folder.ts'
import { openSqliteJournal } from '../adapters/journal-sqlite/journal.ts'
import { openDestinations } from '../adapters/destinations/destinations.ts'
import { gitRoot } from '../adapters/library-folder/git.ts'
import { openFileLogs } from '../adapters/logs-file/logs.ts'
import { holderName, isHolderGone } from '../adapters/process/holder.ts'
import { makeSecrets } from '../adapters/secrets/secrets.ts'
import { makeExecutor } from '../adapters/supervisor/executor.ts'
import { readRetention } from '../adapters/retention/retention.ts'
import { ed25519Signatures } from '../adapters/signatures/signatures.ts'
import { readPlace } from '../adapters/supervisor/place.ts'
import type { App, Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { AppOptions, OpenedApp } from '../cli/world.ts'
import { cleanEnvironment } from '../executors/environment.ts'
import type { Programs } from '../executors/launch.ts'
import type { Journal } from '../ports/journal.ts'
import type { Leases } from '../ports/leases.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Library } from '../ports/library.ts'
import { StorageError } from '../ports/storage-error.ts'
import { makeMasker } from '../sink/mask.ts'
import type { Build, Environment } from './open-library.ts'
import { libraryOf, libraryParts, openLibrary } from './open-library.ts'

/** What differs between the source tree and the bundle: where our own programs lie. */
export type Installation = Build & {
  readonly programs: Programs
  readonly journalWorker: URL
  /** Folder of the built pages; a server without them has only its API. */
  readonly pages: URL
}

/** Makes the app for a library: finds it, opens its data folder and journal, and joins ports to adapters. */
export async function openApp(
  installation: Installation,
  environment: Environment,
  options: AppOptions,
): Promise<OpenedApp | Trouble> {
  if (options.records === 'none') return openLibrary(installation, environment, options)
  const library = await libraryOf(options)
  if ('kind' in library) return library
  const folder = await openDataFolder(dataPath(library, environment, options), {
    outside: [library.root, gitRoot(library.root) ?? library.root],
  })
  if (folder.kind === 'refused') return trouble(folder.why, folder.remedy)
  try {
    const journal = await openSqliteJournal(folder.journal, { workerUrl: installation.journalWorker })
    return {
      kind: 'app',
      app: makeApp(installation, environment, options, library, { folder, journal }),
      close: () => journal.close(),
    }
  } catch (error) {
    if (error instanceof StorageError) return trouble(error.message, error.remedy)
    throw error
  }
}

function dataPath(library: Library, environment: Environment, { data }: AppOptions): string {
  if (data !== undefined) return resolve(data)
  return dataFolderPath(library.id, environment['XDG_STATE_HOME'], environment['HOME'] ?? homedir())
}

type Records = {
  readonly folder: Pick<DataFolder, 'path' | 'attempts' | 'logs'>
  readonly journal: Journal & Leases & Ledger
}

function makeApp(
  installation: Installation,
  environment: Environment,
  options: AppOptions,
  library: Library,
  records: Records,
): App {
  const place = readPlace()
  const { driver, ...parts } = libraryParts(installation, environment, library)
  const logs = openFileLogs(records.folder.logs)
  const secrets = makeSecrets({
    environment,
    prompts: { get: options.promptedSecret },
    directory: library.root,
  })
  const executor = makeExecutor({
    attemptsFolder: records.folder.attempts,
    logs,
    maskFactory: makeMasker,
    baseEnvironment: cleanEnvironment(environment, []),
    directory: library.root,
    place,
    programs: installation.programs,
    connections: openConnections({ environment, home: environment['HOME'] ?? homedir(), secrets }),
    destinations: openDestinations({ environment, secrets }),
    terminal:
      process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : 'none',
  })
  return {
    ...parts,
    driver: {
      ...driver,
      journal: records.journal,
      leases: records.journal,
      executor,
      secrets,
      holder: holderName(place),
      isGone: (holder) => isHolderGone(holder, place),
    },
    logs,
    ledger: records.journal,
    signatures: ed25519Signatures(),
    retention: () => readRetention(retentionFile(environment)),
    dataFolder: records.folder.path,
  }
}

const retentionFile = (environment: Environment): string =>
  join(
    environment['XDG_CONFIG_HOME'] || join(environment['HOME'] ?? homedir(), '.config'),
    'kneeboard',
    'retention.yaml',
  )
