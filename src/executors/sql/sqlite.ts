import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { SqliteTarget } from '../../action/sql-connection.ts'
import { Trouble } from '../own-program.ts'
import type { Rows } from './rows.ts'
import type { SqlSession, SqlValue } from './session.ts'
import { StatementFailure } from './session.ts'
import type { Cell } from './table.ts'

/** A SQLite file. Its work is done where it is asked for: ending the process ends it, and leaves the file whole. */
export function openSqlite(target: SqliteTarget): SqlSession {
  const db = open(target)
  return {
    run: (text, values, rows) =>
      new Promise((resolve) => {
        resolve(carryOut(db, text, values, rows))
      }),
    isInTransaction: () => db.isTransaction,
    cancel: () => Promise.resolve(),
    close: () => {
      db.close()
      return Promise.resolve()
    },
  }
}

function open({ database, open }: SqliteTarget): DatabaseSync {
  if (open !== 'create' && database !== ':memory:' && !existsSync(database)) {
    throw new Trouble(
      `${database} does not exist: correct connection=, or write sqlite:PATH?mode=rwc to make it`,
    )
  }
  try {
    const db = new DatabaseSync(database, {
      readOnly: open === 'read-only',
      timeout: 10_000,
      allowExtension: false,
    })
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (thrown) {
    throw new Trouble(`${database} cannot be opened: ${messageOf(thrown)}`)
  }
}

function carryOut(db: DatabaseSync, text: string, values: readonly SqlValue[], rows: Rows): number {
  try {
    const statement = db.prepare(text)
    // SQLite stops at its own end of the statement: what stands behind it must not be dropped in silence.
    if (text.slice(statement.sourceSQL.length).trim() !== '')
      throw new Error('two statements where one was read: put them into blocks of their own')
    const given = values.map(plain)
    const columns = statement.columns().map(({ name }) => name)
    if (columns.length === 0) return Number(statement.run(...given).changes)
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    rows.begin(columns)
    // With arrays asked for, a row is the list of its cells; the types only know objects.
    for (const row of statement.iterate(...given)) rows.add(row as unknown as readonly Cell[])
    return 0
  } catch (thrown) {
    throw new StatementFailure({ message: messageOf(thrown) })
  }
}

function plain(value: SqlValue): string | number | null {
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
