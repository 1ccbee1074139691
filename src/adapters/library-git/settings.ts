import { dirname } from 'node:path'
import { parseDocument } from 'yaml'
import * as z from 'zod/mini'
import type { PublicationPolicy } from '../../library/publication.ts'
import type { Forge } from '../../library/review-link.ts'
import { forges } from '../../library/review-link.ts'
import { parseDuration } from '../../text/duration.ts'
import { configFile, fromHome } from '../config-file.ts'
import { readOwnFile, settingsFile } from '../own-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What the person who runs us says of one repository; the repository has no say in any of it. */
export type GitLibrarySettings = {
  /** The branch whose text is published; without it the repository's default branch. */
  readonly ref?: string
  readonly everyMs: number
  readonly forge?: Forge
  /** With a token, the name that goes with it. */
  readonly user: string
  /** Where the token is read: `env:NAME`, `file:PATH` … */
  readonly tokenFrom?: string
  /** A private key that opens this repository and nothing else, and the hosts it is shown to. */
  readonly key?: string
  readonly knownHosts?: string
  /** Whether edits are pushed as branches. */
  readonly push: boolean
  readonly hookSecretsFrom: readonly string[]
  readonly policy: PublicationPolicy
  /** The file of allowed signers (ssh), and a folder of keys (GnuPG). */
  readonly signers?: string
  readonly gpgHome?: string
}

export type ReadSettings =
  | { readonly kind: 'settings'; readonly settings: GitLibrarySettings }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

const text = z.optional(z.string())
const one = z.strictObject({
  ref: text,
  every: text,
  forge: z.optional(z.enum(forges)),
  user: text,
  'token from': text,
  key: text,
  'known hosts': text,
  push: z.optional(z.boolean()),
  'hook secret from': z.optional(z.union([z.string(), z.array(z.string()).check(z.maxLength(5))])),
  'signed by': text,
  'gpg home': text,
  'author may not merge': z.optional(z.boolean()),
  accept: z.optional(z.array(z.string().check(z.regex(/^[0-9a-f]{40,64}$/)))),
})

const usualEveryMs = 60_000
/** Asking more often than this is a burden to the host, and a hook is faster. */
const shortestEveryMs = 5_000

/** Reads what `libraries.yaml` says of an address; of one it does not name, the usual. */
export function readGitSettings(address: string, environment: Environment): ReadSettings {
  const file = configFile('libraries.yaml', environment)
  const read = readOwnFile(file, settingsFile)
  if (read.kind === 'refused') return read
  if (read.kind === 'absent') return settingsOf({}, environment, file)
  if (read.writableByOthers) return refused(`others may write ${file}`, `chmod 600 ${file}`)
  const document = parseDocument(read.text, { uniqueKeys: true, logLevel: 'silent' })
  const all: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 20 })
  if (typeof all !== 'object' || all === null)
    return refused(`${file} does not read as YAML`, 'see docs/library.md')
  if (!Object.hasOwn(all, address)) return settingsOf({}, environment, file)
  const parsed = z.safeParse(one, (all as Readonly<Record<string, unknown>>)[address])
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refused(
      `${file}: of ${address}, ${issue?.path.join('.') || 'what stands there'} is not understood`,
      'see docs/library.md',
    )
  }
  return settingsOf(parsed.data, environment, file)
}

function settingsOf(written: z.output<typeof one>, environment: Environment, file: string): ReadSettings {
  const everyMs = written.every === undefined ? usualEveryMs : parseDuration(written.every)
  if (everyMs === undefined || everyMs < shortestEveryMs)
    return refused(`${file}: every: ${written.every} is not understood, or less than 5 s`, 'write every: 60s')
  const hooks = written['hook secret from'] ?? []
  const paths = {
    key: written.key,
    knownHosts: written['known hosts'],
    signers: written['signed by'],
    gpgHome: written['gpg home'],
  }
  const fromFile = (path: string): string => {
    const whole = fromHome(path, environment)
    return whole.startsWith('/') ? whole : `${dirname(file)}/${whole}`
  }
  return {
    kind: 'settings',
    settings: {
      everyMs,
      user: written.user ?? 'x-access-token',
      push: written.push ?? false,
      hookSecretsFrom: typeof hooks === 'string' ? [hooks] : hooks,
      policy: {
        signed: paths.signers !== undefined || paths.gpgHome !== undefined,
        authorMayNotMerge: written['author may not merge'] ?? false,
        accepted: written.accept ?? [],
      },
      ...(written.ref === undefined ? {} : { ref: written.ref }),
      ...(written.forge === undefined ? {} : { forge: written.forge }),
      ...(written['token from'] === undefined ? {} : { tokenFrom: written['token from'] }),
      ...Object.fromEntries(
        Object.entries(paths).flatMap(([name, path]) => (path === undefined ? [] : [[name, fromFile(path)]])),
      ),
    },
  }
}

const refused = (why: string, remedy: string): ReadSettings => ({ kind: 'refused', why, remedy })
