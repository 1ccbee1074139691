import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Desk } from '../desk.ts'
import { entry, environmentOf } from '../e2e/kneeboard.ts'
import { enter } from '../server/desk.ts'

/** The real server as a process: what it writes, and what a browser that was let in asks of it. */
export type ServerProcess = {
  readonly origin: string
  readonly link: string
  readonly cookie: string
  readonly child: ChildProcess
  /** Lines of its log so far, as they are. */
  readonly log: () => readonly string[]
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Response>
}

export async function startServer(
  desk: Desk,
  extra: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [entry, 'serve', '--library', desk.folder, '--port', '0', ...args], {
    cwd: desk.folder,
    env: { ...environmentOf(desk), ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, osSignal) => resolve(code ?? osSignal ?? ''))
  })
  const link = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString()
      const found = /http:\/\/\S+/.exec(err)?.[0]
      if (found !== undefined) resolve(found)
    })
    void ended.then((how) => reject(new Error(`the server ended with ${how}: ${err}`)))
  })
  const { origin } = new URL(link)
  const cookie = await enter(link)
  return {
    origin,
    link,
    cookie,
    child,
    log: () => out.split('\n').filter((line) => line !== ''),
    ended,
    ask: (method, path, body) =>
      fetch(`${origin}${path}`, {
        method,
        headers: {
          cookie,
          origin,
          'x-kneeboard': '1',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}

/** Asks until it is so. */
export async function eventually<T>(what: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const until = Date.now() + 30_000
  for (;;) {
    const found = await what()
    if (found !== undefined && found !== false) return found
    if (Date.now() > until) throw new Error('it did not come')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
