import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const program = join(import.meta.dirname, '../../node_modules/.cache/moto/bin/moto_server')

/** Why suites that need a stand-in for AWS are skipped here; undefined when they are not. */
export const noMoto: string | undefined = existsSync(program)
  ? undefined
  : 'moto is not installed (npm test does it where Python and its packages are)'

/** A stand-in for AWS on loopback: its address, and what ends it. */
export async function startMoto(): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const port = await freePort()
  const server: ChildProcess = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  })
  const endpoint = `http://127.0.0.1:${port}`
  for (const until = performance.now() + 60_000; ; await sleep(100)) {
    const up = await fetch(`${endpoint}/moto-api/`).catch(() => undefined)
    if (up?.ok) break
    if (performance.now() > until || server.exitCode !== null) throw new Error('moto does not listen')
  }
  return {
    endpoint,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGKILL')
      await ended
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
