/** What the program that carries out SQL reads from its file. */
export type SqlRequest = {
  /** A file, absolute, or `:memory:`. */
  readonly database: string
  readonly open: 'existing' | 'create' | 'read-only'
  readonly statement: string
  readonly parameters: readonly (string | number | boolean | null)[]
}

export type Connection =
  | { readonly kind: 'sqlite'; readonly database: string; readonly open: SqlRequest['open'] }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * Reads `connection=`: a path, or `sqlite:PATH` with `?mode=ro` (read only) or `?mode=rwc` (made when it is not
 * there). A plain path must exist, so that a misspelt one does not become an empty database.
 */
export function readConnection(connection: string): Connection {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(connection)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'sqlite' && scheme !== 'file') {
    return refused(
      `${scheme} databases are not spoken: give connection= a SQLite file, or use its client in a sh block`,
    )
  }
  const rest =
    scheme === undefined ? connection : connection.slice(scheme.length + 1).replace(/^\/\/(?=\/|[^/])/, '')
  const [path = '', query = ''] = scheme === undefined ? [rest] : rest.split('?', 2)
  if (path === '' || path.includes('\0')) return refused('connection= names no database')
  const mode = /^(?:mode=(ro|rw|rwc))?$/.exec(query)
  if (!mode) return refused(`connection= takes ?mode=ro, ?mode=rw or ?mode=rwc, not ?${query}`)
  return {
    kind: 'sqlite',
    database: path,
    open: mode[1] === 'ro' ? 'read-only' : mode[1] === 'rwc' ? 'create' : 'existing',
  }
}

const refused = (message: string): Connection => ({ kind: 'refused', message })
