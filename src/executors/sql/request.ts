import type { SqlTarget } from '../../action/sql-connection.ts'
import type { ResolvedSql } from '../../run/resolve.ts'

/** What the program that carries out SQL reads from its file. Secrets come by its environment. */
export type SqlRequest = {
  readonly target: SqlTarget
  /** The environment name that holds the password. */
  readonly password?: string
  /** As it is written, with its references. */
  readonly statement: string
  /** One for each reference, in order. */
  readonly parameters: ResolvedSql['parameters']
  readonly transaction: ResolvedSql['transaction']
  /** Given to the server as well: it ends what nobody waits for any more. */
  readonly timeoutMs?: number
}
