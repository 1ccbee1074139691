import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { GitAddress } from '../../library/git-address.ts'
import type { Fetched, LibrarySource, SourceState } from '../../ports/library-source.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { GitPlace, GitResult } from '../git/git.ts'
import { askGit, ownRepository, runGit } from '../git/git.ts'
import { foundTip } from './found-tip.ts'
import type { ReadSettings } from './settings.ts'
import type { Transport } from './transport.ts'
import { transportTo } from './transport.ts'

export type MirrorOptions = {
  /** Where the bare repository is kept: in the data folder, private to us. */
  readonly folder: string
  readonly address: GitAddress
  /** The branch that was asked for on the command line; the settings' and then the repository's own otherwise. */
  readonly ref: string | undefined
  /** Read anew each time: a policy that was changed holds at once. */
  readonly settings: () => ReadSettings
  readonly secrets: Secrets
}

/** A big repository over a slow line; after that it is ended and tried again later. */
const fetchTimeoutMs = 10 * 60_000

const kept = z.object({
  ref: z.optional(z.string()),
  fetchedAtMs: z.optional(z.number()),
  trouble: z.optional(z.object({ why: z.string(), remedy: z.string(), sinceMs: z.number() })),
  refused: z.optional(
    z.object({
      rule: z.string(),
      commit: z.string(),
      why: z.string(),
      remedy: z.string(),
      sinceMs: z.number(),
    }),
  ),
})
type Kept = z.output<typeof kept>

/**
 * A bare copy of a repository in the data folder. `refs/kneeboard/published/BRANCH` is what the library is read from;
 * a fetch moves `refs/remotes/origin/*` alone, so that what was published stays there whatever the other side does.
 */
export class Mirror implements LibrarySource {
  readonly place: GitPlace
  readonly address: GitAddress
  readonly #options: MirrorOptions
  readonly #listeners = new Set<() => void>()
  #fetching: Promise<Fetched> | undefined

  constructor(options: MirrorOptions) {
    this.#options = options
    this.address = options.address
    this.place = ownRepository(options.folder, [options.address.protocol])
  }

  get folder(): string {
    return this.#options.folder
  }

  /** Makes the repository where there is none; nothing is fetched. */
  async open(): Promise<void> {
    const { folder } = this.#options
    if (existsSync(join(folder, 'HEAD'))) return
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // No template: it would bring hooks.
    await runGit(this.place, ['init', '--bare', '--quiet', '--template=', folder])
    mkdirSync(join(folder, 'info'), { recursive: true })
    // What a commit's own attributes ask for (filters, line ends, encodings) is not done: files keep their bytes.
    writeFileSync(
      join(folder, 'info', 'attributes'),
      '* -text -ident -filter -working-tree-encoding -diff -merge\n',
    )
  }

  /** The branch whose text is published; undefined before a fetch has found the default one. */
  ref(): string | undefined {
    const settings = this.settings()
    return (
      this.#options.ref ??
      (settings.kind === 'settings' ? settings.settings.ref : undefined) ??
      this.#kept().ref
    )
  }

  settings(): ReadSettings {
    return this.#options.settings()
  }

  get everyMs(): number {
    const read = this.settings()
    return read.kind === 'settings' ? read.settings.everyMs : 60_000
  }

  /** The commit the library is read from; undefined before anything was published. */
  async published(): Promise<string | undefined> {
    const ref = this.ref()
    return ref === undefined ? undefined : this.commitOf(publishedRef(ref))
  }

  commitOf(name: string): Promise<string | undefined> {
    return askGit(this.place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
  }

  async state(): Promise<SourceState> {
    const { fetchedAtMs, trouble, refused } = this.#kept()
    const ref = this.ref()
    const commit = await this.published()
    const shown =
      commit && (await askGit(this.place, ['log', '-1', '--no-show-signature', '--format=%ct%n%s', commit]))
    const [seconds = '', subject = ''] = (shown ?? '').split('\n')
    return {
      address: this.address.text,
      ...(ref === undefined ? {} : { ref }),
      ...(commit === undefined ? {} : { published: { commit, subject, atMs: Number(seconds) * 1000 } }),
      ...(fetchedAtMs === undefined ? {} : { fetchedAtMs }),
      ...(trouble ? { trouble } : {}),
      ...(refused ? { refused } : {}),
    }
  }

  /** Calls at once share one fetch. */
  fetch(nowMs: number): Promise<Fetched> {
    this.#fetching ??= this.#fetch()
      .then((fetched) => {
        const { trouble: before, ...rest } = this.#kept()
        const failed = fetched.kind === 'failed' ? { why: fetched.why, remedy: fetched.remedy } : undefined
        this.#keep({
          ...rest,
          ...(failed
            ? { trouble: { ...failed, sinceMs: before?.sinceMs ?? nowMs } }
            : { fetchedAtMs: nowMs }),
        })
        return fetched
      })
      .finally(() => {
        this.#fetching = undefined
      })
    return this.#fetching
  }

  async publish(ref: string, commit: string): Promise<void> {
    await runGit(this.place, ['update-ref', '--no-deref', publishedRef(ref), commit])
    for (const listener of this.#listeners) listener()
  }

  refuse(refused: Kept['refused']): Promise<void> {
    const { refused: _, ...rest } = this.#kept()
    this.#keep(refused ? { ...rest, refused } : rest)
    return Promise.resolve()
  }

  async hookSecrets(): Promise<readonly string[]> {
    const read = this.settings()
    if (read.kind !== 'settings') return []
    const secrets: string[] = []
    for (const from of read.settings.hookSecretsFrom) {
      const found = await this.#options.secrets.read(from)
      if (found.kind === 'secret' && found.value !== '') secrets.push(found.value)
    }
    return secrets
  }

  /** Calls back when another commit is published. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What git needs to reach the repository. */
  async transport(): Promise<Transport> {
    const read = this.settings()
    if (read.kind === 'refused') return read
    const { secrets, folder } = this.#options
    return transportTo(this.address, read.settings, { secrets, folder })
  }

  async #fetch(): Promise<Fetched> {
    await this.open()
    const settings = this.settings()
    if (settings.kind === 'refused') return { ...settings, kind: 'failed' }
    const transport = await this.transport()
    if (transport.kind === 'refused') return { ...transport, kind: 'failed' }
    const { environment } = transport
    const ref = this.ref() ?? (await this.#defaultBranch(environment))
    if (typeof ref !== 'string') return ref
    if (!isBranchName(ref)) return failed(`${ref} is no name of a branch`, 'name one with --ref')
    const result = await runGit(this.place, [...fetchArgs, '--', this.address.text, ...refspecs], {
      environment,
      timeoutMs: fetchTimeoutMs,
    })
    if (result.kind === 'failed') return failed(...reasonOf(this.address, result))
    await this.#tidy()
    const tip = await this.commitOf(`refs/remotes/origin/${ref}`)
    if (tip === undefined) return failed(`${this.address.text} has no branch ${ref}`, 'name one with --ref')
    this.#keep({ ...this.#kept(), ref })
    const published = await this.commitOf(publishedRef(ref))
    const found = await foundTip(this.place, { tip, published, settings: settings.settings })
    return { kind: 'fetched', ref, found, policy: settings.settings.policy }
  }

  /** Loose objects become packs when there are thousands; nothing goes on after it returns. */
  async #tidy(): Promise<void> {
    const settings = ['-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false']
    const place = { ...this.place, options: [...this.place.options, ...settings] }
    await runGit(place, ['gc', '--auto', '--quiet'], { timeoutMs: fetchTimeoutMs })
  }

  async #defaultBranch(environment: Readonly<Record<string, string>>): Promise<string | Fetched> {
    const result = await runGit(this.place, ['ls-remote', '--symref', '--', this.address.text, 'HEAD'], {
      environment,
      timeoutMs: 60_000,
      bytesMax: 65_536,
    })
    if (result.kind === 'failed') return failed(...reasonOf(this.address, result))
    const branch = /^ref: refs\/heads\/([^\t\n]+)\tHEAD$/m.exec(result.out.toString('utf8'))?.[1]
    return branch ?? failed(`${this.address.text} has no default branch`, 'name one with --ref')
  }

  #kept(): Kept {
    try {
      const parsed = z.safeParse(kept, JSON.parse(readFileSync(join(this.folder, stateFile), 'utf8')))
      return parsed.success ? parsed.data : {}
    } catch {
      return {}
    }
  }

  #keep(state: Kept): void {
    const path = join(this.folder, stateFile)
    writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(state)}\n`, { mode: 0o600 })
    renameSync(`${path}.${process.pid}`, path)
  }
}

const stateFile = 'kneeboard.json'

const fetchArgs = [
  // What old repositories have in them and nothing of ours minds.
  ...['zeroPaddedFilemode', 'badTimezone', 'missingSpaceBeforeDate', 'badEmail', 'missingEmail'].flatMap(
    (what) => ['-c', `fetch.fsck.${what}=warn`],
  ),
  'fetch',
  '--quiet',
  '--prune',
  '--no-tags',
  '--no-recurse-submodules',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
]

const refspecs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']

export const publishedRef = (ref: string): string => `refs/kneeboard/published/${ref}`

/** A stricter rule than git's own: what passes is one everywhere. */
export const isBranchName = (name: string): boolean =>
  /^[\p{L}\p{N}_][\p{L}\p{N}._/+@#-]{0,200}$/u.test(name) &&
  !/\.\.|\/\/|@\{|\/\.|\.lock(\/|$)|[./]$/.test(name)

const failed = (why: string, remedy: string): Fetched => ({ kind: 'failed', why, remedy })

/** The last line of what git said is the reason; a remedy for the reasons there are. */
function reasonOf(
  address: GitAddress,
  { code, says }: Extract<GitResult, { kind: 'failed' }>,
): [string, string] {
  if (code === 'absent') return ['git is not installed', 'install git']
  if (code === 'too long') return [`${address.text} did not answer in time`, 'look whether it can be reached']
  const lines = says.split('\n').filter((line) => line.trim() !== '')
  const reason =
    lines.find((line) => /^(fatal|error|ssh|remote|Permission|Host key)\b/.test(line)) ??
    lines.at(-1) ??
    `git ended with ${code}`
  const remedy =
    remedies.find(([pattern]) => pattern.test(says))?.[1] ?? 'look at the address and at `libraries.yaml`'
  return [`${address.text} cannot be fetched: ${reason.replace(/^fatal: /, '')}`, remedy]
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/Host key verification failed/, 'put the host key into the file of known hosts'],
  [/Permission denied/, 'give a key that may read it: `key:` in libraries.yaml'],
  [
    /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled/,
    'give a token: `token from:` in libraries.yaml',
  ],
  [
    /not found|does not (?:appear to be|exist)/,
    'look whether the address is right and may be read with what was given',
  ],
]
