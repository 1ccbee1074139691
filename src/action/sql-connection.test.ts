import { describe, expect, test } from 'vitest'
import { holdsPassword, readSqlConnection } from './sql-connection.ts'

describe('what connection= leads to', () => {
  const sqlite = (database: string, open = 'existing') => ({
    kind: 'target',
    target: { engine: 'sqlite', database, open },
  })
  const server = (target: object) => ({ kind: 'target', target })
  const cases: [string, unknown][] = [
    ['a.db', sqlite('a.db')],
    ['./a', sqlite('./a')],
    ['sqlite:a.db', sqlite('a.db')],
    ['sqlite:///srv/a.db', sqlite('/srv/a.db')],
    ['sqlite:a.db?mode=ro', sqlite('a.db', 'read-only')],
    ['sqlite::memory:', sqlite(':memory:')],
    [':memory:', sqlite(':memory:')],
    ['sqlite:a.db?cache=shared', { kind: 'refused' }],
    ['sqlite:', { kind: 'refused' }],
    ['shop', { kind: 'named', name: 'shop' }],
    ['shop-read_only', { kind: 'named', name: 'shop-read_only' }],
    [
      'postgres://ana@db.example:6432/shop',
      server({
        engine: 'postgres',
        host: 'db.example',
        port: 6432,
        user: 'ana',
        database: 'shop',
        tls: 'verify-full',
      }),
    ],
    [
      'postgresql://db.example',
      server({ engine: 'postgres', host: 'db.example', port: 5432, tls: 'verify-full' }),
    ],
    [
      'postgres://localhost/x',
      server({ engine: 'postgres', host: 'localhost', port: 5432, database: 'x', tls: 'disable' }),
    ],
    [
      'postgres:///x?host=/run/postgresql',
      server({ engine: 'postgres', host: '/run/postgresql', port: 5432, database: 'x', tls: 'disable' }),
    ],
    [
      'mariadb://[::1]:3307/x',
      server({ engine: 'mysql', host: '::1', port: 3307, database: 'x', tls: 'disable' }),
    ],
    [
      'mysql://a%40b@db/x?sslmode=verify-ca&sslrootcert=/etc/ca.pem',
      server({
        engine: 'mysql',
        host: 'db',
        port: 3306,
        user: 'a@b',
        database: 'x',
        tls: 'verify-ca',
        ca: '/etc/ca.pem',
      }),
    ],
    ['postgres://db/x?sslmode=prefer', { kind: 'refused' }],
    ['postgres://db/x?options=-c', { kind: 'refused' }],
    ['postgres://db,evil/x', { kind: 'refused' }],
    ['oracle://x', { kind: 'refused' }],
  ]
  test.each(cases)('%s', (connection, expected) =>
    expect(readSqlConnection(connection)).toEqual(
      expected !== null && typeof expected === 'object' && 'kind' in expected && expected.kind === 'refused'
        ? { kind: 'refused', message: expect.any(String) as string }
        : expected,
    ),
  )
})

describe('a password as text', () => {
  const cases: [string, boolean][] = [
    ['postgres://ana:hunter2@db/x', true],
    ['postgres://ana@db/x?password=hunter2', true],
    ['postgres://ana:{{ pw }}@db/x', false],
    ['postgres://ana:x{{ pw }}@db/x', true],
    ['postgres://ana@db:5432/x', false],
    ['shop', false],
  ]
  test.each(cases)('%s', (connection, holds) => expect(holdsPassword(connection)).toBe(holds))
})
