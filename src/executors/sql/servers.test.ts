import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { until } from '../../../test/executor/until.ts'
import { injections } from '../../../test/servers/injections.ts'
import { engines, rowsOf, sqlBench } from '../../../test/servers/sql-bench.ts'
import { openWire } from '../../../test/servers/wire.ts'

for (const engine of engines) {
  const { name, scheme, database, absent } = engine
  describe.skipIf(absent !== undefined)(
    absent === undefined ? name : `${name} (${absent})`,
    { timeout: 120_000 },
    () => {
      const { bench, server, address, sql, attempt, done, ask, sleepingIs, endSleepers } = sqlBench(engine)

      test('rows come as a table and as JSON; who answered is in the log', async () => {
        await done(`DROP TABLE IF EXISTS item; CREATE TABLE item (name varchar(40), n int);
        INSERT INTO item VALUES ('apple', 3), ('pear', NULL)`)
        const { outcome, stderr } = await done('SELECT name, n FROM item ORDER BY name')
        expect(outcome).toMatchObject({
          end: { kind: 'exit', code: 0 },
          stdout: 'name      n\n-----  ----\napple     3\npear   NULL\n(2 rows)\n',
        })
        expect(rowsOf(outcome)).toEqual([
          { name: 'apple', n: 3 },
          { name: 'pear', n: null },
        ])
        expect(stderr).toMatch(
          new RegExp(`^${name} \\d+.*, database ${database} at 127\\.0\\.0\\.1:${server().port} as owner`),
        )
      })

      test('changes are counted', async () => {
        await done('DROP TABLE IF EXISTS counted; CREATE TABLE counted (n int)')
        const { outcome } = await done('INSERT INTO counted VALUES (1), (2), (3)')
        expect(outcome).toMatchObject({ stdout: '(3 rows changed)\n', outputs: { changes: '3' } })
      })

      test('a value is bound, whatever it says: nothing else is done, and it comes back as it is', async () => {
        await done(
          `DROP TABLE IF EXISTS guarded; CREATE TABLE guarded (name text); INSERT INTO guarded VALUES ('kept')`,
        )
        const each = injections.map(
          () => `SELECT {{ a }} AS said, count(*) AS found FROM guarded WHERE name = {{ b }}`,
        )
        const { outcome } = await done(each.join(' UNION ALL '), {
          parameters: injections.flatMap((value) => [value, value]),
        })
        expect(rowsOf(outcome)).toEqual(injections.map((said) => ({ said, found: 0 })))
        expect(await ask('SELECT name FROM guarded')).toEqual([{ name: 'kept' }])
      })

      test('several statements with values are one transaction', async () => {
        await done('DROP TABLE IF EXISTS moved; CREATE TABLE moved (n int UNIQUE)')
        const both = 'INSERT INTO moved VALUES ({{ a }}); INSERT INTO moved VALUES ({{ b }})'
        const failed = await done(both, { parameters: [1, 1] })
        expect(failed.outcome.end).toEqual({ kind: 'exit', code: 1 })
        expect(failed.stderr).toContain('nothing of the block was kept: it was one transaction')
        expect(await ask('SELECT n FROM moved')).toEqual([])
        await done(both, { parameters: [1, 2] })
        expect(await ask('SELECT n FROM moved ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
      })

      test('with transaction=off, or BEGIN of its own, a block is what it says', async () => {
        await done('DROP TABLE IF EXISTS own; CREATE TABLE own (n int)')
        await done('INSERT INTO own VALUES (1); SELEC', { transaction: 'off' })
        await done('BEGIN; INSERT INTO own VALUES (2); ROLLBACK; INSERT INTO own VALUES (3)')
        expect(await ask('SELECT n FROM own ORDER BY n')).toEqual([{ n: 1 }, { n: 3 }])
        const left = await done('BEGIN; INSERT INTO own VALUES (4)')
        expect(left.stderr).toContain('left a transaction open: it was rolled back')
        expect(await ask('SELECT count(*) AS n FROM own')).toEqual([{ n: 2 }])
      })

      test('an error tells its place in the block', async () => {
        const { stderr } = await done(
          `SELECT 1;\n\nSELECT {{ a_rather_long_name }},\n  2 FORM nowhere WHERE x = 1`,
          { parameters: ['x'] },
        )
        expect(stderr).toMatch(/^line 4(:\d+)?: .*syntax.*\(\w+\)\n4 \|   2 FORM nowhere WHERE x = 1$/m)
      })

      test('the first rows are shown, all are counted', async () => {
        const { outcome } = await done(
          name === 'PostgreSQL'
            ? 'SELECT n FROM generate_series(1, 10500) n'
            : 'SELECT seq AS n FROM seq_1_to_10500',
        )
        expect(outcome.stdout).toContain('\n(the first 10000 of 10500 rows)\n')
        expect(outcome.outputs).toMatchObject({ rows: '10500' })
      })

      test('a secret is bound and masked, and the password is nowhere', async () => {
        const { outcome, stderr, effect } = await done(
          `SELECT {{ token }} AS token`,
          { parameters: [{ secret: 'KB_SECRET_1' }] },
          { KB_SECRET_1: 'hunter2-hunter2' },
        )
        // What is captured for checks and outputs is masked, as the log is.
        expect(rowsOf(outcome)).toEqual([{ token: '••••' }])
        expect(await bench.log(effect, 'stdout')).not.toContain('hunter2')
        expect(readFileSync(join(bench.folder(effect), 'request.json'), 'utf8')).not.toMatch(
          /hunter2|correct-horse/,
        )
        expect(stderr).not.toContain('correct-horse')
      })

      test('a wrong password, and none, say so and not which', async () => {
        const wrong = await done('SELECT 1', {}, { KB_SECRET_9: 'battery-staple' })
        expect(wrong.outcome.end).toMatchObject({
          kind: 'error',
          message: expect.stringMatching(/cannot be used: .*(authentication failed|denied)/) as string,
        })
        expect(JSON.stringify(wrong)).not.toContain('battery-staple')
        const none = await done('SELECT 1', { connection: address('owner') })
        expect(none.outcome.end).toMatchObject({
          kind: 'error',
          message: expect.stringMatching(/wants a password and none is given|denied/) as string,
        })
      })

      test('a port where nobody listens is an error', async () => {
        const { outcome } = await done('SELECT 1', {
          connection: `${scheme}://owner:KB_SECRET_9@127.0.0.1:1/x`,
        })
        expect(outcome.end).toMatchObject({
          kind: 'error',
          message: expect.stringMatching(/127\.0\.0\.1:1 as owner cannot be used: .*ECONNREFUSED/) as string,
        })
      })

      test('cancelled, the server gives the statement up', async () => {
        const made = attempt(sql(engine.sleep))
        await bench.executor.prepare(made)
        const running = bench.executor.run(made)
        await sleepingIs(1)
        await bench.executor.cancel(made.effect, 20_000)
        expect((await running).end).toEqual({ kind: 'cancelled' })
        await sleepingIs(0)
      })

      test('the server is told the time limit too', async () => {
        const { outcome, stderr } = await done(engine.sleep, { timeoutMs: 300 })
        expect(outcome.end).toEqual({ kind: 'exit', code: 1 })
        expect(stderr).toMatch(/timeout|max_statement_time/)
      })

      test('with only its driver gone, an attempt is found again', async () => {
        await done('DROP TABLE IF EXISTS slow; CREATE TABLE slow (n int)')
        const made = attempt(
          sql(`INSERT INTO slow VALUES (1); ${engine.sleep.replace('60', '1')}; INSERT INTO slow VALUES (2)`),
        )
        await bench.executor.prepare(made)
        void bench.executor.run(made)
        await until('it runs', () => existsSync(join(bench.folder(made.effect), 'claim')))
        const found = await bench.restart().recover(made.effect, bench.executor.place)
        expect(found.kind === 'known' && (await found.outcome).end).toEqual({ kind: 'exit', code: 0 })
        expect(await ask('SELECT n FROM slow ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
      })

      test('the connection lost outside a transaction is a question, inside it a failure', async () => {
        const wire = await openWire(server().port)
        const through = { connection: `${scheme}://owner:KB_SECRET_9@127.0.0.1:${wire.port}/${database}` }
        const change = name === 'PostgreSQL' ? 'DO $$ BEGIN PERFORM pg_sleep(60); END $$' : 'DO sleep(60)'
        const lose = async (statement: string) => {
          const made = attempt(sql(statement, through))
          await bench.executor.prepare(made)
          const running = bench.executor.run(made)
          running.catch(() => undefined)
          await sleepingIs(1)
          wire.cut()
          await running.catch(() => undefined)
          await endSleepers()
          return running
        }
        expect((await lose(change)).end).toMatchObject({
          kind: 'unknown',
          why: expect.stringMatching(/whether the statement took effect is not known/) as string,
        })
        expect((await lose(`SELECT 1; ${change}`)).end).toEqual({ kind: 'exit', code: 1 })
        expect((await lose(engine.sleep)).end).toEqual({ kind: 'exit', code: 1 })
        wire.close()
      })

      test('the certificate is checked as asked', async ({ skip }) => {
        const { certificate } = server()
        if (certificate === undefined) return skip('openssl is not installed')
        const at = (host: string, rest: string) => ({
          connection: `${scheme}://owner:KB_SECRET_9@${host}:${server().port}/${database}?${rest}`,
        })
        const ends = async (host: string, rest: string) =>
          (await done('SELECT 1', at(host, rest))).outcome.end
        expect(await ends('localhost', 'sslmode=verify-full')).toMatchObject({
          kind: 'error',
          message: expect.stringMatching(/self[- ]signed.*sslrootcert/) as string,
        })
        expect(await ends('localhost', 'sslmode=require')).toEqual({ kind: 'exit', code: 0 })
        expect(await ends('localhost', `sslmode=verify-full&sslrootcert=${certificate}`)).toEqual({
          kind: 'exit',
          code: 0,
        })
        expect(await ends('127.0.0.1', `sslmode=verify-ca&sslrootcert=${certificate}`)).toEqual({
          kind: 'exit',
          code: 0,
        })
        expect(await ends('127.0.0.1', `sslmode=verify-full&sslrootcert=${certificate}`)).toMatchObject({
          kind: 'error',
        })
      })

      if (name === 'PostgreSQL') {
        test('every kind of value', async () => {
          const all = `SELECT 9007199254740993::bigint AS big, 7::bigint AS small, 1.50::numeric AS price, 'NaN'::float8 AS nan, true AS yes,
          timestamptz '2024-02-01 10:00:00.5+02' AS at, timestamp '2024-02-01 10:00:00' AS local, date '2024-02-01' AS day,
          '{"a":[1,9007199254740993]}'::jsonb AS doc, '\\x01ff'::bytea AS bytes, ARRAY['a','b'] AS list, NULL AS nothing`
          const { outcome } = await done(`SET timezone = 'Asia/Kolkata'; ${all}`)
          expect(rowsOf(outcome)).toEqual([
            {
              big: '9007199254740993',
              small: 7,
              price: '1.50',
              nan: 'NaN',
              yes: true,
              at: '2024-02-01T13:30:00.5+05:30',
              local: '2024-02-01T10:00:00',
              day: '2024-02-01',
              doc: { a: [1, '9007199254740993'] },
              bytes: '01ff',
              list: '{a,b}',
              nothing: null,
            },
          ])
        })
        test('a list is bound as an array', async () =>
          expect(await ask(`SELECT n FROM unnest({{ hosts }}::text[]) n`, [[`a"b`, 'c,d']])).toEqual([
            { n: `a"b` },
            { n: 'c,d' },
          ]))
        test('an exact place, with its line and the engine’s hint', async () => {
          await done('DROP TABLE IF EXISTS named; CREATE TABLE named (name text)')
          const { stderr } = await done('SELECT 1;\nSELECT {{ long_reference }}, é.nmae FROM named é', {
            parameters: [1],
          })
          expect(stderr).toContain(
            'line 2:30: column é.nmae does not exist (42703)\n2 | SELECT {{ long_reference }}, é.nmae FROM named é\n  |                              ^\nPerhaps you meant',
          )
        })
        test('what takes no transaction says what to write', async () => {
          const { stderr } = await done('SELECT 1; VACUUM')
          expect(stderr).toContain('write transaction=off')
        })
        test('a value where no value can stand is refused by the server', async () => {
          const { outcome } = await done('DROP TABLE {{ name }}', { parameters: ['guarded'] })
          expect(outcome.end).toEqual({ kind: 'exit', code: 1 })
        })
        test('a check that is put off until the end is told', async () => {
          await done(
            `DROP TABLE IF EXISTS late; CREATE TABLE late (n int, UNIQUE (n) DEFERRABLE INITIALLY DEFERRED)`,
          )
          const { stderr } = await done('INSERT INTO late VALUES (1); INSERT INTO late VALUES (1)')
          expect(stderr).toMatch(/nothing of the block was kept: duplicate key/)
        })
      } else {
        test('every kind of value', async () => {
          const all = `SELECT CAST(9007199254740993 AS SIGNED) AS big, CAST(7 AS SIGNED) AS small, CAST(1.5 AS DECIMAL(5,2)) AS price,
          at, local, day, bytes, NULL AS nothing FROM kinds`
          await done(
            `DROP TABLE IF EXISTS kinds; CREATE TABLE kinds (at TIMESTAMP, local DATETIME(1), day DATE, bytes VARBINARY(9))`,
          )
          await done(
            `INSERT INTO kinds VALUES ('2024-02-01 10:00:00', '2024-02-01 10:00:00.5', '2024-02-01', x'01ff')`,
          )
          const row = {
            big: '9007199254740993',
            small: 7,
            price: '1.50',
            at: '2024-02-01T10:00:00Z',
            local: '2024-02-01T10:00:00.5',
            day: '2024-02-01',
            bytes: '01ff',
            nothing: null,
          }
          expect(await ask(all)).toEqual([row])
          expect(await ask(`${all} WHERE 1 = {{ one }}`, [1])).toEqual([row])
        })
        test('a change of form is kept, and the message says so', async () => {
          const { stderr } = await done(
            'CREATE TABLE IF NOT EXISTS formed (n int); INSERT INTO nowhere VALUES (1)',
          )
          expect(stderr).toContain('the first 1 of its statements were kept: MySQL commits at CREATE TABLE')
        })
        test('a procedure with statements inside, and its rows', async () => {
          const procedure = 'CREATE PROCEDURE twice(x int) BEGIN IF x > 1 THEN SELECT x * 2 AS n; END IF; END'
          const { outcome } = await done(
            `DROP PROCEDURE IF EXISTS twice; ${procedure}; CALL twice({{ x }})`,
            { parameters: [21] },
          )
          expect(rowsOf(outcome)).toEqual([{ n: 42 }])
        })
        test('the server cannot ask for a file', async () => {
          await done('DROP TABLE IF EXISTS took; CREATE TABLE took (line text)')
          const { outcome } = await done(`LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE took`)
          expect(outcome.end).toEqual({ kind: 'exit', code: 1 })
          expect(await ask('SELECT count(*) AS n FROM took')).toEqual([{ n: 0 }])
        })
      }

      test('the program leaves its password in no environment', async () => {
        const made = attempt(sql(engine.sleep))
        await bench.executor.prepare(made)
        const running = bench.executor.run(made)
        await sleepingIs(1)
        const [found] = bench.executor
          .leftovers(made.effect.split('/')[0] as never)
          .filter(({ command }) => command.includes('program.ts'))
        expect(found?.command).not.toContain('correct-horse')
        await bench.executor.cancel(made.effect, 20_000)
        await running
        await until(
          'it is gone',
          () =>
            !bench.executor
              .leftovers(made.effect.split('/')[0] as never)
              .some(({ pid }) => pid === found?.pid),
        )
      })
    },
  )
}
