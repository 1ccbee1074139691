import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real server of a test: a process of ours on loopback, its data in a folder that is removed. */
export type TestServer = {
  readonly folder: string
  readonly port: number
  readonly pid: number
  /** Ends it by its pid and removes its data. */
  stop(): Promise<void>
}

/** Database servers refuse root: as root they run as nobody. */
export const serverUser: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** The first of these files that is there. */
export const firstThere = (files: readonly string[]): string | undefined =>
  files.find((file) => existsSync(file))

/** A folder that the server's user owns. */
export function serverFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `kb-${name}-`))
  if (serverUser.uid !== undefined) chownSync(folder, serverUser.uid, 65_534)
  return folder
}

/** A program that prepares a server's data, to its end. */
export function prepareWith(program: string, words: readonly string[], folder: string): void {
  const { status, stderr, stdout } = spawnSync(program, words, {
    ...serverUser,
    cwd: folder,
    encoding: 'utf8',
    env: environmentIn(folder),
  })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout}${stderr}`)
}

const environmentIn = (folder: string) => ({
  PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
  HOME: folder,
  LANG: 'C.UTF-8',
  TZ: 'UTC',
})

/** A port of loopback that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

type Start = {
  readonly program: string
  readonly words: readonly string[]
  readonly folder: string
  readonly port: number
  /** What it says when it answers. */
  readonly ready: RegExp
  /** How it is asked to end at once. */
  readonly stopSignal: NodeJS.Signals
}

export async function startServer({
  program,
  words,
  folder,
  port,
  ready,
  stopSignal,
}: Start): Promise<TestServer> {
  const child = spawn(program, words, {
    ...serverUser,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentIn(folder),
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()))
  const stop = async (): Promise<void> => {
    await end(child, stopSignal)
    rmSync(folder, { recursive: true, force: true })
  }
  for (const deadline = performance.now() + 60_000; !ready.test(said); await sleep(20)) {
    if (child.exitCode === null && performance.now() < deadline) continue
    await stop()
    throw new Error(`${program} did not come up: ${said.slice(-2000)}`)
  }
  return { folder, port, pid: child.pid ?? 0, stop }
}

async function end(child: ChildProcess, osSignal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(osSignal)
  await Promise.race([gone, sleep(10_000).then(() => child.kill('SIGKILL'))])
  await gone
}

/** A certificate and key for `localhost`, signed by itself; undefined where openssl is not there. */
export function makeCertificate(
  folder: string,
  user: typeof serverUser,
): { certificate: string; key: string } | undefined {
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')]
  const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -out ${certificate} -keyout ${key}`
  const made = spawnSync('openssl', words.split(' '), { ...user, stdio: 'ignore' })
  return made.status === 0 && readFileSync(key).length > 0 ? { certificate, key } : undefined
}
