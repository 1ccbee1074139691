import { existsSync, realpathSync, statSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { celEvaluate } from '../adapters/cel/evaluate.ts'
import { systemClock } from '../adapters/clock/clock.ts'
import { openConnections } from '../adapters/connections/connections.ts'
import type { DataFolder } from '../adapters/data-folder/data-folder.ts'
import { dataFolderPath, openDataFolder } from '../adapters/data-folder/data-folder.ts'
import { nativeHash } from '../adapters/hash/native-hash.ts'
import { systemIds } from '../adapters/ids/ids.ts'
import { openSqliteJournal } from '../adapters/journal-sqlite/journal.ts'
import { fileLandings } from '../adapters/landing/landing.ts'
import { openDestinations } from '../adapters/destinations/destinations.ts'
import { gitRoot } from '../adapters/library-folder/git.ts'
import { openFolderLibrary } from '../adapters/library-folder/library.ts'
import { lintCacheFolder, openLintCache } from '../adapters/lint-cache/lint-cache.ts'
import { openFileLogs } from '../adapters/logs-file/logs.ts'
import { holderName, isHolderGone } from '../adapters/process/holder.ts'
import { makeSecrets } from '../adapters/secrets/secrets.ts'
import { makeExecutor } from '../adapters/supervisor/executor.ts'
import { readRetention } from '../adapters/retention/retention.ts'
import { ed25519Signatures } from '../adapters/signatures/signatures.ts'
import { openShellCheck } from '../adapters/shellcheck/shellcheck.ts'
import { readPlace } from '../adapters/supervisor/place.ts'
import type { App, Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { AppOptions, OpenedApp } from '../cli/world.ts'
import { cleanEnvironment } from '../executors/environment.ts'
import { findProgram } from '../executors/find-program.ts'
import type { Programs } from '../executors/launch.ts'
import type { Journal } from '../ports/journal.ts'
import type { Leases } from '../ports/leases.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Library } from '../ports/library.ts'
import type { ShellCheck } from '../ports/shell-check.ts'
import type { LintCache } from '../ports/lint-cache.ts'
import { StorageError } from '../ports/storage-error.ts'
import { makeMasker } from '../sink/mask.ts'
import { Bug } from '../text/bug.ts'

/** What differs between the source tree and the bundle: where our own programs lie. */
export type Installation = {
  readonly programs: Programs
  readonly journalWorker: URL
  /** Folder of the built pages; a server without them has only its API. */
  readonly pages: URL
  /** Which build this is: what another one found is not shown. In the source tree rules change; nothing is kept. */
  readonly build?: string
}

/** More output than this (for each stream of a command) is discarded, and the record says so. */
const outputMaxBytes = 64 * 1024 * 1024

type Environment = Readonly<Record<string, string | undefined>>

/** Makes the app for a library: finds it, opens its data folder and journal, and joins ports to adapters. */
export async function openApp(
  installation: Installation,
  environment: Environment,
  options: AppOptions,
): Promise<OpenedApp | Trouble> {
  const root = libraryRoot(options)
  if (typeof root !== 'string') return root
  const library = await openFolderLibrary(root)
  if (options.records === 'none')
    return {
      kind: 'app',
      app: makeApp(installation, environment, options, library, noRecords),
      close: () => Promise.resolve(),
    }
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

/** The folder named; else the git root of the file named or of the current folder; else that folder itself. */
function libraryRoot({ library, beside }: AppOptions): string | Trouble {
  if (library !== undefined) {
    const path = resolve(library)
    if (!existsSync(path)) return trouble(`there is no folder ${library}`, 'name a folder with --library')
    return statSync(path).isDirectory()
      ? path
      : trouble(`${library} is not a folder`, 'name a folder with --library')
  }
  const here = process.cwd()
  const around = gitRoot(here) ?? here
  if (beside === undefined || !existsSync(beside)) return around
  const file = realpathSync(resolve(beside))
  if (file.startsWith(`${realpathSync(around)}/`)) return around
  return gitRoot(dirname(file)) ?? dirname(file)
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
  const { username } = userInfo()
  const base = cleanEnvironment(environment, [])
  const clock = systemClock()
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
    baseEnvironment: base,
    directory: library.root,
    place,
    programs: installation.programs,
    connections: openConnections({ environment, home: environment['HOME'] ?? homedir(), secrets }),
    destinations: openDestinations({ environment, secrets }),
    terminal:
      process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : 'none',
  })
  return {
    actor: { kind: 'person', id: username, via: 'cli' },
    library,
    driver: {
      journal: records.journal,
      leases: records.journal,
      executor,
      secrets,
      clock,
      ids: systemIds(),
      hash: nativeHash,
      evaluate: celEvaluate(),
      environment: new Set(Object.keys(base)),
      holder: holderName(place),
      isGone: (holder) => isHolderGone(holder, place),
      outputMaxBytes,
    },
    logs,
    ledger: records.journal,
    signatures: ed25519Signatures(),
    retention: () => readRetention(retentionFile(environment)),
    landings: fileLandings(base),
    ...(installation.build === undefined ? {} : { lintCache: cacheOf(installation.build, environment) }),
    shellCheck: () => shellCheckOf(library, environment),
    dataFolder: records.folder.path,
    startDirectory: (path) => startDirectory(library.root, path),
    startedOn: `${username}@${hostname()}`,
  }
}

const retentionFile = (environment: Environment): string =>
  join(
    environment['XDG_CONFIG_HOME'] || join(environment['HOME'] ?? homedir(), '.config'),
    'kneeboard',
    'retention.yaml',
  )

const cacheOf = (build: string, environment: Environment): LintCache =>
  openLintCache(lintCacheFolder(environment['XDG_CACHE_HOME'], environment['HOME'] ?? homedir()), build)

function shellCheckOf(library: Library, environment: Environment): ShellCheck | undefined {
  const program = findProgram('shellcheck', environment['PATH'] ?? '')
  return program === undefined ? undefined : openShellCheck(program, gitRoot(library.root) ?? library.root)
}

/** format.md §4: the git root, or the file's folder. */
function startDirectory(root: string, path: string): string {
  const folder = dirname(isAbsolute(path) ? path : join(root, path))
  return gitRoot(folder) ?? folder
}

const never = (): never => {
  throw new Bug('this app was opened without its records')
}

/** For commands that only read the library: nothing of the data folder is touched, and nothing may try. */
const noRecords: Records = {
  folder: { path: '', attempts: '', logs: '' },
  journal: {
    append: never,
    read: never,
    head: never,
    heads: () => Promise.resolve([]),
    blob: never,
    blobState: never,
    note: never,
    entries: never,
    tip: never,
    held: never,
    erase: never,
    deleteRun: never,
    compact: never,
    close: () => Promise.resolve(),
    acquire: never,
    renew: never,
    release: never,
  },
}
