import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lives } from './until.ts'

const sshd = '/usr/sbin/sshd'

/** Why suites that need OpenSSH are skipped here; undefined when they are not. */
export const noSsh: string | undefined =
  existsSync(sshd) && existsSync('/usr/bin/ssh')
    ? undefined
    : 'OpenSSH is not installed (openssh-server, openssh-client)'

/**
 * A real OpenSSH server on loopback with keys of its own, and a client on the path whose configuration knows it as
 * `far`, as `far-jump` (through `far`), and a few hosts that must not be reached.
 */
export type SshServer = {
  /** Put before the path: holds `ssh`, which is the system's with a configuration of its own. */
  readonly bin: string
  /** Where the far side's files lie. */
  readonly home: string
  readonly port: number
  /** Ends every connection there is now, as a network would; the commands go on. */
  cut(): void
  /** Takes no connections until `start`. */
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

export async function startSshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kneeboard-ssh-'))
  const bin = join(folder, 'bin')
  const home = join(folder, 'home')
  for (const made of [bin, home, join(home, '.cache')]) mkdirSync(made)
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  for (const key of ['host', 'other-host', 'user', 'other-user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)])
  const port = await freePort()
  const text = (name: string) => readFileSync(join(folder, name), 'utf8').trim()
  writeFileSync(join(folder, 'authorized'), `${text('user.pub')}\n`, { mode: 0o600 })
  const known = (key: string) => text(`${key}.pub`).split(' ').slice(0, 2).join(' ')
  writeFileSync(
    join(folder, 'known'),
    `[127.0.0.1]:${port} ${known('host')}\nimpostor ${known('other-host')}\n`,
  )
  writeFileSync(join(folder, 'sshd_config'), serverConfig(folder, home, port))
  writeFileSync(join(folder, 'ssh_config'), clientConfig(folder, port))
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${join(folder, 'ssh_config')} "$@"\n`, {
    mode: 0o755,
  })
  let server: ChildProcess | undefined
  const start = async (): Promise<void> => {
    server = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    server.stderr?.on('data', (piece: Buffer) => (said += piece.toString()))
    for (const until = performance.now() + 30_000; !said.includes('Server listening'); await sleep(20))
      if (performance.now() > until || server.exitCode !== null)
        throw new Error(`sshd does not listen: ${said}`)
  }
  const cut = (): void => {
    for (const pid of childrenOf(server?.pid ?? 0)) {
      // One that ends by itself meanwhile is cut all the same.
      if (lives(pid)) spawnSync('kill', ['-KILL', String(pid)])
    }
  }
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => server?.once('exit', resolve))
    server?.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    bin,
    home,
    port,
    cut,
    stop,
    start,
    async remove() {
      cut()
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const serverConfig = (folder: string, home: string, port: number): string => `
ListenAddress 127.0.0.1:${port}
HostKey ${join(folder, 'host')}
AuthorizedKeysFile ${join(folder, 'authorized')}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
AllowTcpForwarding yes
SetEnv HOME=${home}
MaxStartups 100
LogLevel INFO
`

const clientConfig = (folder: string, port: number): string => `
Host far far-jump
  HostName 127.0.0.1
  Port ${port}
Host far-jump
  ProxyJump far
Host impostor
  HostName 127.0.0.1
  HostKeyAlias impostor
  Port ${port}
Host stranger
  HostName 127.0.0.1
  HostKeyAlias nobody-knows-it
  Port ${port}
Host keyless
  HostName 127.0.0.1
  Port ${port}
  IdentityFile ${join(folder, 'other-user')}
Host nowhere
  HostName 127.0.0.1
  Port 1
Host * !keyless
  IdentityFile ${join(folder, 'user')}
Host *
  User ${userInfo().username}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${join(folder, 'known')}
  GlobalKnownHostsFile none
  ForwardAgent yes
`

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

/** sshd's own processes for its connections; what they started is not among them. */
function childrenOf(pid: number): readonly number[] {
  const list = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
  const all = list.split('\n').map((line) => line.trim().split(/\s+/))
  const below = (parent: string): string[] =>
    all
      .filter(([, ppid, name]) => ppid === parent && name?.startsWith('sshd'))
      .flatMap(([child = '']) => [child, ...below(child)])
  return below(String(pid)).map(Number)
}
