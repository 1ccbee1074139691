import { parseDocument } from 'yaml'
import * as z from 'zod/mini'
import type { Destinations, FoundDestination } from '../../executors/launch.ts'
import type { Destination, MailDestination } from '../../executors/notify/destination.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { configFile } from '../config-file.ts'
import { privateFile, readOwnFile } from '../own-file.ts'

export type DestinationsOptions = {
  /** The environment of the process that was started, whole. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly secrets: Secrets
}

/**
 * Where notifications go, by name, as the person who runs us has written it into `~/.config/kneeboard/notify.yaml`.
 * Nothing of a library is read. Whatever is secret may stand there itself, or where it is read: `url from: env:NAME`.
 */
export function openDestinations({ environment, secrets }: DestinationsOptions): Destinations {
  return {
    async find(name) {
      const path = configFile('notify.yaml', environment)
      const file = readOwnFile(path, privateFile)
      if (file.kind === 'refused') return refused(`${file.why}: ${file.remedy}`)
      if (file.kind === 'absent') return refused(unknown(name, path))
      const document = parseDocument(file.text, { uniqueKeys: true, logLevel: 'silent' })
      const all: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 20 })
      if (typeof all !== 'object' || all === null) return refused(`${path} does not read as YAML`)
      if (!Object.hasOwn(all, name)) return refused(unknown(name, path))
      const parsed = z.safeParse(form, (all as Readonly<Record<string, unknown>>)[name])
      if (!parsed.success)
        return refused(`${path}: ${name} does not read as a destination: see docs/notify.md`)
      return destinationOf(parsed.data, secrets, `${name} in ${path}`)
    },
  }
}

const unknown = (name: string, path: string): string =>
  `no destination is called ${name}: write it into ${path} (${name}: {kind: slack, url from: env:SLACK_URL})`

const address = z.string().check(z.regex(/^[^\s<>@,]+@[^\s<>@,]+$/))
const optional = z.optional(z.string())

const form = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slack'), url: optional, 'url from': optional }),
  z.strictObject({ kind: z.literal('teams'), url: optional, 'url from': optional }),
  z.strictObject({ kind: z.literal('pagerduty'), key: optional, 'key from': optional, url: optional }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: optional,
    'url from': optional,
    headers: z.optional(z.record(z.string(), z.string())),
    'headers from': z.optional(z.record(z.string(), z.string())),
  }),
  z.strictObject({
    kind: z.literal('mail'),
    /** `smtps://host:465`, `smtp://host:587` (STARTTLS), `smtp+plain://host:25` (no TLS, no password). */
    server: z.string(),
    from: address,
    to: z.union([address, z.array(address).check(z.minLength(1), z.maxLength(50))]),
    user: optional,
    password: optional,
    'password from': optional,
  }),
])

type Form = z.infer<typeof form>

class Refusal extends Error {}

async function destinationOf(written: Form, secrets: Secrets, where: string): Promise<FoundDestination> {
  try {
    return { kind: 'destination', destination: await complete(written, new Reader(secrets, where)) }
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(thrown.message)
    throw thrown
  }
}

async function complete(written: Form, read: Reader): Promise<Destination> {
  switch (written.kind) {
    case 'slack':
    case 'teams':
      return { kind: written.kind, url: await read.url(written.url, written['url from']) }
    case 'pagerduty':
      return {
        kind: 'pagerduty',
        key: await read.secret('key', written.key, written['key from']),
        url: await read.url(written.url ?? 'https://events.pagerduty.com/v2/enqueue', undefined),
      }
    case 'webhook': {
      const headers: Record<string, string> = { ...written.headers }
      for (const [name, from] of Object.entries(written['headers from'] ?? {}))
        headers[name] = await read.secret(`the header ${name}`, undefined, from)
      return { kind: 'webhook', url: await read.url(written.url, written['url from']), headers }
    }
    case 'mail':
      return completeMail(written, read)
  }
}

async function completeMail(
  written: Extract<Form, { kind: 'mail' }>,
  read: Reader,
): Promise<MailDestination> {
  const { user, from, to } = written
  const server = read.server(written.server)
  const password =
    user === undefined ? '' : await read.secret('password', written.password, written['password from'])
  if (user !== undefined && server.security === 'plain')
    throw read.wrong('a password is not sent without TLS: write smtp:// or smtps://')
  return {
    kind: 'mail',
    ...server,
    from,
    to: typeof to === 'string' ? [to] : to,
    ...(user === undefined ? {} : { login: { user, password } }),
  }
}

/** Reads parts of one destination; what is wrong is said without what it holds. */
class Reader {
  readonly #secrets: Secrets
  readonly #where: string

  constructor(secrets: Secrets, where: string) {
    this.#secrets = secrets
    this.#where = where
  }

  wrong(why: string): Refusal {
    return new Refusal(`${this.#where}: ${why}`)
  }

  async secret(what: string, literal: string | undefined, from: string | undefined): Promise<string> {
    if (literal !== undefined && literal !== '') return literal
    if (from === undefined) throw this.wrong(`${what} is missing: write it, or ${what} from: env:NAME`)
    const read = await this.#secrets.read(from)
    if (read.kind === 'missing') throw this.wrong(`${what}: ${read.why}; ${read.remedy}`)
    return read.value
  }

  async url(literal: string | undefined, from: string | undefined): Promise<string> {
    const text = await this.secret('url', literal, from)
    const parsed = URL.canParse(text) ? new URL(text) : undefined
    if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:')
      throw this.wrong('url is no http address')
    return parsed.href
  }

  server(text: string): Pick<MailDestination, 'host' | 'port' | 'security'> {
    const [, scheme = '', host = '', port] =
      /^(smtps|smtp|smtp\+plain):\/\/([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::([0-9]{1,5}))?\/?$/.exec(text) ??
      []
    const security = schemes.get(scheme)
    if (security === undefined)
      throw this.wrong('server is no address: write smtps://host:465 or smtp://host:587')
    return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port ?? usualPort[security]), security }
  }
}

const schemes: ReadonlyMap<string, MailDestination['security']> = new Map([
  ['smtps', 'tls'],
  ['smtp', 'starttls'],
  ['smtp+plain', 'plain'],
])

const usualPort = { tls: 465, starttls: 587, plain: 25 } as const satisfies Record<
  MailDestination['security'],
  number
>

const refused = (message: string): FoundDestination => ({ kind: 'refused', message })
