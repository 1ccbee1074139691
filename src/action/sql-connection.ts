/** What `connection=` of an SQL block leads to. A password is only ever named: by the variable that will hold it. */
export type SqlTarget = SqliteTarget | ServerTarget

export type SqliteTarget = {
  readonly engine: 'sqlite'
  /** A file path or `:memory:`. */
  readonly database: string
  readonly open: 'existing' | 'create' | 'read-only'
}

export type ServerTarget = {
  readonly engine: 'postgres' | 'mysql'
  /** A name, an address, or the absolute path of a socket (its folder for PostgreSQL). */
  readonly host: string
  readonly port: number
  readonly user?: string
  readonly database?: string
  readonly tls: TlsMode
  /** A file of certificates that are trusted instead of the system's. */
  readonly ca?: string
}

/** As PostgreSQL says it: how much of the server's certificate is checked. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full'

export type SqlConnection =
  | { readonly kind: 'target'; readonly target: SqlTarget; readonly password?: string }
  /** A name the installation gives to a connection. */
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * Reads `connection=`: `postgres://user@host/db`, `mysql://…`, `mariadb://…`; a path or `sqlite:PATH` with `?mode=ro`
 * (read only) or `?mode=rwc` (made when it is not there); else a bare word, the name of a connection. A plain path
 * must exist, so that a misspelt one does not become an empty database.
 */
export function readSqlConnection(connection: string): SqlConnection {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(connection)?.[1]?.toLowerCase()
  if (connection.includes('\0')) return refused('connection= holds a NUL')
  if (scheme === undefined) {
    if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(connection)) return { kind: 'named', name: connection }
    return readFile(connection, '')
  }
  const engine = schemes.get(scheme)
  if (engine === undefined) {
    return refused(`${scheme} databases are not spoken: use ${spoken}, or its client in a sh block`)
  }
  if (engine !== 'sqlite') return readServer(engine, connection)
  const [path = '', query = ''] = connection
    .slice(scheme.length + 1)
    .replace(/^\/\/(?=\/|[^/])/, '')
    .split('?', 2)
  return readFile(path, query)
}

/** A password that stands as text in a connection: it would be in the file, the plan and the record. */
export const holdsPassword = (connection: string): boolean =>
  /^[a-z]+:\/\/[^/?#@]*:(?!\{\{[^{}]*\}\}@)[^/?#@]*@/i.test(connection) || /[?&]password=/i.test(connection)

const schemes: ReadonlyMap<string, SqlTarget['engine']> = new Map([
  ['postgres', 'postgres'],
  ['postgresql', 'postgres'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['sqlite', 'sqlite'],
  ['file', 'sqlite'],
])

const spoken = 'postgres://, mysql://, mariadb:// or sqlite:'

function readFile(path: string, query: string): SqlConnection {
  if (path === '') return refused('connection= names no database')
  const mode = /^(?:mode=(ro|rw|rwc))?$/.exec(query)
  if (!mode) return refused(`connection= takes ?mode=ro, ?mode=rw or ?mode=rwc, not ?${query}`)
  const open = mode[1] === 'ro' ? 'read-only' : mode[1] === 'rwc' ? 'create' : 'existing'
  return { kind: 'target', target: { engine: 'sqlite', database: path, open } }
}

//                   scheme      user        password      host                      port       database   options
const serverForm =
  /^[A-Za-z]+:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::(\d{1,5}))?(?:\/([^/?#]*))?(?:\?([^#]*))?$/

function readServer(engine: ServerTarget['engine'], connection: string): SqlConnection {
  const form = serverForm.exec(connection)
  if (!form) return refused('connection= is no address: write SCHEME://user@host:port/database')
  const [, user, password, host = '', port, database, query = ''] = form
  const options = readOptions(query)
  if ('kind' in options) return options
  const place = options.host ?? (host.replace(/^\[(.*)\]$/, '$1') || 'localhost')
  const target: ServerTarget = {
    engine,
    host: place,
    port: port === undefined ? ports[engine] : Number(port),
    ...(user ? { user: decode(user) } : {}),
    ...(database ? { database: decode(database) } : {}),
    tls: options.tls ?? (isNear(place) ? 'disable' : 'verify-full'),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  }
  return password ? { kind: 'target', target, password: decode(password) } : { kind: 'target', target }
}

const ports = { postgres: 5432, mysql: 3306 } as const satisfies Record<ServerTarget['engine'], number>

type Options = { host?: string; tls?: TlsMode; ca?: string }

function readOptions(query: string): Options | Extract<SqlConnection, { kind: 'refused' }> {
  const options: Options = {}
  for (const pair of query.split('&').filter((pair) => pair !== '')) {
    const [name = '', ...rest] = pair.split('=')
    const value = decode(rest.join('='))
    if (name === 'host' && value.startsWith('/')) options.host = value
    else if (name === 'sslmode' && isTlsMode(value)) options.tls = value
    else if (name === 'sslrootcert' && value.startsWith('/')) options.ca = value
    else
      return refused(
        `connection= does not take ?${name}=${value}: it takes host=/SOCKET, sslmode=${modes.join('|')}, sslrootcert=/FILE`,
      )
  }
  return options
}

const modes: readonly TlsMode[] = ['disable', 'require', 'verify-ca', 'verify-full']
const isTlsMode = (text: string): text is TlsMode => modes.some((mode) => mode === text)

/** Sockets and loopback: what is said there leaves the machine by no wire. */
const isNear = (host: string): boolean =>
  host.startsWith('/') || /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host)

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const refused = (message: string): Extract<SqlConnection, { kind: 'refused' }> => ({
  kind: 'refused',
  message,
})
