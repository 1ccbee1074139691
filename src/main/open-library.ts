import { existsSync, realpathSync, statSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { celEvaluate } from '../adapters/cel/evaluate.ts'
import { systemClock } from '../adapters/clock/clock.ts'
import { nativeHash } from '../adapters/hash/native-hash.ts'
import { systemIds } from '../adapters/ids/ids.ts'
import { fileLandings } from '../adapters/landing/landing.ts'
import { gitRoot } from '../adapters/library-folder/git.ts'
import { openFolderLibrary } from '../adapters/library-folder/library.ts'
import { lintCacheFolder, openLintCache } from '../adapters/lint-cache/lint-cache.ts'
import { openShellCheck } from '../adapters/shellcheck/shellcheck.ts'
import type { App, Trouble } from '../app/app.ts'
import { trouble } from '../app/app.ts'
import type { AppOptions, OpenedApp } from '../cli/world.ts'
import type { DriverDeps } from '../driver/deps.ts'
import { cleanEnvironment } from '../executors/environment.ts'
import { findProgram } from '../executors/find-program.ts'
import type { Library } from '../ports/library.ts'
import type { LintCache } from '../ports/lint-cache.ts'
import type { ShellCheck } from '../ports/shell-check.ts'
import { noRecords } from './no-records.ts'

export type Environment = Readonly<Record<string, string | undefined>>

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
  const library = await libraryOf(options)
  if ('kind' in library) return library
  const { driver, ...parts } = libraryParts(build, environment, library)
  const app: App = { ...parts, ...noRecords.app, driver: { ...driver, ...noRecords.driver } }
  return { kind: 'app', app, close: () => Promise.resolve() }
}

/** The library that the options name. */
export async function libraryOf(options: AppOptions): Promise<Library | Trouble> {
  const root = libraryRoot(options)
  return typeof root === 'string' ? openFolderLibrary(root) : root
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
export function libraryParts({ build }: Build, environment: Environment, library: Library): LibraryParts {
  const { username } = userInfo()
  const base = cleanEnvironment(environment, [])
  return {
    actor: { kind: 'person', id: username, via: 'cli' },
    access: { kind: 'owner' },
    library,
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
    startDirectory: (path) => startDirectory(library.root, path),
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
