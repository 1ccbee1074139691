import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFromVault } from './vault.ts'

const home = mkdtempSync(join(tmpdir(), 'kneeboard-vault-'))
const token = 'hvs.CAESIJ-token'
const seen: IncomingMessage['headers'][] = []
let server: Server
let address = ''

/** What Vault 1.x answers on these paths, as its API is described. */
const answers: Readonly<Record<string, readonly [status: number, body: unknown]>> = {
  '/v1/kv/data/db': [
    200,
    {
      data: {
        data: { password: 'correct-horse', port: 5432, deep: {} },
        metadata: { version: 3, destroyed: false },
      },
    },
  ],
  '/v1/kv/data/with%20blank': [200, { data: { data: { a: 'x' }, metadata: {} } }],
  '/v1/kv/data/deleted': [200, { data: { data: null, metadata: { deletion_time: '2026-01-01T00:00:00Z' } } }],
  '/v1/secret/db': [200, { data: { password: 'first-version', data: 'a field of that name' } }],
  '/v1/kv/db': [
    404,
    {
      errors: [],
      warnings: [
        "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. If using the Vault CLI, use 'vault kv get' for this operation.",
      ],
    },
  ],
  '/v1/kv/data/forbidden': [403, { errors: ['1 error occurred:\n\t* permission denied\n\n'] }],
  '/v1/kv/data/sealed': [503, { errors: ['Vault is sealed'] }],
  '/v1/kv/data/moved': [307, {}],
}

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  seen.push(request.headers)
  const [status, body] =
    request.headers['x-vault-token'] === token
      ? (answers[request.url ?? ''] ?? [404, { errors: [] }])
      : ([403, { errors: ['permission denied'] }] as const)
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 307 ? { location: 'http://other/' } : {}),
  })
  response.end(JSON.stringify(body))
}

beforeAll(async () => {
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(home, { recursive: true, force: true })
})

const read = (path: string, field: string, more: Record<string, string> = {}) =>
  readFromVault(
    { provider: 'vault', path, field },
    { HOME: home, VAULT_ADDR: address, VAULT_TOKEN: token, ...more },
  )

describe('a secret in Vault', () => {
  it.each([
    ['kv/data/db', 'password', 'correct-horse'],
    ['kv/data/db', 'port', '5432'],
    ['kv/data/with blank', 'a', 'x'],
    ['secret/db', 'password', 'first-version'],
    ['secret/db', 'data', 'a field of that name'],
  ])('%s#%s', async (path, field, value) => {
    expect(await read(path, field)).toEqual({ kind: 'secret', value })
  })

  it('is asked for with the settings of its own client', async () => {
    await read('kv/data/db', 'password', { VAULT_NAMESPACE: 'team/a', VAULT_ADDR: `${address}/` })
    expect(seen.at(-1)).toMatchObject({
      'x-vault-token': token,
      'x-vault-namespace': 'team/a',
      'x-vault-request': 'true',
    })
    const file = join(home, '.vault-token')
    writeFileSync(file, `${token}\n`)
    chmodSync(file, 0o600)
    expect(await read('kv/data/db', 'password', { VAULT_TOKEN: '' })).toMatchObject({
      value: 'correct-horse',
    })
    chmodSync(file, 0o644)
    expect(await read('kv/data/db', 'password', { VAULT_TOKEN: '' })).toMatchObject({
      why: `others may use ${file}`,
    })
    rmSync(file)
    expect(await read('kv/data/db', 'password', { VAULT_TOKEN: '' })).toMatchObject({
      remedy: 'log in: vault login',
    })
  })

  it.each([
    ['kv/data/none', 'x', /there is no kv\/data\/none/, /correct the path/],
    ['kv/db', 'x', /there is no kv\/db/, /vault:kv\/data\/db#/],
    ['kv/data/db', 'user', /has no user/, /password, port, deep/],
    ['kv/data/db', 'deep', /not one value/, /./],
    ['kv/data/deleted', 'x', /was deleted/, /./],
    ['kv/data/forbidden', 'x', /does not let this token read/, /policy/],
    ['kv/data/sealed', 'x', /is sealed/, /unsealed/],
    ['kv/data/moved', 'x', /another address/, /VAULT_ADDR/],
  ])('%s#%s is said as what it is, without a value or the token', async (path, field, why, remedy) => {
    const found = await read(path, field)
    expect(found).toMatchObject({
      kind: 'missing',
      why: expect.stringMatching(why) as string,
      remedy: expect.stringMatching(remedy) as string,
    })
    expect(JSON.stringify(found)).not.toMatch(/correct-horse|hvs/)
  })

  it('cannot be asked where nothing answers', async () => {
    expect(await read('kv/data/db', 'x', { VAULT_ADDR: 'http://127.0.0.1:1' })).toMatchObject({
      kind: 'missing',
      why: 'Vault at 127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    })
    expect(await read('kv/data/db', 'x', { VAULT_ADDR: '' })).toMatchObject({ kind: 'missing' })
    expect(await read('kv/data/db', 'x', { VAULT_CACERT: '/none' })).toMatchObject({
      why: expect.stringContaining('/none cannot be read') as string,
    })
  })
})
