import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path'
import type { PlanVersion } from '../../plan/plan.ts'

/**
 * Git in a stranger's checkout: nothing of the checkout's configuration may run. Hooks, fsmonitor, external
 * diff and text conversion, and every transport that starts a program, are off.
 */
const safely = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.sshCommand=false',
  'core.attributesFile=/dev/null',
  'diff.external=',
  'protocol.allow=never',
  'protocol.ext.allow=never',
  'credential.helper=',
].flatMap((setting) => ['-c', setting])

/** The folder that holds `.git`, going up from `folder`; undefined outside a checkout. */
export function gitRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}

/** Whether a file's text is what a commit holds. */
export async function fileVersion(root: string, path: string): Promise<PlanVersion> {
  const top = gitRoot(root)
  if (top === undefined) return { kind: 'unversioned' }
  const commit = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD'])
  if (commit === undefined) return { kind: 'uncommitted' }
  const committed = await git(root, ['rev-parse', '--verify', '--quiet', `HEAD:./${path}`])
  const now =
    committed === undefined ? undefined : await git(root, ['hash-object', '--no-filters', '--', path])
  if (committed === undefined || now !== committed) return { kind: 'uncommitted', commit }
  const branch = await git(root, ['symbolic-ref', '--short', '--quiet', 'HEAD'])
  return { kind: 'committed', commit, ...(branch === undefined ? {} : { branch }) }
}

/** Everybody whose commits touched a file, by name and by address; nobody where git knows none. */
export async function fileAuthors(root: string, path: string): Promise<readonly string[]> {
  if (gitRoot(root) === undefined) return []
  const log = await git(root, ['log', '--no-show-signature', '--format=%an%n%ae', '--', path])
  return [...new Set((log ?? '').split('\n').filter((name) => name !== ''))]
}

/** What git prints, trimmed; undefined when it says no, is not there, or takes longer than 5 seconds. */
function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((done) => {
    const options = { cwd: folder, env: environment(folder), timeout: 5_000 }
    execFile('git', [...safely, ...args], options, (error, stdout) => done(error ? undefined : stdout.trim()))
  })
}

const environment = (folder: string): Record<string, string | undefined> => ({
  PATH: pathWithout(gitRoot(folder) ?? folder),
  HOME: process.env['HOME'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // A checkout that says it is partial would have missing objects fetched by a program of its choice. The list of
  // allowed protocols is the one setting its own configuration cannot widen.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  LC_ALL: 'C',
})

/**
 * The folders in which programs are looked for, less those of the checkout: started by `npx` or a script of npm, we
 * have the checkout's own `node_modules/.bin` first on the path.
 */
export function pathWithout(checkout: string): string {
  const real = realPathOf(checkout)
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !`${realPathOf(folder)}${sep}`.startsWith(`${real}${sep}`))
    .join(delimiter)
}

function realPathOf(folder: string): string {
  try {
    return realpathSync.native(folder)
  } catch {
    return folder
  }
}
