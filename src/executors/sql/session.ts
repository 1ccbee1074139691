import type { Rows } from './rows.ts'

/** A value that is bound to a statement. */
export type SqlValue = string | number | boolean | null | readonly string[]

/** A connection to one database, whichever engine it is. */
export interface SqlSession {
  /** Who answers, for the log: engine, version, database, user. */
  readonly greeting?: string
  /** Carries one statement out, hands its rows on, and says how many rows it changed. Rejects with `StatementFailure`. */
  run(text: string, values: readonly SqlValue[], rows: Rows): Promise<number>
  /** A transaction is open. */
  isInTransaction(): boolean
  /** Asks the server, through a connection of its own, to give up the statement that runs. */
  cancel(): Promise<void>
  close(): Promise<void>
}

type Failure = {
  readonly message: string
  /** UTF-16 offset in the statement, or its line from 1. */
  readonly at?: { readonly offset: number } | { readonly line: number }
  readonly code?: string
  readonly hint?: string
  /** The connection was lost: what the server made of the statement is not known. */
  readonly lost?: true
}

/** A statement the engine did not carry out, in its own words. */
export class StatementFailure extends Error {
  override readonly name = 'StatementFailure'
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** A server answers a request to connect within this: 10 s. */
export const connectTimeoutMs = 10_000
