import type { Network } from './address.ts'
import { parseNetwork } from './address.ts'

/** One thing an operator lets runs reach although it is not outside. Without a port: on every port. */
export type Allowance = (
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'network'; readonly network: Network }
) & { readonly port?: number }

/** `db.internal`, `db.internal:5432`, `10.0.0.0/8`, `127.0.0.1:9000`, `[::1]:9000`, `fd00::/8`; undefined for anything else. */
export function parseAllowance(text: string): Allowance | undefined {
  const whole = parseNetwork(text)
  if (whole) return { kind: 'network', network: whole }
  const [, host = '', digits] = /^(.+?)(?::(\d{1,5}))?$/.exec(text) ?? []
  const port = digits === undefined ? {} : { port: Number(digits) }
  if ((port.port ?? 1) < 1 || (port.port ?? 1) > 65535) return undefined
  const network = parseNetwork(host.replace(/^\[(.*)\]$/, '$1'))
  if (network) return { kind: 'network', network, ...port }
  // What ends in digits or 0x… is read as an address by browsers and by the system, and names nothing.
  const isName =
    /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i.test(host) && !/(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i.test(host)
  return isName ? { kind: 'name', name: nameOf(host), ...port } : undefined
}

/** Names are the same in whatever case, with a final dot or without. */
export const nameOf = (host: string): string => host.toLowerCase().replace(/\.$/, '')
