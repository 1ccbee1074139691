import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseGitAddress } from '../../src/library/git-address.ts'
import type { ReadSettings } from '../../src/adapters/library-git/settings.ts'
import { Mirror } from '../../src/adapters/library-git/mirror.ts'
import type { BenchFiles } from '../conformance/library.suite.ts'

/** A bare repository as a team has one, and a clone somebody works in. All of it is removed by `remove`. */
export type Upstream = {
  /** Everything lies beneath. */
  readonly base: string
  /** Path of the bare repository. */
  readonly bare: string
  /** Path of the clone. */
  readonly work: string
  readonly git: (...args: string[]) => string
  /** Commits these files as this person and gives the commit; nothing is pushed. */
  readonly commit: (
    files: BenchFiles,
    how?: { readonly by?: string; readonly message?: string; readonly sign?: string },
  ) => string
  readonly push: (...args: string[]) => void
  readonly remove: () => void
}

const identity = (by: string): Record<string, string> => ({
  GIT_AUTHOR_NAME: by,
  GIT_AUTHOR_EMAIL: `${by}@example.com`,
  GIT_COMMITTER_NAME: by,
  GIT_COMMITTER_EMAIL: `${by}@example.com`,
})

export function makeUpstream(
  files: BenchFiles,
  how: { readonly by?: string; readonly sign?: string } = {},
): Upstream {
  const base = mkdtempSync(join(tmpdir(), 'kb-upstream-'))
  const [bare, work] = [join(base, 'runbooks.git'), join(base, 'work')]
  const run = (folder: string, args: readonly string[], by = 'ada'): string =>
    execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: base, GIT_CONFIG_NOSYSTEM: '1', ...identity(by) },
    }).trim()
  mkdirSync(work)
  run(base, ['init', '-q', '--bare', '-b', 'main', bare])
  run(work, ['init', '-q', '-b', 'main'])
  run(work, ['remote', 'add', 'origin', bare])
  // What is committed has the bytes that are given, whatever attributes are among the files.
  writeFileSync(join(work, '.git', 'info', 'attributes'), '* -text -ident -filter -working-tree-encoding\n')
  const commit: Upstream['commit'] = (changed, { by = 'ada', message = 'change', sign } = {}) => {
    for (const [path, text] of Object.entries(changed)) {
      mkdirSync(dirname(join(work, path)), { recursive: true })
      rmSync(join(work, path), { force: true })
      if (typeof text === 'string') writeFileSync(join(work, path), text)
      else symlinkSync(text.link, join(work, path))
    }
    run(work, ['add', '-A', '.'], by)
    const signing = sign === undefined ? [] : ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${sign}`]
    run(
      work,
      [...signing, 'commit', '-q', '--allow-empty', '-m', message, ...(sign === undefined ? [] : ['-S'])],
      by,
    )
    return run(work, ['rev-parse', 'HEAD'])
  }
  const upstream: Upstream = {
    base,
    bare,
    work,
    git: (...args) => run(work, args),
    commit,
    push: (...args) => void run(work, ['push', '-q', ...args, 'origin', 'HEAD']),
    remove: () => rmSync(base, { recursive: true, force: true }),
  }
  commit(files, { message: 'first', ...how })
  upstream.push()
  return upstream
}

export const plainSettings = (
  more: Partial<Extract<ReadSettings, { kind: 'settings' }>['settings']> = {},
): ReadSettings => ({
  kind: 'settings',
  settings: {
    everyMs: 60_000,
    user: 'x-access-token',
    push: false,
    hookSecretsFrom: [],
    policy: { signed: false, authorMayNotMerge: false, accepted: [] },
    ...more,
  },
})

/** A mirror of an address in a folder of its own. */
export function mirrorOf(
  address: string,
  folder: string,
  settings: () => ReadSettings = plainSettings,
  secrets: Readonly<Record<string, string>> = {},
): Mirror {
  const parsed = parseGitAddress(address)
  if (parsed.kind !== 'address') throw new Error(`no address: ${address}`)
  return new Mirror({
    folder,
    address: parsed.address,
    ref: undefined,
    settings,
    secrets: {
      read: (reference) =>
        Promise.resolve(
          secrets[reference] === undefined
            ? { kind: 'missing', why: `${reference} is not set`, remedy: 'set it' }
            : { kind: 'secret', value: secrets[reference] },
        ),
    },
  })
}
