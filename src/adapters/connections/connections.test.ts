import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeSecrets } from '../secrets/secrets.ts'
import { openConnections } from './connections.ts'

const home = mkdtempSync(join(tmpdir(), 'kneeboard-connections-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const file = join(home, '.config/kneeboard/connections.yaml')
mkdirSync(join(home, '.config/kneeboard'), { recursive: true })

const environment = {
  KNEEBOARD_CONNECTION_FROM_ENV: 'postgres://ana:correct-horse@db/x',
  SHOP_PW: 'correct-horse',
}
const connections = openConnections({
  environment,
  home,
  secrets: makeSecrets({ environment, prompts: new Map(), directory: '/' }),
})

type Case = {
  readonly text: string
  readonly mode?: number
  readonly name?: string
  readonly finds: object | RegExp
}

const check = (title: string, { text, mode = 0o600, name = 'shop', finds }: Case) =>
  test(title, async () => {
    writeFileSync(file, text)
    chmodSync(file, mode)
    const found = await connections.find(name)
    if (!(finds instanceof RegExp)) return expect(found).toMatchObject({ kind: 'connection', ...finds })
    expect(found).toMatchObject({ kind: 'refused', message: expect.stringMatching(finds) as string })
    expect(JSON.stringify(found)).not.toContain('correct-horse')
  })

check('an address', {
  text: 'shop: postgres://ana@db/x',
  mode: 0o644,
  finds: { target: { host: 'db', user: 'ana' } },
})
check('an address with a password, in a private file', {
  text: 'shop: postgres://ana:correct-horse@db/x',
  finds: { password: 'correct-horse' },
})
check('an address with a password others may read', {
  text: 'shop: postgres://ana:correct-horse@db/x',
  mode: 0o640,
  finds: /holds a password and others may read it: chmod 600/,
})
check('a password of its own', {
  text: 'shop: {url: mysql://ana@db/x, password: correct-horse}',
  finds: { password: 'correct-horse' },
})
check('a password that is elsewhere, in a file others may read', {
  text: 'shop:\n  url: mysql://ana@db/x\n  password from: env:SHOP_PW\n',
  mode: 0o644,
  finds: { password: 'correct-horse' },
})
check('a password that is not there', {
  text: 'shop: {url: mysql://ana@db/x, password from: env:NOTHING}',
  finds: /the password of the connection: the environment variable NOTHING is not set/,
})
check('a file others may write', {
  text: 'shop: postgres://ana@db/x',
  mode: 0o666,
  finds: /others may write/,
})
check('a name nobody defined', {
  text: 'shop: postgres://ana@db/x',
  name: 'till',
  finds: /no connection is called till: define it in .*connections\.yaml/,
})
check('a name every object has', { text: '{}', name: 'constructor', finds: /no connection is called/ })
check('what is no YAML', { text: 'shop: [correct-horse', finds: /this is not YAML \(.*line 1\)/ })
check('what is no connection', {
  text: 'shop: {host: db, password: correct-horse}',
  finds: /shop takes an address/,
})
check('from the environment', {
  text: '',
  name: 'from-env',
  finds: { password: 'correct-horse', target: { host: 'db' } },
})

test('.pgpass gives a password to exactly the server it names', async () => {
  const pgpass = join(home, '.pgpass')
  writeFileSync(pgpass, '# mine\ndb:5432:*:a\\:na:wrong\ndb:5432:*:ana:correct\\:horse\n', { mode: 0o600 })
  const server = {
    engine: 'postgres',
    host: 'db',
    port: 5432,
    user: 'ana',
    database: 'x',
    tls: 'disable',
  } as const
  expect(await connections.passwordFor(server)).toBe('correct:horse')
  expect(await connections.passwordFor({ ...server, host: 'evil' })).toBeUndefined()
  expect(await connections.passwordFor({ ...server, engine: 'mysql' })).toBeUndefined()
  chmodSync(pgpass, 0o644)
  expect(await connections.passwordFor(server)).toBeUndefined()
})
