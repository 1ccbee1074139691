import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path'

/** Where git works, with what it is told: made by `strangersCheckout`, or by a mirror for itself. */
export type GitPlace = {
  readonly folder: string
  /** Before the command: `-c`, `--git-dir`. */
  readonly options: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

export type GitResult =
  | { readonly kind: 'done'; readonly out: Buffer }
  /** `says` is the end of what it printed as errors, empty when it was not there or took too long. */
  | {
      readonly kind: 'failed'
      readonly code: number | 'absent' | 'too long' | 'too much'
      readonly says: string
    }

export type GitRequest = {
  readonly input?: Uint8Array | string
  /** More than this environment, for one call. */
  readonly environment?: Readonly<Record<string, string>>
  /** Without it 5 seconds: what only reads a repository takes less. */
  readonly timeoutMs?: number
  /** Without it 64 MiB. */
  readonly bytesMax?: number
}

/**
 * Nothing that a repository or its user configures may run: hooks, fsmonitor, external diff and text conversion,
 * pagers, helpers for credentials, and every transport that was not allowed by name.
 */
export const safely: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.attributesFile=/dev/null',
  'diff.external=',
  'protocol.allow=never',
  'protocol.ext.allow=never',
  'credential.helper=',
]

const asOptions = (settings: readonly string[]): readonly string[] =>
  settings.flatMap((setting) => ['-c', setting])

/** Git in a stranger's checkout: it only reads, and reaches nothing. */
export const strangersCheckout = (folder: string): GitPlace => ({
  folder,
  options: [...asOptions([...safely, 'core.sshCommand=false']), '--literal-pathspecs'],
  environment: {
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
  },
})

/** Git in a bare repository of our own; no configuration but its own is read, and it only speaks `protocols`. */
export const ownRepository = (folder: string, protocols: readonly string[]): GitPlace => ({
  folder,
  options: [
    `--git-dir=${folder}`,
    ...asOptions([
      ...safely,
      ...protocols.map((protocol) => `protocol.${protocol}.allow=always`),
      'transfer.fsckObjects=true',
      // A redirect leads to another host than the one that was configured.
      'http.followRedirects=false',
      'fetch.recurseSubmodules=false',
      'core.symlinks=false',
      'core.logAllRefUpdates=false',
      'gc.auto=0',
      'maintenance.auto=false',
    ]),
    '--literal-pathspecs',
  ],
  environment: {
    PATH: pathWithout(folder),
    HOME: process.env['HOME'],
    SSH_AUTH_SOCK: process.env['SSH_AUTH_SOCK'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: protocols.join(':') || 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  },
})

const usualTimeoutMs = 5_000
const usualBytesMax = 64 * 1024 * 1024
/** The end of what git says of its errors: enough for the last line, which is the reason. */
const saysMax = 4_096

/** Runs git and gives what it printed; what it said when it failed is for a person, after masking and escaping. */
export function runGit(
  place: GitPlace,
  args: readonly string[],
  request: GitRequest = {},
): Promise<GitResult> {
  const { timeoutMs = usualTimeoutMs, bytesMax = usualBytesMax } = request
  return new Promise((done) => {
    const child = spawn('git', [...place.options, ...args], {
      cwd: place.folder,
      env: { ...place.environment, ...request.environment },
      stdio: 'pipe',
      // A fetch has helpers; the whole group is ended when it takes too long.
      detached: true,
    })
    const pieces: Buffer[] = []
    let bytes = 0
    let says = ''
    let broken: 'too long' | 'too much' | undefined
    const end = (why: typeof broken): void => {
      broken ??= why
      killGroup(child.pid)
    }
    const timer = setTimeout(() => end('too long'), timeoutMs)
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > bytesMax) end('too much')
      else pieces.push(piece)
    })
    child.stderr.on('data', (piece: Buffer) => (says = (says + piece.toString()).slice(-saysMax)))
    child.on('error', () => {
      clearTimeout(timer)
      done({ kind: 'failed', code: 'absent', says: '' })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code === 0 && broken === undefined) done({ kind: 'done', out: Buffer.concat(pieces) })
      else done({ kind: 'failed', code: broken ?? code ?? -1, says: says.trim() })
    })
    // One that ends before it has read everything is judged by how it ended.
    child.stdin.on('error', () => undefined)
    child.stdin.end(request.input ?? '')
  })
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

/** What git prints, trimmed; undefined when it says no, is not there, or takes too long. */
export async function askGit(
  place: GitPlace,
  args: readonly string[],
  request: GitRequest = {},
): Promise<string | undefined> {
  const result = await runGit(place, args, request)
  return result.kind === 'done' ? result.out.toString('utf8').trim() : undefined
}

/** The folder that holds `.git`, going up from `folder`; undefined outside a checkout. */
export function gitRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}

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
