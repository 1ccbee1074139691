import { existsSync, realpathSync, statSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { celEvaluate } from '../adapters/cel/evaluate.ts'
import { systemClock } from '../adapters/clock/clock.ts'
import { nativeHash } from '../adapters/hash/native-hash.ts'
import { systemIds } from '../adapters/ids/ids.ts'
import { fileLandings } from '../adapters/landing/landing.ts'
import { gitRoot } from '../adapters/git/git.ts'
import { folderHistory } from '../adapters/library-folder/git.ts'
import { openFolderLibrary } from '../adapters/library-folder/library.ts'
import { lintCacheFolder, openLintCache } from '../adapters/lint-cache/lint-cache.ts'
import { openShellCheck } from '../adapters/shellcheck/shellcheck.ts'
import type { App, Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { AppOptions, OpenedApp } from '../cli/world.ts'
import type { DriverDeps } from '../driver/deps.ts'
import { cleanEnvironment } from '../executors/environment.ts'
import { findProgram } from '../executors/find-program.ts'
import type { GitAddress } from '../library/git-address.ts'
import { parseGitAddress } from '../library/git-address.ts'
import type { Library } from '../ports/library.ts'
import type { LintCache } from '../ports/lint-cache.ts'
import type { ShellCheck } from '../ports/shell-check.ts'
import { noRecords } from './no-records.ts'
import type { Environment, OpenedLibrary } from './opened-library.ts'

/** Which build this is: what another one found is not shown. In the source tree rules change; nothing is kept. */
export type Build = { readonly build?: string }

/** More output than this (for each stream of a command) is discarded, and the record says so. */
const outputMaxBytes = 64 * 1024 * 1024

/**
 * The app for commands that only read the library: nothing of the data folder is opened, and nothing that runs,
 * records or signs is loaded. That is half of the product, and showing one file does not wait for it.
 */
export async function openLibrary(
  build: Build,
  environment: Environment,
  options: AppOptions,
): Promise<OpenedApp | Trouble> {
  const place = libraryPlace(options)
  if (place.kind === 'trouble') return place
  const opened =
    place.kind === 'folder'
      ? await openFolder(place.root)
      : await (await import('./open-repository.ts')).readRepository(place.address, environment, options)
  if (opened.kind === 'trouble') return opened
  const { driver, ...parts } = libraryParts(build, environment, opened)
  const app: App = { ...parts, ...noRecords.app, driver: { ...driver, ...noRecords.driver } }
  return {
    kind: 'app',
    app,
    close: () => {
      opened.library.close?.()
      return Promise.resolve()
    },
  }
}

export async function openFolder(root: string): Promise<OpenedLibrary> {
  const library = await openFolderLibrary(root)
  const history = folderHistory(library.root)
  return {
    kind: 'library',
    library,
    startDirectory: (path) => startDirectory(library.root, path),
    ...(history ? { history } : {}),
  }
}

export type LibraryPlace =
  | { readonly kind: 'folder'; readonly root: string }
  | { readonly kind: 'repository'; readonly address: GitAddress }

/** Where the library is that the options name. */
export function libraryPlace(options: AppOptions): LibraryPlace | Trouble {
  const { library, ref } = options
  const parsed = parseGitAddress(library ?? '')
  if (parsed.kind === 'refused') return trouble(parsed.why, parsed.remedy)
  const address = parsed.kind === 'address' ? parsed.address : bareAt(library)
  if (address) return { kind: 'repository', address }
  if (ref !== undefined)
    return trouble('--ref is for a repository, and the library is a folder', 'check the branch out there')
  const root = libraryRoot(options)
  return typeof root === 'string' ? { kind: 'folder', root } : root
}

/** A bare repository on this machine is read like one far away: there are no files in it to be shown. */
function bareAt(library: string | undefined): GitAddress | undefined {
  if (library === undefined || !['HEAD', 'objects', 'refs'].every((name) => existsSync(join(library, name))))
    return undefined
  const parsed = parseGitAddress(pathToFileURL(realpathSync(library)).href)
  return parsed.kind === 'address' ? parsed.address : undefined
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

type LibraryParts = Omit<App, keyof typeof noRecords.app | 'driver'> & {
  readonly driver: Omit<DriverDeps, keyof typeof noRecords.driver>
}

/** The part of an app that the library and the machine give, with or without records. */
export function libraryParts(
  { build }: Build,
  environment: Environment,
  { library, history, source, checkouts, startDirectory }: OpenedLibrary,
): LibraryParts {
  const { username } = userInfo()
  const base = cleanEnvironment(environment, [])
  return {
    actor: { kind: 'person', id: username, via: 'cli' },
    access: { kind: 'owner' },
    library,
    ...(history ? { history } : {}),
    ...(source ? { source } : {}),
    ...(checkouts ? { checkouts } : {}),
    driver: {
      clock: systemClock(),
      ids: systemIds(),
      hash: nativeHash,
      evaluate: celEvaluate(),
      environment: new Set(Object.keys(base)),
      outputMaxBytes,
    },
    landings: fileLandings(base),
    ...(build === undefined ? {} : { lintCache: cacheOf(build, environment) }),
    shellCheck: () => shellCheckOf(library, environment),
    startDirectory,
    startedOn: `${username}@${hostname()}`,
  }
}

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
