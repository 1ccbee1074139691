import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Desk } from '../desk.ts'
import { desksWith } from '../desk.ts'
import { entry, environmentOf, inPipe } from '../e2e/kneeboard.ts'
import type { ServerProcess } from './server.ts'
import { eventually, startServer } from './server.ts'

const block = (info: string, text: string): string => `\n   \`\`\`${info}\n   ${text}\n   \`\`\`\n`

const makeDesk = desksWith(() => ({
  'shop.md': `# Shop

## Parameters

| Name | Description | Type | Required |
|---|---|---|---|
| word | What to say | string | yes |

## Steps

1. Say it.
${block('sh {auto}', 'echo "{{ word }}"')}
`,
  'long.md': `# Long

## Steps

1. Wait.
${block('sh {auto}', 'sh hold.sh')}
`,
  'hold.sh':
    'touch began; while [ -e began ] && [ ! -e "$HOME/go" ]; do sleep 0.1; done; echo done >> "$HOME/finished"\n',
}))

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})
async function serve(...args: Parameters<typeof startServer>): Promise<ServerProcess> {
  const server = await startServer(...args)
  started.push(server.child)
  return server
}

/** Nobody lets a browser in: the link leads to a proxy that is not there. */
async function startProxied(
  desk: Desk,
  extra: Readonly<Record<string, string>>,
): Promise<{ readonly link: string }> {
  const args = [entry, 'serve', '--library', desk.folder]
  const env = { ...environmentOf(desk), ...extra }
  const child = spawn(process.execPath, args, { cwd: desk.folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
  started.push(child)
  let text = ''
  child.stderr.on('data', (data: Buffer) => (text += data.toString()))
  return { link: await eventually(() => /https:\S+/.exec(text)?.[0]) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

type Line = { readonly level: string; readonly msg: string } & Readonly<Record<string, unknown>>
const linesOf = (server: ServerProcess): readonly Line[] =>
  server.log().map((line) => JSON.parse(line) as Line)

async function startRun(
  server: ServerProcess,
  path: string,
  values: Record<string, string>,
): Promise<string> {
  const answer = await server.ask('POST', '/api/runs', { path, mode: 'auto', values })
  return ((await answer.json()) as { run: string }).run
}

describe('the log of a server', () => {
  test('has a line a request, with the route as the contract writes it, and one for the start and end of a run', async () => {
    const desk = makeDesk()
    const server = await serve(desk)
    const run = await startRun(server, 'shop.md', { word: 'canary-value' })
    await eventually(() => linesOf(server).find(({ msg }) => msg === 'run ended'))
    await server.ask('GET', `/api/runs/${run}?canary-query=1`)
    await eventually(() => linesOf(server).find(({ route }) => route === '/api/runs/:run'))
    const lines = linesOf(server)
    expect(lines.find(({ msg }) => msg === 'run started')).toMatchObject({
      run,
      path: 'shop.md',
      mode: 'auto',
    })
    expect(lines.find(({ msg }) => msg === 'run ended')).toMatchObject({ run, status: 'succeeded' })
    expect(lines.find(({ route }) => route === '/api/runs/:run')).toMatchObject({
      level: 'info',
      msg: 'request',
      method: 'GET',
      status: 200,
      ms: expect.any(Number),
      actor: expect.stringMatching(/./),
      request: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  test('holds no value, body, query, path that was typed, token or cookie', async () => {
    const desk = makeDesk()
    const server = await serve(desk, { KNEEBOARD_LOG_LEVEL: 'debug', TOKEN: 'canary-environment' })
    await startRun(server, 'shop.md', { word: 'canary-value' })
    await eventually(() => linesOf(server).find(({ msg }) => msg === 'run ended'))
    await server.ask('GET', '/api/search?q=canary-query')
    await server.ask('GET', '/api/canary-path')
    await server.ask('POST', '/api/lint', { path: 'canary-body.md', text: 'canary-text' })
    await server.ask('POST', '/api/plan', { path: 7, canary: 'canary-key' })
    await fetch(`${server.origin}/enter?token=canary-token`, { redirect: 'manual' })
    await fetch(`${server.origin}/api/me`, { headers: { authorization: 'Bearer canary-bearer' } })
    await fetch(`${server.origin}/api/me`, { headers: { 'x-request-id': 'canary id with blanks' } })
    await eventually(() => (server.log().length >= 12 ? true : undefined))
    const log = server.log().join('\n')
    expect(log).not.toMatch(/canary/)
    expect(log).not.toContain(server.cookie.split('=')[1])
    expect(log).not.toContain(new URL(server.link).searchParams.get('token'))
  })

  test('is text where that is asked for, and silent below its level', async () => {
    const desk = makeDesk()
    const server = await serve(desk, { KNEEBOARD_LOG_FORMAT: 'text' })
    await server.ask('GET', '/api/me')
    await eventually(() =>
      server.log().find((line) => / info +request .*route=\/api\/me status=200/.test(line)),
    )
    const quiet = await serve(desk, { KNEEBOARD_LOG_LEVEL: 'error' })
    await quiet.ask('GET', '/api/me')
    quiet.child.kill('SIGTERM')
    await quiet.ended
    expect(quiet.log()).toEqual([])
  })
})

describe('a server that is asked to stop', () => {
  test('lets an answer finish, sends live views away, gives runs back with their commands going, and ends with 0', async () => {
    const desk = makeDesk()
    const home = join(desk.folder, '..')
    const server = await serve(desk)
    const run = await startRun(server, 'long.md', {})
    await eventually(() => existsSync(join(desk.folder, 'began')) || undefined)
    const live = await fetch(`${server.origin}/api/runs/${run}/events`, {
      headers: { cookie: server.cookie },
    })
    const said = live.text()

    // A request whose body is still coming when the signal arrives.
    const { hostname, port } = new URL(server.origin)
    const socket = connect(Number(port), hostname)
    const body = JSON.stringify({ path: 'shop.md', text: '# Shop\n' })
    socket.write(
      `POST /api/lint HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${server.cookie}\r\nx-kneeboard: 1\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body.slice(0, 5)}`,
    )
    let answer = ''
    socket.on('data', (data: Buffer) => (answer += data.toString()))
    const answered = new Promise((resolve) => socket.once('close', resolve))
    await new Promise((resolve) => setTimeout(resolve, 200))

    server.child.kill('SIGTERM')
    expect(await said).toMatch(/retry: 2000\nevent: leaving\n/)
    await eventually(() =>
      fetch(`${server.origin}/health`).then(
        () => undefined,
        () => true,
      ),
    )
    socket.write(body.slice(5))
    await answered
    expect(answer).toMatch(/^HTTP\/1.1 200 /)
    expect(await server.ended).toBe(0)
    expect(linesOf(server).at(-1)).toMatchObject({ msg: 'stopped', answers: 'finished' })

    // The command outlives the server, and the next one finds how it ended.
    writeFileSync(join(home, 'go'), '')
    await eventually(() => existsSync(join(home, 'finished')) || undefined)
    const next = await serve(desk)
    await eventually(() => linesOf(next).find(({ msg }) => msg === 'run ended'))
    expect(linesOf(next).find(({ msg }) => msg === 'run taken up')).toMatchObject({ run })
    expect(readFileSync(join(home, 'finished'), 'utf8')).toBe('done\n')
  })

  test('says so to whoever asks whether it is ready, while it still answers', async () => {
    const server = await serve(makeDesk(), { KNEEBOARD_SHUTDOWN_DELAY: '3s' })
    expect((await fetch(`${server.origin}/ready`)).status).toBe(200)
    server.child.kill('SIGTERM')
    const status = await eventually(async () => {
      const { status } = await fetch(`${server.origin}/ready`)
      return status === 200 ? undefined : status
    })
    expect(status).toBe(503)
    expect((await server.ask('GET', '/api/me')).status).toBe(200)
    expect(await server.ended).toBe(0)
  })

  test('ends at once at the second signal', async () => {
    const server = await serve(makeDesk(), { KNEEBOARD_SHUTDOWN_DELAY: '1h' })
    server.child.kill('SIGTERM')
    await eventually(() => linesOf(server).find(({ msg }) => msg === 'stopping'))
    server.child.kill('SIGINT')
    expect(await server.ended).toBe(130)
  })

  test('breaks off what does not finish within the grace, and says so', async () => {
    const server = await serve(makeDesk(), { KNEEBOARD_SHUTDOWN_GRACE: '300ms' })
    const { hostname, port } = new URL(server.origin)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.write(
      `POST /api/lint HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${server.cookie}\r\nx-kneeboard: 1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(1)
    expect(linesOf(server).at(-1)).toMatchObject({ msg: 'stopped', answers: 'cut' })
  })
})

describe('the configuration of a server', () => {
  test('that is wrong is shown with its line, and nothing is served', async () => {
    const desk = makeDesk()
    const file = join(desk.folder, '../server.yaml')
    writeFileSync(file, 'listen:\n  port: many\n')
    const { exit, err } = await inPipe(desk, ['serve', '--config', file])
    expect(exit).toBe(2)
    expect(err).toContain(`at ${file}:2:9`)
    expect(err).toContain('2 |   port: many')
  })

  test('that others reach needs to know its name', async () => {
    const { exit, err } = await inPipe(makeDesk(), ['serve'], { KNEEBOARD_LISTEN_HOST: '0.0.0.0' })
    expect(exit).toBe(2)
    expect(err).toContain('publicUrl')
  })

  test('behind a proxy takes its name, and a cookie that only TLS carries', async () => {
    const desk = makeDesk()
    const port = await freePort()
    const server = await startProxied(desk, {
      KNEEBOARD_PUBLIC_URL: 'https://kneeboard.example.com',
      KNEEBOARD_LISTEN_PORT: `${port}`,
    })
    const { pathname, search, origin } = new URL(server.link)
    expect(origin).toBe('https://kneeboard.example.com')
    const ask = (host: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path: `${pathname}${search}`, headers: { host } }
        request(options, (answer) => resolve(answer.resume()))
          .once('error', reject)
          .end()
      })
    expect((await ask('other.example.com')).statusCode).toBe(403)
    const { headers } = await ask('kneeboard.example.com')
    expect(headers['set-cookie']?.[0]).toMatch(/; HttpOnly; Secure; SameSite=Strict/)
  })

  test('never comes from the library', async () => {
    const desk = makeDesk()
    writeFileSync(join(desk.folder, 'kneeboard.server.yaml'), 'listen: {port: many}\n')
    const server = await serve(desk)
    expect((await server.ask('GET', '/api/me')).status).toBe(200)
  })

  test('is checked by doctor, which says where each value comes from', async () => {
    const desk = makeDesk()
    const file = join(desk.folder, '../server.yaml')
    writeFileSync(file, 'egress:\n  allow: [vault.internal]\n')
    const { exit, out } = await inPipe(desk, ['doctor', '--config', file], { KNEEBOARD_LOG_LEVEL: 'warn' })
    expect(out).toContain(`egress.allow vault.internal  ${file}:2`)
    expect(out).toContain('log.level warn  KNEEBOARD_LOG_LEVEL')
    expect(exit).toBe(0)
    writeFileSync(file, 'egres: {}\n')
    const wrong = await inPipe(desk, ['doctor', '--config', file])
    expect(wrong.err).toContain('did you mean')
    expect(wrong.exit).toBe(1)
  })
})
