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

const versions = [19, 18, 17, 16, 15, 14, 13, 12, 11]
const program = firstThere([
  ...versions.map((version) => `/usr/lib/postgresql/${version}/bin/postgres`),
  '/usr/bin/postgres',
])

/** Why there is no PostgreSQL to test with; undefined when there is. */
export const noPostgres = program === undefined ? 'PostgreSQL is not installed' : undefined

export type PostgresServer = TestServer & {
  /** The superuser `owner`, by password. */
  readonly password: string
  readonly certificate: string | undefined
}

/** A server with the database `postgres`, open to its superuser by password, on loopback and on a socket in its folder. */
export async function startPostgres(): Promise<PostgresServer> {
  if (program === undefined) throw new Error(noPostgres)
  const folder = serverFolder('postgres')
  const data = join(folder, 'data')
  const password = 'correct-horse-9'
  writeFileSync(join(folder, 'password'), password, { mode: 0o644 })
  const init = [
    '-D',
    data,
    '-U',
    'owner',
    `--pwfile=${join(folder, 'password')}`,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--no-sync',
    '--locale=C.UTF-8',
  ]
  prepareWith(join(program, '../initdb'), init, folder)
  const made = makeCertificate(folder, serverUser)
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    max_connections: '20',
    ...(made ? { ssl: 'on', ssl_cert_file: made.certificate, ssl_key_file: made.key } : {}),
  }
  const words = [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const server = await startServer({
    program,
    words,
    folder,
    port,
    ready: /ready to accept connections/,
    stopSignal: 'SIGQUIT',
  })
  return { ...server, password, certificate: made?.certificate }
}
