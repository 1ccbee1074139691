import { parseDuration } from '../text/duration.ts'
import type { SqlInput } from './action.ts'
import { holdsPassword, readSqlConnection } from './sql-connection.ts'

/** An attribute of the fence: its value, `true` for a bare word, undefined when it is not there. */
export type AttributeOf = (name: string) => string | true | undefined

export type SqlForm =
  | { readonly kind: 'statement'; readonly input: SqlInput; readonly dangers: readonly SqlDanger[] }
  | { readonly kind: 'problem'; readonly code: string; readonly message: string; readonly remedy: string }

export type SqlDanger = { readonly what: string; readonly from: number; readonly to: number }

/** Reads a block of SQL: where it goes, how it is kept together, what in it destroys. */
export function readSql(statement: string, attribute: AttributeOf): SqlForm {
  const connection = attribute('connection')
  if (typeof connection !== 'string') {
    return problem(
      'sql-connection',
      'no connection is named',
      'add connection=NAME or connection=FILE.db to the fence',
    )
  }
  if (holdsPassword(connection)) {
    return problem(
      'sql-password',
      'a password stands in connection=',
      'write user:{{ secret }}@ with a parameter of the type secret, or name a connection',
    )
  }
  const read = connection.includes('{{') ? undefined : readSqlConnection(connection)
  if (read?.kind === 'refused') return problem('sql-connection', read.message, 'correct connection=')
  const transaction = attribute('transaction') ?? 'auto'
  const how = transaction === true ? 'on' : words.find((word) => word === transaction)
  if (how === undefined)
    return problem(
      'sql-transaction',
      `transaction=${String(transaction)} is not understood`,
      'write transaction=on or transaction=off',
    )
  const timeout = attribute('timeout')
  const timeoutMs = typeof timeout === 'string' ? parseDuration(timeout) : undefined
  const input: SqlInput = { action: 'sql', connection, statement, transaction: how }
  return {
    kind: 'statement',
    input: timeoutMs === undefined ? input : { ...input, timeoutMs },
    dangers: dangersIn(statement),
  }
}

const words = ['auto', 'on', 'off'] as const

const problem = (code: string, message: string, remedy: string): SqlForm => ({
  kind: 'problem',
  code,
  message,
  remedy,
})

const dangersIn = (statement: string): readonly SqlDanger[] =>
  [
    ...statement.matchAll(
      /\b(drop\s+(?:table|database|schema|index|view|user|role|function|procedure)|truncate|delete\s+from|alter\s+table)\b/gi,
    ),
  ].map((match) => ({
    what: match[0].replace(/\s+/g, ' ').toUpperCase(),
    from: match.index,
    to: match.index + match[0].length,
  }))
