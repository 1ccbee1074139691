import { join } from 'node:path'
import { parseDocument } from 'yaml'
import * as z from 'zod/mini'
import type { ServerTarget, SqlConnection } from '../../action/sql-connection.ts'
import { readSqlConnection } from '../../action/sql-connection.ts'
import type { Connections, FoundConnection } from '../../executors/launch.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { readOwnFile, settingsFile } from '../own-file.ts'
import { findPassword } from './pgpass.ts'

export type ConnectionsOptions = {
  /** The environment of the process that was started, whole. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly secrets: Secrets
}

/**
 * Databases by name, as the person who runs us has defined them: `KNEEBOARD_CONNECTION_<NAME>`, or
 * `kneeboard/connections.yaml` in the folder for settings. Nothing of a library is read.
 */
export function openConnections(options: ConnectionsOptions): Connections {
  return {
    find: (name) => find(options, name),
    passwordFor: (target) => passwordFor(options, target),
  }
}

const definition = z.union([
  z.string(),
  z.strictObject({
    url: z.string(),
    password: z.optional(z.string()),
    /** `env:NAME`, `file:/PATH`: read when it is needed. */
    'password from': z.optional(z.string()),
  }),
])

type Definition = { readonly url: string; readonly password?: string; readonly from?: string }

async function find(options: ConnectionsOptions, name: string): Promise<FoundConnection> {
  const variable = `KNEEBOARD_CONNECTION_${name.toUpperCase().replaceAll('-', '_')}`
  const set = options.environment[variable]
  if (set) return connectionOf(options, { url: set }, `the variable ${variable}`)
  const file = fileOf(options)
  const written = readOwnFile(file, settingsFile)
  if (written.kind === 'absent') return refused(unknown(name, variable, file))
  if (written.kind === 'refused') return refused(`${written.why}: ${written.remedy}`)
  const read = readDefinition(written.text, name)
  if (read.kind === 'refused') return refused(`${file}: ${read.message}`)
  if (read.kind === 'absent') return refused(unknown(name, variable, file))
  const isPrivate = holdsPassword(read.definition)
  if (written.writableByOthers) return refused(`others may write ${file}: chmod 600 ${file}`)
  if (isPrivate && written.readableByOthers)
    return refused(`${file} holds a password and others may read it: chmod 600 ${file}`)
  return connectionOf(options, read.definition, file)
}

const unknown = (name: string, variable: string, file: string): string =>
  `no connection is called ${name}: define it in ${file} (${name}: postgres://user@host/database) or in ${variable}; for a SQLite file write ./${name}`

const fileOf = ({ environment, home }: ConnectionsOptions): string =>
  join(environment['XDG_CONFIG_HOME'] || join(home, '.config'), 'kneeboard', 'connections.yaml')

type ReadDefinition =
  | { readonly kind: 'definition'; readonly definition: Definition }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly message: string }

/** The file's text is never part of a message: it may hold passwords. */
function readDefinition(text: string, name: string): ReadDefinition {
  const document = parseDocument(text, { uniqueKeys: true, logLevel: 'silent' })
  const [error] = document.errors
  if (error)
    return {
      kind: 'refused',
      message: `this is not YAML (${error.code}, line ${error.linePos?.[0].line ?? 1})`,
    }
  const all: unknown = document.toJS({ maxAliasCount: 20 })
  if (typeof all !== 'object' || all === null || !Object.hasOwn(all, name)) return { kind: 'absent' }
  const parsed = z.safeParse(definition, (all as Readonly<Record<string, unknown>>)[name])
  if (!parsed.success)
    return { kind: 'refused', message: `${name} takes an address, or url: with password: or password from:` }
  const { data } = parsed
  if (typeof data === 'string') return { kind: 'definition', definition: { url: data } }
  return {
    kind: 'definition',
    definition: {
      url: data.url,
      ...(data.password === undefined ? {} : { password: data.password }),
      ...(data['password from'] === undefined ? {} : { from: data['password from'] }),
    },
  }
}

const holdsPassword = ({ url, password }: Definition): boolean => {
  const read = readSqlConnection(url)
  return password !== undefined || (read.kind === 'target' && read.password !== undefined)
}

async function connectionOf(
  options: ConnectionsOptions,
  { url, password, from }: Definition,
  where: string,
): Promise<FoundConnection> {
  const read: SqlConnection = readSqlConnection(url)
  if (read.kind === 'named') return refused(`${where} names another connection: write an address`)
  if (read.kind === 'refused') return refused(`${where}: ${read.message}`)
  const { target } = read
  const literal = read.password ?? password
  if (literal !== undefined) return { kind: 'connection', target, password: literal }
  if (from !== undefined) {
    const secret = await options.secrets.read(from)
    if (secret.kind === 'missing')
      return refused(`the password of the connection: ${secret.why}; ${secret.remedy}`)
    return { kind: 'connection', target, password: secret.value }
  }
  const kept = target.engine === 'sqlite' ? undefined : await passwordFor(options, target)
  return { kind: 'connection', target, ...(kept === undefined ? {} : { password: kept }) }
}

/** Only what is kept for exactly this server: a document that names another one must not get it. */
function passwordFor(
  { environment, home }: ConnectionsOptions,
  target: ServerTarget,
): Promise<string | undefined> {
  if (target.engine !== 'postgres') return Promise.resolve(undefined)
  const written = readOwnFile(environment['PGPASSFILE'] || join(home, '.pgpass'), settingsFile)
  const usable = written.kind === 'text' && !written.readableByOthers && !written.writableByOthers
  return Promise.resolve(usable ? findPassword(written.text, target) : undefined)
}

const refused = (message: string): FoundConnection => ({ kind: 'refused', message })
