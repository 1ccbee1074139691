import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attemptFiles } from '../attempt-files.ts'
import { giveOutputs, runOwnProgram, writeDurably } from '../own-program.ts'
import { failureText } from './failure.ts'
import type { SqlRequest } from './request.ts'
import type { Result } from './rows.ts'
import { Rows } from './rows.ts'
import type { SqlSession, SqlValue } from './session.ts'
import { StatementFailure } from './session.ts'
import type { Statement } from './statements.ts'
import { cutStatements } from './statements.ts'
import { jsonCell, tableText } from './table.ts'
import { needsTransaction, undoneText } from './transaction.ts'

/**
 * Carries a block's statements out one after the other; the first that fails ends it, and what was done before is taken
 * back when it was one transaction. Values are bound. Asked to end, it asks the server to give up first.
 */
async function carryOut(request: SqlRequest, folder: string): Promise<number> {
  const { statement: source, target } = request
  const cut = cutStatements(source, target.engine)
  if (cut.kind === 'refused') return fail(failureText(source, cut.offset, { message: cut.message }))
  const secrets = takeSecrets(request)
  const session = await open(request, secrets.password)
  if (session.greeting !== undefined) process.stderr.write(`${session.greeting}\n`)
  const ending = endWhenAsked(session)
  const work = {
    session,
    source,
    folder,
    engine: target.engine === 'mysql' ? ('mysql' as const) : ('other' as const),
    statements: cut.statements,
    values: secrets.values,
  }
  try {
    const code = await inTransaction(work, needsTransaction(cut.statements, request.transaction))
    return ending.asked() ? endedCode : code
  } catch (thrown) {
    if (!(thrown instanceof LostInDoubt)) throw thrown
    writeDurably(folder, attemptFiles.verdict, JSON.stringify({ kind: 'unknown', why: thrown.message }))
    return fail(thrown.message)
  } finally {
    await session.close()
  }
}

/** As a shell tells a death by TERM. */
const endedCode = 143

/** The connection was lost and the server may have carried the statement out. */
class LostInDoubt extends Error {}

type Work = {
  readonly session: SqlSession
  readonly source: string
  readonly folder: string
  readonly engine: 'mysql' | 'other'
  readonly statements: readonly Statement[]
  readonly values: readonly SqlValue[]
}

/** Secrets leave the environment as soon as they are read: nothing this program starts could inherit them. */
function takeSecrets(request: SqlRequest): { password: string | undefined; values: readonly SqlValue[] } {
  const take = (name: string): string => process.env[name] ?? ''
  const password = request.password === undefined ? undefined : take(request.password)
  const values = request.parameters.map((value) =>
    typeof value === 'object' && value !== null && 'secret' in value ? take(value.secret) : value,
  )
  for (const name of Object.keys(process.env)) if (name.startsWith('KB_')) delete process.env[name]
  return { password, values }
}

/** An engine is loaded when it is spoken. */
async function open({ target, timeoutMs }: SqlRequest, password: string | undefined): Promise<SqlSession> {
  const access = { password, timeoutMs }
  switch (target.engine) {
    case 'sqlite':
      return (await import('./sqlite.ts')).openSqlite(target)
    case 'postgres':
      return (await import('./postgres.ts')).openPostgres(target, access)
    case 'mysql':
      return (await import('./mysql.ts')).openMysql(target, access)
  }
}

function endWhenAsked(session: SqlSession): { asked(): boolean } {
  let asked = false
  process.once('SIGTERM', () => {
    asked = true
    const leave = (): void => process.exit(endedCode)
    // Given up, the statement fails and the program ends by itself; a server that does not follow is left.
    session.cancel().then(() => setTimeout(leave, 2000).unref(), leave)
  })
  return { asked: () => asked }
}

async function inTransaction(work: Work, how: 'whole' | 'each'): Promise<number> {
  const { session, statements } = work
  if (how === 'whole') await session.run('BEGIN', [], new Rows())
  const done: Statement[] = []
  const failed = await carryOutAll(work, how, done)
  if (failed !== undefined) {
    const undone = how === 'whole' ? undoneText(done, work.engine) : ''
    if (session.isInTransaction()) await session.run('ROLLBACK', [], new Rows()).catch(() => undefined)
    return fail(failed + undone)
  }
  if (how === 'whole') {
    const refused = await commit(session)
    return refused === undefined ? 0 : fail(`nothing of the block was kept: ${refused}`)
  }
  if (!session.isInTransaction() || statements.length === 0) return 0
  await session.run('ROLLBACK', [], new Rows())
  return fail('the block left a transaction open: it was rolled back; end it with COMMIT')
}

/** Why the whole was not kept: a check that was put off until the end, say. */
async function commit(session: SqlSession): Promise<string | undefined> {
  try {
    await session.run('COMMIT', [], new Rows())
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof StatementFailure)) throw thrown
    const { lost, message, hint } = thrown.failure
    if (lost) throw new LostInDoubt(lostText(message))
    return [message, hint].filter((part) => part !== undefined).join('\n')
  }
}

const lostText = (message: string): string =>
  `the connection was lost (${message}): whether the statement took effect is not known`

/** What failed; nothing when all of it was done. */
async function carryOutAll(
  work: Work,
  how: 'whole' | 'each',
  done: Statement[],
): Promise<string | undefined> {
  let last: Result | undefined
  let changes = 0
  for (const statement of work.statements) {
    const result = await carryOutOne(work, statement, how === 'whole' ? 'undone' : 'doubtful')
    if (result.kind === 'failed') return result.text
    for (const each of result.rows.results) last = print(each)
    changes += result.changes
    done.push(statement)
  }
  finish(work.folder, last, changes)
  return undefined
}

type Carried =
  | { readonly kind: 'done'; readonly rows: Rows; readonly changes: number }
  | { readonly kind: 'failed'; readonly text: string }

/** `whenLost`: what the loss of the connection means for the statement. */
async function carryOutOne(
  work: Work,
  statement: Statement,
  whenLost: 'undone' | 'doubtful',
): Promise<Carried> {
  const { session, source, values } = work
  const rows = new Rows()
  try {
    const changes = await session.run(
      statement.text,
      statement.values.map((at) => values[at] ?? null),
      rows,
    )
    return { kind: 'done', rows, changes }
  } catch (thrown) {
    if (!(thrown instanceof StatementFailure)) throw thrown
    const { failure } = thrown
    if (failure.lost && whenLost === 'doubtful' && !isRead(statement))
      throw new LostInDoubt(lostText(failure.message))
    const offset = statement.sourceOffset(offsetOf(statement.text, failure.at))
    return { kind: 'failed', text: failureText(source, offset, failure) }
  }
}

/** Engines count characters or lines of what they were sent, or say nothing. */
function offsetOf(text: string, at: StatementFailure['failure']['at']): number {
  if (at === undefined) return 0
  if ('offset' in at) return at.offset
  return text
    .split('\n')
    .slice(0, at.line - 1)
    .reduce((sum, line) => sum + line.length + 1, 0)
}

const isRead = ({ words }: Statement): boolean =>
  /^(?:SELECT|SHOW|EXPLAIN|VALUES|TABLE|DESCRIBE|DESC)$/.test(words[0] ?? '')

function print(result: Result): Result {
  const { columns, rows, count } = result
  process.stdout.write(tableText(columns, rows))
  const all = `${count} ${count === 1 ? 'row' : 'rows'}`
  process.stdout.write(rows.length < count ? `(the first ${rows.length} of ${all})\n` : `(${all})\n`)
  return result
}

/** Rows of the last query as JSON for checks, and as the output `json` when they fit one. */
function finish(folder: string, last: Result | undefined, changes: number): void {
  if (!last) {
    process.stdout.write(`(${changes} ${changes === 1 ? 'row' : 'rows'} changed)\n`)
    return giveOutputs(folder, { changes: String(changes) })
  }
  const { columns, rows, count } = last
  const json = JSON.stringify(
    rows.map((row) => Object.fromEntries(row.map((cell, at) => [columns[at], jsonCell(cell)]))),
  )
  writeFileSync(join(folder, attemptFiles.found), json, { mode: 0o600 })
  giveOutputs(folder, { rows: String(count), changes: String(changes), json })
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`)
  return 1
}

/** Entry of the process that carries out SQL: `node program.ts FOLDER`, with `request.json` in the folder. */
await runOwnProgram(async (request, folder) => carryOut(request as SqlRequest, folder))
