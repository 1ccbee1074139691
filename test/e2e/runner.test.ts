import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import { makeDesk } from '../desk.ts'
import { entry, environmentOf } from './kneeboard.ts'

/**
 * A server with accounts, which carries nothing out itself, and a runner: two processes of the command line, as two
 * hosts would have them.
 */
const runbook = `# Rotate

## Steps

1. Begin
   \`\`\`sh {auto}
   echo began >> effect; pwd
   while [ -e effect ] && [ ! -e go ]; do sleep 0.05; done
   \`\`\`
2. End
   \`\`\`sh {auto}
   echo ended >> effect
   \`\`\`
`

let desk: Desk
let work: string
let processes: ChildProcess[]
let server: Server

beforeEach(async () => {
  desk = makeDesk({ 'ops/rotate.md': runbook })
  work = join(realpathSync(dirname(desk.folder)), 'work')
  mkdirSync(work)
  processes = []
  server = await startServer(0)
}, 60_000)
afterEach(() => {
  for (const each of processes) each.kill('SIGKILL')
  desk.dispose()
})

type Server = {
  readonly url: string
  readonly setUpToken: string | undefined
  readonly process: ChildProcess
}

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: desk.folder,
    env: { ...environmentOf(desk), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  processes.push(child)
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said.text += data.toString()))
  return { child, said }
}

async function startServer(port: number): Promise<Server> {
  const { child, said } = start(['serve', '--accounts', '--port', String(port)])
  await until(
    () => /http:\/\/127\.0\.0\.1:\d+/.test(said.text),
    () => said.text,
  )
  await until(
    () => port !== 0 || said.text.includes('/set-up#'),
    () => said.text,
  )
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.text)?.[0] ?? ''
  return { url, setUpToken: /\/set-up#([\w-]+)/.exec(said.text)?.[1], process: child }
}

const startRunner = (token: string) =>
  start(['runner', '--server', server.url, '--state', join(dirname(desk.folder), 'runner')], {
    KNEEBOARD_RUNNER_TOKEN: token,
  })

async function until(holds: () => boolean, tell: () => string = () => ''): Promise<void> {
  for (const deadline = Date.now() + 30_000; !holds(); await sleep(25))
    if (Date.now() > deadline) throw new Error(`it never came: ${tell()}`)
}

type Ask = (method: string, path: string, body?: unknown) => Promise<Response>

const askWith =
  (headers: Readonly<Record<string, string>>): Ask =>
  (method, path, body) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: {
        'x-kneeboard': '1',
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

/** The first admin, who is operator as well. */
async function admin(): Promise<Ask> {
  const answer = await askWith({})('POST', '/api/set-up', {
    token: server.setUpToken,
    name: 'root',
    password: 'a long way to the sea',
  })
  expect(answer.status).toBe(200)
  return askWith({ cookie: (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' })
}

/** A runner `box` that has the whole library, in the work folder. */
async function boundRunner(ask: Ask): Promise<string> {
  const made = (await (await ask('POST', '/api/runners', { name: 'box', labels: [] })).json()) as {
    token: string
  }
  const bound = await ask('PUT', '/api/bindings', { folder: '', label: 'box', directory: work })
  expect(bound.status).toBe(200)
  return made.token
}

const startRun = (ask: Ask, mode = 'auto') =>
  ask('POST', '/api/runs', { path: 'ops/rotate.md', mode, values: {} })

async function started(ask: Ask): Promise<string> {
  const answer = await startRun(ask)
  expect(await answer.clone().text()).toContain('run_')
  return ((await answer.json()) as { run: string }).run
}

async function statusOf(ask: Ask, run: string): Promise<string> {
  const shown = (await (await ask('GET', `/api/runs/${run}`)).json()) as { head: { status: string } }
  return shown.head.status
}

const effects = () => readFileSync(join(work, 'effect'), 'utf8')

test('a folder that is bound to nobody can only be followed, and says what to do', async () => {
  const ask = await admin()
  const refused = await startRun(ask)
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({ why: expect.stringContaining('no runner is bound') })
  expect((await startRun(ask, 'checklist')).status).toBe(200)
})

test('a runner carries out what the server orders, in its own directory', async () => {
  const ask = await admin()
  const runner = startRunner(await boundRunner(ask))
  await until(
    () => runner.said.text.includes('connected as box'),
    () => runner.said.text,
  )
  writeFileSync(join(work, 'go'), '')
  const run = await started(ask)
  await until(() => existsSync(join(work, 'effect')) && effects() === 'began\nended\n')
  for (; (await statusOf(ask, run)) !== 'succeeded';) await sleep(50)
  const log = (await (
    await ask('GET', `/api/runs/${run}/logs/${await firstAttempt(ask, run)}`)
  ).json()) as object
  expect(JSON.stringify(log)).toContain(work)
  const listed = (await (await ask('GET', '/api/runners')).json()) as { runners: object[] }
  expect(listed.runners).toMatchObject([{ name: 'box', connected: true, busy: 0 }])
})

test('its token opens no door but its own, and no account’s opens those', async () => {
  const ask = await admin()
  const token = await boundRunner(ask)
  const asRunner = askWith({ authorization: `Bearer ${token}` })
  for (const path of ['/api/library', '/api/runs', '/api/me', '/api/runners'])
    expect((await asRunner('GET', path)).status).toBe(403)
  const orders = { session: '', received: [], draining: false }
  expect((await ask('POST', '/api/runner/orders', orders)).status).toBe(403)
  expect((await askWith({})('POST', '/api/runner/orders', orders)).status).toBe(401)
  expect((await ask('DELETE', '/api/runners/box')).status).toBe(200)
  expect((await asRunner('POST', '/api/runner/orders', orders)).status).toBe(401)
})

test('the server and then the runner are killed in the middle of a command: its effect happens once', async () => {
  const ask = await admin()
  const token = await boundRunner(ask)
  const first = startRunner(token)
  await until(
    () => first.said.text.includes('connected'),
    () => first.said.text,
  )
  const run = await started(ask)
  await until(() => existsSync(join(work, 'effect')))
  server.process.kill('SIGKILL')
  await sleep(300)
  server = await startServer(Number(new URL(server.url).port))
  await until(
    () => first.said.text.split('connected').length > 2,
    () => first.said.text,
  )
  first.child.kill('SIGKILL')
  await sleep(100)
  const second = startRunner(token)
  await until(
    () => second.said.text.includes('connected'),
    () => second.said.text,
  )
  writeFileSync(join(work, 'go'), '')
  for (; (await statusOf(ask, run)) !== 'succeeded';) await sleep(50)
  expect(effects()).toBe('began\nended\n')
})

async function firstAttempt(ask: Ask, run: string): Promise<number> {
  const shown = (await (await ask('GET', `/api/runs/${run}`)).json()) as {
    facts: { seq: number; event: { type: string } }[]
  }
  return shown.facts.find(({ event }) => event.type === 'attempt.started')?.seq ?? 0
}
