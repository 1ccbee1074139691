import type { ResolvedSsh } from '../../run/resolve.ts'

/** What the program that carries a block out on another host reads from its file. Secrets come by its environment. */
export type SshRequest = Pick<
  ResolvedSsh,
  'host' | 'user' | 'port' | 'jump' | 'dialect' | 'source' | 'environment' | 'there' | 'errexit'
> & {
  /** The client, absolute. */
  readonly client: string
  /** Names of variables whose values are in the program's own environment. */
  readonly secrets: readonly string[]
  readonly outputMaxBytes: number
}

/**
 * Arguments of the system's client. What it may do is settled here, whatever the operator's configuration says; which
 * hosts, keys and users there are is settled by that configuration alone. The address was parsed; `--` is before it
 * all the same.
 */
export const clientArguments = ({
  host,
  user,
  port,
  jump,
}: Pick<SshRequest, 'host' | 'user' | 'port' | 'jump'>) => [
  '-T',
  ...options.flatMap((option) => ['-o', option]),
  ...(user === undefined ? [] : ['-l', user]),
  ...(port === undefined ? [] : ['-p', String(port)]),
  ...(jump.length === 0 ? [] : ['-J', jump.join(',')]),
  '--',
  host,
  'exec /bin/sh -s',
]

const options: readonly string[] = [
  // Nobody is there to be asked, and an unknown host is not taken on trust.
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'UpdateHostKeys=no',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
  'Tunnel=no',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  'RequestTTY=no',
  'EscapeChar=none',
  // A connection of our own: one that others share would end when theirs does.
  'ControlMaster=no',
  'ControlPath=none',
  'ConnectTimeout=15',
  // A silent network is found out in 30 s.
  'ServerAliveInterval=10',
  'ServerAliveCountMax=3',
  'LogLevel=ERROR',
]
