import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestServer } from './process.ts'
import {
  firstThere,
  freePort,
  makeCertificate,
  prepareWith,
  serverFolder,
  serverUser,
  startServer,
} from './process.ts'

const program = firstThere(['/usr/sbin/mariadbd', '/usr/bin/mariadbd'])
const installer = firstThere(['/usr/bin/my_print_defaults']) && firstThere(['/usr/bin/mariadb-install-db'])

/** Why there is no MariaDB to test with; undefined when there is. */
export const noMariadb =
  program === undefined || installer === undefined ? 'MariaDB is not installed' : undefined

export type MariadbServer = TestServer & {
  /** The user `owner`, with every right, by password. */
  readonly password: string
  readonly socket: string
  readonly certificate: string | undefined
}

/** A server with the database `shop`, on loopback and on a socket in its folder. */
export async function startMariadb(): Promise<MariadbServer> {
  if (program === undefined || installer === undefined) throw new Error(noMariadb)
  const folder = serverFolder('mariadb')
  const [data, socket, password] = [join(folder, 'data'), join(folder, 'db.sock'), 'correct-horse-9']
  const common = [
    '--no-defaults',
    `--datadir=${data}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=16M',
    '--innodb-log-file-size=4M',
    '--skip-log-bin',
  ]
  prepareWith(installer, [...common, '--skip-test-db', '--auth-root-authentication-method=normal'], folder)
  const first = join(folder, 'first.sql')
  writeFileSync(
    first,
    [
      'CREATE DATABASE shop;',
      `CREATE USER owner IDENTIFIED BY '${password}';`,
      'GRANT ALL ON *.* TO owner WITH GRANT OPTION;',
      '',
    ].join('\n'),
    { mode: 0o644 },
  )
  const made = makeCertificate(folder, serverUser)
  const port = await freePort()
  const words = [
    ...common,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--character-set-server=utf8mb4',
    `--socket=${socket}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--init-file=${first}`,
    ...(made ? [`--ssl-cert=${made.certificate}`, `--ssl-key=${made.key}`] : []),
  ]
  const server = await startServer({
    program,
    words,
    folder,
    port,
    ready: /ready for connections/,
    stopSignal: 'SIGTERM',
  })
  return { ...server, password, socket, certificate: made?.certificate }
}
