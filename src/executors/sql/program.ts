import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StatementSync } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { giveOutputs, runOwnProgram, Trouble } from '../own-program.ts'
import type { SqlRequest } from './request.ts'
import { countPlaceholders, lineAt } from './statement.ts'
import type { Cell } from './table.ts'
import { jsonCell, tableText } from './table.ts'

type Result = { readonly columns: readonly string[]; readonly rows: (readonly Cell[])[]; more: boolean }

/** Rows of one statement that are shown and kept. */
const rowsMax = 10_000

/**
 * Statements one after the other, each cut off by SQLite itself; the first that fails ends it. Each stands for
 * itself unless the block opens a transaction; one left open is rolled back and fails. Values are bound, which
 * only a single statement can have.
 */
function carryOut(request: SqlRequest, folder: string): number {
  const db = open(request)
  const refusal = refuseParameters(db, request)
  if (refusal !== undefined) return fail(refusal)
  let offset = 0
  let last: Result | undefined
  let changes = 0
  for (;;) {
    const read = prepare(db, request.statement, offset)
    if (read.kind === 'end') break
    if (read.kind === 'failed') return fail(read.message)
    try {
      const result = carryOutOne(db, read.statement, request)
      if (result.kind === 'rows') last = print(result.result)
      else changes += result.changes
    } catch (thrown) {
      return fail(`line ${lineAt(request.statement, offset)}: ${messageOf(thrown)}`)
    }
    offset = read.end
  }
  if (db.isTransaction) {
    db.exec('ROLLBACK')
    return fail('the block left a transaction open: it was rolled back; end it with COMMIT')
  }
  finish(folder, last, changes)
  return 0
}

function open({ database, open }: SqlRequest): DatabaseSync {
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

function refuseParameters(db: DatabaseSync, { statement, parameters }: SqlRequest): string | undefined {
  if (parameters.length === 0) return undefined
  const count = countPlaceholders(statement)
  if (count !== parameters.length) {
    return `${count} ? stand in the statement and ${parameters.length} values were given: write values as {{ name }} only`
  }
  const first = prepare(db, statement, 0)
  if (first.kind !== 'statement') return undefined
  const second = prepare(db, statement, first.end)
  return second.kind === 'end'
    ? undefined
    : 'a block with values takes one statement: put the others into blocks of their own'
}

type Prepared =
  | { readonly kind: 'statement'; readonly statement: StatementSync; readonly end: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly message: string }

/** The statement that begins at `offset`, and where it ends. */
function prepare(db: DatabaseSync, sql: string, offset: number): Prepared {
  const rest = sql.slice(offset)
  try {
    const statement = db.prepare(rest)
    return { kind: 'statement', statement, end: offset + statement.sourceSQL.length }
  } catch (thrown) {
    const nothing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_INVALID_ARG_VALUE'
    if (!nothing) return { kind: 'failed', message: `line ${lineAt(sql, offset)}: ${messageOf(thrown)}` }
    // Empty statements (a lone semicolon) may have others behind them.
    const empty = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/.exec(rest)?.[0].length ?? 0
    return empty === 0 || empty === rest.length ? { kind: 'end' } : prepare(db, sql, offset + empty)
  }
}

type Carried =
  | { readonly kind: 'rows'; readonly result: Result }
  | { readonly kind: 'changes'; readonly changes: number }

function carryOutOne(db: DatabaseSync, statement: StatementSync, { parameters }: SqlRequest): Carried {
  const values = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value))
  const columns = statement.columns().map(({ name }) => name)
  if (columns.length === 0) return { kind: 'changes', changes: Number(statement.run(...values).changes) }
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const result: Result = { columns, rows: [], more: false }
  for (const row of statement.iterate(...values)) {
    if (result.rows.length === rowsMax) {
      result.more = true
      break
    }
    // With arrays asked for, a row is the list of its cells; the types only know objects.
    result.rows.push(row as unknown as readonly Cell[])
  }
  return { kind: 'rows', result }
}

function print(result: Result): Result {
  process.stdout.write(tableText(result.columns, result.rows))
  const count = result.rows.length
  process.stdout.write(
    result.more ? `(the first ${count} rows)\n` : `(${count} ${count === 1 ? 'row' : 'rows'})\n`,
  )
  return result
}

/** Rows of the last query as JSON in `result.json`, and as the output `json` when they fit one. */
function finish(folder: string, last: Result | undefined, changes: number): void {
  if (!last) {
    process.stdout.write(`(${changes} ${changes === 1 ? 'row' : 'rows'} changed)\n`)
    return giveOutputs(folder, { changes: String(changes) })
  }
  const { columns, rows } = last
  const json = JSON.stringify(
    rows.map((row) => Object.fromEntries(row.map((cell, at) => [columns[at], jsonCell(cell)]))),
  )
  writeFileSync(join(folder, 'result.json'), json, { mode: 0o600 })
  giveOutputs(folder, { rows: String(rows.length), changes: String(changes), json })
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`)
  return 1
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** Entry of the process that carries out SQL: `node program.ts FOLDER`, with `request.json` in the folder. */
await runOwnProgram(async (request, folder) => carryOut(request as SqlRequest, folder))
