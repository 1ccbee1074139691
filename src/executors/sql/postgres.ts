import pg from 'pg'
import type { QueryArrayResult } from 'pg'
import type { ServerTarget } from '../../action/sql-connection.ts'
import { Trouble } from '../own-program.ts'
import type { Rows } from './rows.ts'
import type { SqlSession, SqlValue } from './session.ts'
import { connectTimeoutMs, StatementFailure } from './session.ts'
import type { Cell } from './table.ts'
import { exactInteger, jsonOf } from './table.ts'
import { reasonOf, tlsOptions } from './tls.ts'

type Access = { readonly password: string | undefined; readonly timeoutMs: number | undefined }

/** A PostgreSQL server. Every statement goes by the extended protocol, which takes exactly one. */
export async function openPostgres(target: ServerTarget, access: Access): Promise<SqlSession> {
  const client = clientOf(target, access)
  let lost = false
  client.on('error', () => {
    lost = true
  })
  client.on('notice', ({ severity = 'NOTICE', message = '' }) =>
    process.stderr.write(`${severity.toLowerCase()}: ${message}\n`),
  )
  try {
    await client.connect()
    // Only how dates are written; what is read as a date stays the server's setting.
    await client.query('SET datestyle = ISO')
    if (access.timeoutMs !== undefined)
      await client.query(`SET statement_timeout = ${Math.ceil(access.timeoutMs)}`)
    const greeting = await greet(client, target)
    const process =
      (await client.query<[string]>({ text: 'SELECT pg_backend_pid()', rowMode: 'array' })).rows[0]?.[0] ?? ''
    return {
      greeting,
      run: (text, values, rows) => carryOut(client, { text, values, rows }, () => lost),
      isInTransaction: () => !lost && /^[TE]$/.test(client.getTransactionStatus() ?? ''),
      cancel: () => cancel(target, access, Number(process)),
      close: () => client.end().catch(() => undefined),
    }
  } catch (thrown) {
    await client.end().catch(() => undefined)
    if (thrown instanceof Trouble) throw thrown
    throw new Trouble(`PostgreSQL at ${placeOf(target)} cannot be used: ${reasonOf(thrown)}`)
  }
}

function clientOf(target: ServerTarget, { password }: Access): pg.Client {
  const { host, port, user, database } = target
  return new pg.Client({
    host,
    port,
    ...(user === undefined ? {} : { user }),
    ...(database === undefined ? {} : { database }),
    // Asked for only when the server wants one.
    password: () => {
      if (password === undefined)
        throw new Trouble(
          `${placeOf(target)} wants a password and none is given: name the connection, or write user:{{ secret }}@`,
        )
      return password
    },
    ssl: tlsOptions(target) ?? false,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'kneeboard',
    // Cells come as the server writes them, and are read here: by kind, and never by rounding.
    types: { getTypeParser: () => (text: string) => text },
    keepAlive: true,
  })
}

const placeOf = ({ host, port, user }: ServerTarget): string =>
  `${host.startsWith('/') ? host : `${host}:${port}`}${user === undefined ? '' : ` as ${user}`}`

async function greet(client: pg.Client, { host, port }: ServerTarget): Promise<string> {
  const asked = `SELECT current_setting('server_version'), current_database(), current_user`
  const [version = '', database = '', user = ''] =
    (await client.query<string[]>({ text: asked, rowMode: 'array' })).rows[0] ?? []
  return `PostgreSQL ${version}, database ${database} at ${host.startsWith('/') ? host : `${host}:${port}`} as ${user}`
}

type Work = { readonly text: string; readonly values: readonly SqlValue[]; readonly rows: Rows }

function carryOut(client: pg.Client, { text, values, rows }: Work, isLost: () => boolean): Promise<number> {
  const query = new pg.Query<string[]>({
    text,
    values: values.map(plain),
    rowMode: 'array',
    queryMode: 'extended',
  } as never)
  let begun = false
  const begin = (result: Pick<QueryArrayResult, 'fields'>): void => {
    if (!begun && result.fields.length > 0) rows.begin(result.fields.map(({ name }) => name))
    begun = true
  }
  return new Promise((resolve, reject) => {
    query.on('row', (row, result) => {
      if (!result) return
      begin(result)
      rows.add((row as (string | null)[]).map((cell, at) => cellOf(cell, result.fields[at]?.dataTypeID ?? 0)))
    })
    query.on('error', (thrown: Error) => reject(failureOf(thrown, text, isLost())))
    query.on('end', (result) => {
      begin(result)
      resolve(result.fields.length > 0 ? 0 : (result.rowCount ?? 0))
    })
    client.query(query)
  })
}

/** Lists become arrays; the driver quotes their elements. */
const plain = (value: SqlValue): unknown => (Array.isArray(value) ? [...(value as readonly string[])] : value)

/** Object ids of types that are not text. */
const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  oid: 26,
  float4: 700,
  float8: 701,
  timestamp: 1114,
  timestamptz: 1184,
  jsonb: 3802,
} as const

function cellOf(text: string | null, type: number): Cell {
  if (text === null) return null
  switch (type) {
    case oid.bool:
      return text === 't'
    case oid.int2:
    case oid.int4:
    case oid.int8:
    case oid.oid:
      return exactInteger(text)
    case oid.float4:
    case oid.float8:
      return Number.isFinite(Number(text)) ? Number(text) : text
    case oid.json:
    case oid.jsonb:
      return jsonOf(text)
    case oid.bytea:
      return new Uint8Array(Buffer.from(text.slice(2), 'hex'))
    case oid.timestamp:
    case oid.timestamptz:
      // 2024-02-01 10:00:00.5+02 → 2024-02-01T10:00:00.5+02:00
      return text.replace(
        /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d)(?::?(\d\d))?(?::\d\d)?)?$/,
        (_, date: string, time: string, hours?: string, minutes?: string) =>
          `${date}T${time}${hours === undefined ? '' : hours === '+00' && (minutes ?? '00') === '00' ? 'Z' : `${hours}:${minutes ?? '00'}`}`,
      )
    default:
      return text
  }
}

function failureOf(thrown: Error, text: string, lost: boolean): StatementFailure {
  if (!(thrown instanceof pg.DatabaseError) || lost)
    return new StatementFailure({
      message: reasonOf(thrown),
      ...(thrown instanceof pg.DatabaseError ? {} : { lost: true }),
    })
  const { message, position, code, hint, detail, where } = thrown
  const more = [detail, hint, where && !position ? where.split('\n')[0] : undefined].filter(
    (part) => part !== undefined,
  )
  return new StatementFailure({
    message,
    ...(position === undefined ? {} : { at: { offset: unitsBefore(text, Number(position)) } }),
    ...(code === undefined ? {} : { code }),
    ...(more.length === 0 ? {} : { hint: more.join('\n') }),
  })
}

/** The server counts characters from 1; offsets are in UTF-16 units. */
function unitsBefore(text: string, position: number): number {
  let units = 0
  for (let at = 1; at < position; at++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
  return Math.min(units, text.length)
}

/** The server is asked by name and number: a backend that went on to other work is not ours to stop. */
async function cancel(target: ServerTarget, access: Access, process: number): Promise<void> {
  const client = clientOf(target, access)
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT pg_cancel_backend($1)', [process])
  } finally {
    await client.end().catch(() => undefined)
  }
}
