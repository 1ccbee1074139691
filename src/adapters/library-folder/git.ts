import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PlanVersion } from '../../plan/plan.ts'

/**
 * Git in a stranger's checkout: nothing of the checkout's configuration may run. Hooks, fsmonitor, external
 * diff and text conversion, and every transport that starts a program, are off.
 */
const safely = [
  '-c', 'core.hooksPath=/dev/null',
  '-c', 'core.fsmonitor=false',
  '-c', 'diff.external=',
  '-c', 'protocol.ext.allow=never',
  '-c', 'core.pager=cat',
  '-c', 'core.sshCommand=false',
  '-c', 'credential.helper=',
] as const

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
  const now = committed === undefined ? undefined : await git(root, ['hash-object', '--no-filters', '--', path])
  if (committed === undefined || now !== committed) return { kind: 'uncommitted', commit }
  const branch = await git(root, ['symbolic-ref', '--short', '--quiet', 'HEAD'])
  return { kind: 'committed', commit, ...(branch === undefined ? {} : { branch }) }
}

/** What git prints, trimmed; undefined when it says no, is not there, or takes longer than 5 seconds. */
function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], GIT_CONFIG_NOSYSTEM: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
  return new Promise((done) => {
    execFile('git', [...safely, ...args], { cwd: folder, env: environment, timeout: 5_000 }, (error, stdout) =>
      done(error ? undefined : stdout.trim()),
    )
  })
}
