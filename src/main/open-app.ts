import { homedir } from 'node:os'
import { join } from 'node:path'
import { openConnections } from '../adapters/connections/connections.ts'
import type { DataFolder } from '../adapters/data-folder/data-folder.ts'
import { openDataFolder } from '../adapters/data-folder/data-folder.ts'
import { openDestinations } from '../adapters/destinations/destinations.ts'
import { gitRoot } from '../adapters/git/git.ts'
import { openFileLogs } from '../adapters/logs-file/logs.ts'
import { holderName, isHolderGone } from '../adapters/process/holder.ts'
import { makeSecrets } from '../adapters/secrets/secrets.ts'
import { makeExecutor } from '../adapters/supervisor/executor.ts'
import { readRetention } from '../adapters/retention/retention.ts'
import { argon2Passwords } from '../adapters/passwords/argon2.ts'
import { ed25519Signatures } from '../adapters/signatures/signatures.ts'
import { readPlace } from '../adapters/supervisor/place.ts'
import type { App, Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import { asKeeper, fetchLibrary } from '../app/fetch-library.ts'
import { sweepCheckouts } from '../app/sweep-checkouts.ts'
import type { AppOptions, OpenedApp } from '../cli/world.ts'
import { cleanEnvironment } from '../executors/environment.ts'
import type { Programs } from '../executors/launch.ts'
import type { GitAddress } from '../library/git-address.ts'
import type { Accounts } from '../ports/accounts.ts'
import type { Journal } from '../ports/journal.ts'
import type { Leases } from '../ports/leases.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Runners } from '../ports/runners.ts'
import { StorageError } from '../ports/storage-error.ts'
import { makeMasker } from '../sink/mask.ts'
import { dataPath } from './data-path.ts'
import type { Backups } from '../ports/backups.ts'
import { version } from './version.ts'
import type { Build } from './open-library.ts'
import { libraryParts, libraryPlace, openFolder, openLibrary } from './open-library.ts'
import type { Environment, OpenedLibrary } from './opened-library.ts'

/** What differs between the source tree and the bundle: where our own programs lie. */
export type Installation = Build & {
  readonly programs: Programs
  readonly journalWorker: URL
  /** Folder of the built pages; a server without them has only its API. */
  readonly pages: URL
}

type OpenedJournal = Journal & Leases & Ledger & Accounts & Runners

/** Rejects with a StorageError. */
type OpenJournal = (path: string) => Promise<OpenedJournal>

type Opening = AppOptions & {
  readonly openJournal: OpenJournal
  /** `none`: this process has others' commands in hand, who sit elsewhere; its own terminal is not theirs. */
  readonly terminal?: 'none'
}

/** Makes the app for a library: finds it, opens its data folder and journal, and joins ports to adapters. */
export async function openApp(
  installation: Installation,
  environment: Environment,
  options: Opening,
): Promise<OpenedApp | Trouble> {
  if (options.records === 'none') return openLibrary(installation, environment, options)
  const place = libraryPlace(options)
  if (place.kind === 'trouble') return place
  return place.kind === 'folder'
    ? openInFolder(installation, environment, options, await openFolder(place.root))
    : openFromRepository(installation, environment, options, place.address)
}

async function openInFolder(
  installation: Installation,
  environment: Environment,
  options: Opening,
  opened: OpenedLibrary,
): Promise<OpenedApp | Trouble> {
  const { root, id } = opened.library
  const folder = await openDataFolder(dataPath(id, environment, options), {
    outside: [root, gitRoot(root) ?? root],
  })
  if (folder.kind === 'refused') return trouble(folder.why, folder.remedy)
  return openRecords(installation, environment, options, { opened, folder })
}

/** The copy of the repository lies in the data folder; the first time it is fetched before anything else. */
async function openFromRepository(
  installation: Installation,
  environment: Environment,
  options: Opening,
  address: GitAddress,
): Promise<OpenedApp | Trouble> {
  const { openRepository } = await import('./open-repository.ts')
  const repository = await openRepository(address, environment, options)
  if (repository.kind === 'trouble') return repository
  const opened = await openRecords(installation, environment, options, repository)
  if (opened.kind === 'trouble') return opened
  const close = async (): Promise<void> => {
    await sweepCheckouts(opened.app)
    repository.opened.library.close?.()
    await opened.close()
  }
  if (!(await repository.opened.source?.state())?.published) {
    const fetched = await fetchLibrary(asKeeper(opened.app))
    const refused = fetched.kind === 'library' ? fetched.state.refused : undefined
    const wrong = fetched.kind === 'trouble' ? fetched : refused && trouble(refused.why, refused.remedy)
    if (wrong) {
      await close()
      return wrong
    }
  }
  return { ...opened, close }
}

async function openRecords(
  installation: Installation,
  environment: Environment,
  options: Opening,
  { opened, folder }: { readonly opened: OpenedLibrary; readonly folder: DataFolder },
): Promise<OpenedApp | Trouble> {
  try {
    const journal = await options.openJournal(folder.journal)
    return {
      kind: 'app',
      app: makeApp(installation, environment, options, opened, { folder, journal }),
      accounts: { accounts: journal, passwords: argon2Passwords() },
      runners: journal,
      close: () => journal.close(),
    }
  } catch (error) {
    if (error instanceof StorageError) return trouble(error.message, error.remedy)
    throw error
  }
}

type Records = {
  readonly folder: Pick<DataFolder, 'path' | 'attempts' | 'logs' | 'journal'>
  readonly journal: OpenedJournal
}

function makeApp(
  installation: Installation,
  environment: Environment,
  options: Opening,
  opened: OpenedLibrary,
  records: Records,
): App {
  const place = readPlace()
  const { driver, ...parts } = libraryParts(installation, environment, opened)
  const logs = openFileLogs(records.folder.logs)
  const secrets = makeSecrets({
    environment,
    prompts: { get: options.promptedSecret },
    directory: opened.library.root,
  })
  const executor = makeExecutor({
    attemptsFolder: records.folder.attempts,
    logs,
    maskFactory: makeMasker,
    baseEnvironment: cleanEnvironment(environment, []),
    directory: opened.library.root,
    place,
    programs: installation.programs,
    connections: openConnections({ environment, home: environment['HOME'] ?? homedir(), secrets }),
    destinations: openDestinations({ environment, secrets }),
    ...(options.egress ? { egress: options.egress } : {}),
    terminal:
      options.terminal ??
      (process.stdout.isTTY && process.stdin.isTTY
        ? { input: process.stdin, output: process.stdout }
        : 'none'),
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
    backups: backupsOf(records.folder),
    dataFolder: records.folder.path,
  }
}

/** Loaded when one is made. */
const backupsOf = (folder: Records['folder']): Backups => ({
  async write(file) {
    const { folderBackups } = await import('../adapters/backup/backup.ts')
    return folderBackups({ folder, version, now: Date.now }).write(file)
  },
})

const retentionFile = (environment: Environment): string =>
  join(
    environment['XDG_CONFIG_HOME'] || join(environment['HOME'] ?? homedir(), '.config'),
    'kneeboard',
    'retention.yaml',
  )
