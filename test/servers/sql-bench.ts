import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import type { Outcome } from '../../src/ports/executor.ts'
import type { ResolvedSql, SqlParameter } from '../../src/run/resolve.ts'
import { carryOut, makeBench } from '../executor/bench.ts'
import { noMariadb, startMariadb } from './mariadb.ts'
import { noPostgres, startPostgres } from './postgres.ts'
import type { TestServer } from './process.ts'

type Server = TestServer & { readonly password: string; readonly certificate: string | undefined }

/** The engines whose servers are started for tests, and why one is not. */
export const engines = [
  {
    name: 'PostgreSQL',
    scheme: 'postgres',
    database: 'postgres',
    absent: noPostgres,
    start: startPostgres,
    sleep: 'SELECT pg_sleep(60)',
  },
  {
    name: 'MariaDB',
    scheme: 'mariadb',
    database: 'shop',
    absent: noMariadb,
    start: startMariadb,
    sleep: 'SELECT sleep(60)',
  },
] as const

/** The last result's rows. */
export const rowsOf = ({ json = '[]' }: Outcome): unknown => JSON.parse(json)

/** A server of this engine for a suite, and ways to carry SQL out on it as its owner. */
export function sqlBench(engine: (typeof engines)[number]) {
  const { name, scheme, database } = engine
  const bench = makeBench()
  let started: Server | undefined
  const server = (): Server => {
    if (!started) throw new Error('the server is not started')
    return started
  }
  beforeAll(async () => {
    started = await engine.start()
  }, 120_000)
  afterAll(async () => {
    await started?.stop()
    await bench.remove()
  })

  const address = (user: string, rest = '') =>
    `${scheme}://${user}@127.0.0.1:${server().port}/${database}${rest}`
  const sql = (statement: string, change: Partial<ResolvedSql> = {}): ResolvedSql => ({
    action: 'sql',
    connection: address('owner:KB_SECRET_9'),
    statement,
    parameters: [],
    transaction: 'auto',
    secrets: { KB_SECRET_9: 'env:X' },
    cwd: '',
    ...change,
  })
  const attempt = (action: ResolvedSql, secrets: Record<string, string> = {}) =>
    bench.attempt(action, { secrets: { KB_SECRET_9: server().password, ...secrets } })

  /** Carries it out; says how it ended and what stands in its log. */
  async function done(
    statement: string,
    change: Partial<ResolvedSql> = {},
    secrets: Record<string, string> = {},
  ) {
    const made = attempt(sql(statement, change), secrets)
    const outcome = await carryOut(bench, made)
    return { outcome, stderr: await bench.log(made.effect, 'stderr'), effect: made.effect }
  }
  const ask = async (statement: string, parameters: readonly SqlParameter[] = []): Promise<unknown> =>
    rowsOf((await done(statement, { parameters })).outcome)

  const sleeping = async (): Promise<number> => {
    const statement =
      name === 'PostgreSQL'
        ? `SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()`
        : `SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE '%sleep(%' AND id <> connection_id()`
    return ((await ask(statement)) as [{ n: number }])[0].n
  }
  const endSleepers = async (): Promise<void> => {
    if (name === 'PostgreSQL')
      await ask(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()`,
      )
    else
      for (const { id } of (await ask(
        `SELECT id FROM information_schema.processlist WHERE info LIKE '%sleep(%' AND id <> connection_id()`,
      )) as { id: number }[])
        await done(`KILL ${id}`)
    await sleepingIs(0)
  }
  const sleepingIs = async (wanted: number): Promise<void> => {
    for (const deadline = performance.now() + 30_000; (await sleeping()) !== wanted; await sleep(50))
      if (performance.now() > deadline)
        throw new Error(`the server does not run ${wanted} sleeping statements`)
  }

  return { bench, server, address, sql, attempt, done, ask, sleepingIs, endSleepers }
}
