/** Where a block is carried out over SSH, as planned: each part may hold references. */
export type SshAddress = {
  readonly host: string
  readonly user?: string
  readonly port?: string
  /** Hosts on the way, in order: `[user@]host[:port]`. */
  readonly jump: readonly string[]
}

/**
 * Why a part of an address cannot be one, or undefined when it can. The words are those a name, a user or a port is
 * made of, and none begins with `-`: nothing of an address can be an option of the client or source of a shell.
 */
export const addressProblem = {
  host: (text: string) => (isHost(text) ? undefined : 'is not the name or address of a host'),
  user: (text: string) => (user.test(text) ? undefined : 'is not the name of a user'),
  port: (text: string) => (isPort(text) ? undefined : 'is not a port: 1 to 65535'),
  jump: (text: string) => (isJump(text) ? undefined : 'is not [user@]host[:port]'),
} satisfies Record<keyof SshAddress, (text: string) => string | undefined>

/** An address as people write it: `deploy@web-1:2222`, and what is on the way. */
export function addressText({ host, user, port, jump }: SshAddress): string {
  const name = port !== undefined && host.includes(':') ? `[${host}]` : host
  const text = `${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}`
  return jump.length === 0 ? text : `${text} through ${jump.join(', ')}`
}

const user = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\$?$/

/** A name, an alias of the operator's configuration, or an IPv4 or IPv6 address. */
const isHost = (text: string): boolean =>
  /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?$/.test(text) || isIpv6(text)

const isIpv6 = (text: string): boolean =>
  /^[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9_.]{1,32})?$/.test(text) && text.includes(':')

const isPort = (text: string): boolean =>
  /^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535

function isJump(text: string): boolean {
  const [, name, host = '', port] = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(text) ?? []
  const bare = host.startsWith('[') ? host.slice(1, -1) : host
  return (
    isHost(bare) &&
    (bare === host || isIpv6(bare)) &&
    (name === undefined || user.test(name)) &&
    (port === undefined || isPort(port))
  )
}
