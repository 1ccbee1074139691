import { isIP } from 'node:net'
import type { Connection, FieldPacket, ResultSetHeader } from 'mysql2'
import mysql from 'mysql2'
import type { ServerTarget } from '../../action/sql-connection.ts'
import type { Json } from '../../hash/canonical.ts'
import { Trouble } from '../own-program.ts'
import type { Rows } from './rows.ts'
import type { SqlSession, SqlValue } from './session.ts'
import { connectTimeoutMs, StatementFailure } from './session.ts'
import type { Cell } from './table.ts'
import { exactInteger, jsonOf } from './table.ts'
import { reasonOf, tlsOf } from './tls.ts'

type Access = { readonly password: string | undefined; readonly timeoutMs: number | undefined }

/** A MySQL or MariaDB server. Values go by prepared statements, which the server prepares. */
export async function openMysql(target: ServerTarget, access: Access): Promise<SqlSession> {
  const connection = connect(target, access)
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    const server = await greet(connection, target)
    const { timeoutMs } = access
    if (timeoutMs !== undefined) {
      const limit = server.isMaria
        ? `max_statement_time = ${timeoutMs / 1000}`
        : `max_execution_time = ${Math.ceil(timeoutMs)}`
      await ask(connection, `SET SESSION ${limit}`)
    }
    let status = 0
    let lost = false
    connection.on('error', () => {
      lost = true
    })
    return {
      greeting: server.greeting,
      run: (text, values, rows) =>
        carryOut(connection, { text, values, rows, offset: server.offset }, (header) => {
          status = header.serverStatus
        }),
      // SERVER_STATUS_IN_TRANS, as the last statement without rows left it: only such a one begins or ends it.
      isInTransaction: () => !lost && (status & 1) !== 0,
      cancel: () => cancel(target, access, connection.threadId ?? 0),
      close: () => (lost ? Promise.resolve(connection.destroy()) : close(connection)),
    }
  } catch (thrown) {
    connection.destroy()
    if (thrown instanceof Trouble) throw thrown
    throw new Trouble(`MySQL at ${placeOf(target)} cannot be used: ${reasonOf(thrown)}`)
  }
}

function connect(target: ServerTarget, { password }: Access): Connection {
  const { host, port, user, database } = target
  const tls = tlsOf(target)
  if (tls?.identity === 'checked' && isIP(host) !== 0)
    throw new Trouble(
      `the certificate of ${host} cannot be checked by its address: write the server's name, or sslmode=verify-ca`,
    )
  const connection = mysql.createConnection({
    ...(host.startsWith('/') ? { socketPath: host } : { host, port }),
    ...(user === undefined ? {} : { user }),
    ...(database === undefined ? {} : { database }),
    ...(password === undefined ? {} : { password }),
    ...(tls
      ? {
          ssl: {
            rejectUnauthorized: tls.rejectUnauthorized,
            verifyIdentity: tls.identity === 'checked',
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          },
        }
      : {}),
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
    // Rows that were changed, not rows that were found; and the server may not ask for our files.
    flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
  })
  // Whoever waits for a statement is told by it.
  connection.on('error', () => undefined)
  return connection
}

const placeOf = ({ host, port, user }: ServerTarget): string =>
  `${host.startsWith('/') ? host : `${host}:${port}`}${user === undefined ? '' : ` as ${user}`}`

type Server = { readonly greeting: string; readonly isMaria: boolean; readonly offset: string }

async function greet(connection: Connection, { host, port }: ServerTarget): Promise<Server> {
  const [version = '', database, user, zone = '', systemZone = ''] = await ask(
    connection,
    'SELECT VERSION(), DATABASE(), CURRENT_USER(), @@session.time_zone, @@system_time_zone',
  )
  const isMaria = /mariadb/i.test(version ?? '')
  const place = host.startsWith('/') ? host : `${host}:${port}`
  const named = database ? `database ${database} at` : 'at'
  return {
    greeting: `${isMaria ? 'MariaDB' : 'MySQL'} ${version}, ${named} ${place} as ${user}`,
    isMaria,
    offset: offsetOf(zone === 'SYSTEM' ? (systemZone ?? '') : (zone ?? '')),
  }
}

/** What stands behind a TIMESTAMP: only a zone without summer time says it for every date. */
function offsetOf(zone: string): string {
  if (/^(?:UTC|GMT|Etc\/UTC|\+00:00)$/i.test(zone)) return 'Z'
  return /^[+-]\d\d:\d\d$/.test(zone) ? zone : ''
}

/** One row of one statement of ours. */
function ask(connection: Connection, sql: string): Promise<readonly (string | null)[]> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, rowsAsArray: true }, (error, rows) => {
      if (error) reject(error)
      else resolve((Array.isArray(rows) ? (rows as unknown[])[0] : []) as (string | null)[])
    })
  })
}

type Work = {
  readonly text: string
  readonly values: readonly SqlValue[]
  readonly rows: Rows
  readonly offset: string
}

function carryOut(
  connection: Connection,
  { text, values, rows, offset }: Work,
  ended: (header: ResultSetHeader) => void,
): Promise<number> {
  const options = { sql: text, rowsAsArray: true }
  const query = values.length > 0 ? connection.execute(options, values.map(plain)) : connection.query(options)
  let fields: readonly FieldPacket[] = []
  let changes = 0
  return new Promise((resolve, reject) => {
    // A connection that is lost tells only those who listen to it.
    const lost = (thrown: Error): void => reject(failureOf(thrown))
    connection.once('error', lost)
    query.on('fields', (found: readonly FieldPacket[] | undefined) => {
      fields = found ?? []
      if (fields.length > 0) rows.begin(fields.map(({ name }) => name))
    })
    query.on('result', (result: unknown) => {
      if (Array.isArray(result)) {
        rows.add(result.map((cell: unknown, at) => cellOf(cell, fields[at], offset)))
        return
      }
      ended(result as ResultSetHeader)
      changes += (result as ResultSetHeader).affectedRows
    })
    query.on('error', (thrown: Error) => reject(failureOf(thrown)))
    query.on('end', () => {
      connection.off('error', lost)
      resolve(changes)
    })
  })
}

/** Text for every kind: the server makes of it what the column is, and a number is not rounded on the way. */
function plain(value: SqlValue): string | null {
  if (value === null) return null
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function cellOf(text: unknown, field: FieldPacket | undefined, offset: string): Cell {
  if (text === null || text === undefined) return null
  if (text instanceof Uint8Array) return text
  if (typeof text === 'number') return text
  if (typeof text !== 'string') return { json: text as Json }
  switch (field?.columnType) {
    case mysql.Types.LONGLONG:
      return exactInteger(text)
    case mysql.Types.JSON:
      return jsonOf(text)
    case mysql.Types.DATETIME:
      return text.replace(' ', 'T')
    case mysql.Types.TIMESTAMP:
      return `${text.replace(' ', 'T')}${offset}`
    default:
      return text
  }
}

function failureOf(thrown: Error): StatementFailure {
  const { sqlMessage, errno, code, fatal } = thrown as Error & {
    sqlMessage?: string
    errno?: number
    code?: string
    fatal?: boolean
  }
  if (sqlMessage === undefined)
    return new StatementFailure({ message: reasonOf(thrown), ...(fatal === false ? {} : { lost: true }) })
  // You have an error in your SQL syntax; … near 'FORM item' at line 2
  const line = /\bat line (\d+)$/.exec(sqlMessage)?.[1]
  return new StatementFailure({
    message: sqlMessage,
    ...(line === undefined ? {} : { at: { line: Number(line) } }),
    code: errno === undefined ? (code ?? '') : String(errno),
  })
}

async function cancel(target: ServerTarget, access: Access, thread: number): Promise<void> {
  const connection = connect(target, access)
  try {
    await ask(connection, `KILL QUERY ${Math.trunc(thread)}`)
  } finally {
    connection.destroy()
  }
}

function close(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.end(() => resolve())
  })
}
