import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openDestinations } from '../../src/adapters/destinations/destinations.ts'
import { makeSecrets } from '../../src/adapters/secrets/secrets.ts'
import { connectTo } from '../../src/executors/egress/connect.ts'
import type { Resolve } from '../../src/executors/egress/guard.ts'
import { EgressRefusal, makeGuard } from '../../src/executors/egress/guard.ts'
import { exchange } from '../../src/executors/http/exchange.ts'
import type { EgressPolicy } from '../../src/ports/egress.ts'
import type { Outcome } from '../../src/ports/executor.ts'
import type { Bench } from '../executor/bench.ts'
import { carryOut, makeBench } from '../executor/bench.ts'

/** Security test 27: what a server connects to for a run. The listener counts connections, not requests. */
let server: Server
let port = 0
let connections = 0
let location = ''
const home = mkdtempSync(join(tmpdir(), 'kb-egress-'))
const benches: Bench[] = []

beforeAll(async () => {
  server = createServer((_, response) =>
    location === '' ? response.end('reached') : response.writeHead(302, { location }).end(),
  )
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  connections = 0
  location = ''
})
afterAll(async () => {
  for (const bench of benches) await bench.remove()
  server.close()
  rmSync(home, { recursive: true, force: true })
})

const policyOf = (...allow: readonly string[]): EgressPolicy => ({ allow, ports: [] })

function benchWith(egress: EgressPolicy | 'free'): Bench {
  const environment = { HOME: home }
  const secrets = makeSecrets({ environment, prompts: new Map(), directory: home })
  const bench = makeBench({ egress, destinations: openDestinations({ environment, secrets }) })
  benches.push(bench)
  return bench
}

async function get(url: string, egress: EgressPolicy | 'free'): Promise<Outcome & { readonly said: string }> {
  const bench = benchWith(egress)
  const attempt = bench.attempt({
    action: 'http',
    method: 'GET',
    url,
    headers: [],
    secrets: {},
    terms: { redirect: 'follow', certificate: 'checked' },
  })
  const outcome = await carryOut(bench, attempt)
  return { ...outcome, said: await bench.log(attempt.effect, 'stderr') }
}

/** An address this machine has beside loopback. */
const own = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address

const hosts: readonly string[] = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '0.0.0.0',
  '0',
  'localhost',
  'LOCALHOST',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[::1]',
  '[::]',
  '１２７.０.０.１',
  ...(own === undefined ? [] : [own]),
]

describe('a request of a run on a server', () => {
  test.each(hosts)('to %s opens no connection, and the log says why', async (host) => {
    const outcome = await get(`http://${host}:${port}/`, policyOf())
    expect(connections).toBe(0)
    expect(outcome.end).toMatchObject({ kind: 'error', message: expect.stringMatching(/^not connected to /) })
    expect(outcome.said).toMatch(/^not connected to .*an operator may allow it \(egress\.allow\)/)
  })

  test.each([
    '169.254.169.254',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '[::ffff:169.254.169.254]',
    '2852039166',
  ])('to %s, which gives credentials, is refused at once', async (host) => {
    const outcome = await get(`http://${host}/latest/meta-data/`, policyOf())
    expect(outcome.said).toContain('it is the metadata service of a cloud')
  })

  test('goes where the operator allows it', async () => {
    const outcome = await get(`http://127.0.0.1:${port}/`, policyOf(`127.0.0.1:${port}`))
    expect(outcome).toMatchObject({ end: { kind: 'exit', code: 0 }, stdout: 'reached' })
    expect(connections).toBe(1)
  })

  test('is looked at again after a redirect', async () => {
    location = `http://127.0.0.1:${port}/inner`
    const outcome = await get(`http://127.0.0.2:${port}/`, policyOf('127.0.0.2'))
    expect(connections).toBe(1)
    expect(outcome.said).toContain(`redirected to http://127.0.0.1:${port}`)
    expect(outcome.said).toContain(`not connected to 127.0.0.1:${port}`)
  })

  test('does not go to ports where something else than the web listens', async () => {
    const outcome = await get('http://127.0.0.1:6379/', policyOf('127.0.0.1'))
    expect(outcome.said).toContain('port 6379 is not allowed (egress.ports)')
  })

  test('goes only to the ports the operator names', async () => {
    const bench = await get(`http://127.0.0.1:${port}/`, { allow: ['127.0.0.0/8'], ports: [443] })
    expect(bench.said).toContain(`port ${port} is not allowed`)
    expect(connections).toBe(0)
  })

  test("on one's own machine goes wherever the machine goes", async () => {
    expect(await get(`http://127.0.0.1:${port}/`, 'free')).toMatchObject({ stdout: 'reached' })
  })
})

describe('a name', () => {
  const resolving = (...answers: readonly string[]): Resolve => {
    const left = [...answers]
    return (_, answer) => answer(null, [{ address: left.shift() ?? '', family: 4 }])
  }
  const ask = (allow: readonly string[], resolve: Resolve) => {
    const guard = makeGuard(policyOf(...allow), resolve)
    return () =>
      exchange(
        { method: 'GET', url: new URL(`http://rebound.example:${port}/`), headers: new Headers() },
        { connectMs: 2000, signal: AbortSignal.timeout(5000), certificate: 'checked', guard },
      ).then(({ status }) => status)
  }

  test('that changes its address between two questions is judged by the one that is connected to', async () => {
    const go = ask(['127.0.0.2'], resolving('127.0.0.2', '127.0.0.1', '169.254.169.254'))
    expect(await go()).toBe(200)
    await expect(go()).rejects.toThrow(EgressRefusal)
    await expect(go()).rejects.toThrow(/metadata service/)
    expect(connections).toBe(1)
  })

  test('is refused when one of its addresses is', async () => {
    const guard = makeGuard(policyOf('127.0.0.2'), (_, answer) =>
      answer(null, [
        { address: '127.0.0.2', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]),
    )
    const door = { host: 'two.example', port, speaks: 'mail' } as const
    await expect(connectTo(guard, door, 1000)).rejects.toThrow(EgressRefusal)
    expect(connections).toBe(0)
  })

  test('that an operator allows never leads to metadata', async () => {
    await expect(ask(['rebound.example'], resolving('169.254.169.254'))()).rejects.toThrow(/metadata/)
    expect(await ask(['rebound.example'], resolving('127.0.0.1'))()).toBe(200)
  })
})

describe('a notification a server sends', () => {
  const kinds: Readonly<Record<string, () => string>> = {
    hook: () => `{kind: webhook, url: 'http://localhost:${port}/hook'}`,
    team: () => `{kind: slack, url: 'http://2130706433:${port}/services/x'}`,
    cards: () => `{kind: teams, url: 'http://[::ffff:127.0.0.1]:${port}/x'}`,
    pager: () => `{kind: pagerduty, key: abc, url: 'http://169.254.169.254/'}`,
    mail: () => `{kind: mail, server: 'smtp+plain://localhost:${port}', from: a@b.c, to: d@e.f}`,
    digits: () => `{kind: mail, server: 'smtp+plain://2130706433:25', from: a@b.c, to: d@e.f}`,
  }

  test.each(Object.keys(kinds))('to %s opens no connection', async (to) => {
    mkdirSync(join(home, '.config/kneeboard'), { recursive: true })
    const lines = Object.entries(kinds).map(([name, text]) => `${name}: ${text()}`)
    writeFileSync(join(home, '.config/kneeboard/notify.yaml'), lines.join('\n'), { mode: 0o600 })
    const bench = benchWith({ allow: [], ports: [port] })
    const attempt = bench.attempt({ action: 'notify', to, message: [], severity: 'info', secrets: {} })
    const outcome = await carryOut(bench, attempt)
    expect(outcome.end).toMatchObject({
      kind: 'error',
      message: expect.stringMatching(new RegExp(`^not sent to ${to}: not connected to `)),
    })
    expect(connections).toBe(0)
  })
})
