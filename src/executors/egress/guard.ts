import { lookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { EgressPolicy } from '../../ports/egress.ts'
import { egressRefused } from '../../ports/egress.ts'
import { addressBytes, addressKind, holds } from './address.ts'
import { nameOf, parseAllowance } from './allowance.ts'

/** Why nothing was connected to. The message holds host, address and port, nothing else of a request. */
export class EgressRefusal extends Error {
  override readonly name = 'EgressRefusal'
  readonly code = 'EGRESS_REFUSED'
}

/** Where a connection is to go: the host as it is written, and what is spoken there. */
export type Door = { readonly host: string; readonly port: number; readonly speaks: 'web' | 'mail' }

/** Holds one connection to a policy: what is resolved is looked at once, and exactly that is connected to. */
export type Guard = {
  /** Throws EgressRefusal for a port, or for an address written as such: those are never resolved. */
  readonly check: (door: Door) => void
  /** For `connect`: gives addresses only when all of a name's addresses may be connected to. */
  readonly lookup: (door: Door) => LookupFunction
}

/** How a name becomes addresses. The system's own, unless a test knows better. */
export type Resolve = (
  host: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

const systemResolve: Resolve = (host, answer) => lookup(host, { all: true }, answer)

export function makeGuard(policy: EgressPolicy, resolve: Resolve = systemResolve): Guard {
  const own = ownAddresses()
  const refuse = (door: Door, address: string): EgressRefusal | undefined => {
    const why = refusalOf(policy, own, door, address)
    return why === undefined ? undefined : new EgressRefusal(why)
  }
  return {
    check(door) {
      const refusal = isIP(door.host) === 0 ? portRefusal(policy, door) : refuse(door, door.host)
      if (refusal) throw refusal
    },
    lookup: (door) => (host, options, answer) => {
      resolve(host, (error, addresses) => {
        const refusal = addresses?.map(({ address }) => refuse(door, address)).find((each) => each)
        const [first] = addresses ?? []
        if (error || refusal || !first) return answer(error ?? refusal ?? noAddress(host), [])
        return options.all ? answer(null, [...addresses]) : answer(null, first.address, first.family)
      })
    },
  }
}

function noAddress(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' })
}

/** The addresses this machine has, so that nobody comes to the server (or its neighbours) from within. */
const ownAddresses = (): readonly Uint8Array[] =>
  Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? []).flatMap(({ address }) => addressBytes(address) ?? []),
  )

function portRefusal({ ports, allow }: EgressPolicy, door: Door): EgressRefusal | undefined {
  if (isPortFree(ports, door) || namedPort(allow, door)) return undefined
  return new EgressRefusal(
    `${egressRefused} to ${door.host}:${door.port}: port ${door.port} is not allowed (egress.ports)`,
  )
}

const isPortFree = (ports: readonly number[], { port, speaks }: Door): boolean =>
  (speaks === 'mail' && mailPorts.has(port)) ||
  (ports.length > 0 ? ports.includes(port) : !badPorts.has(port))

const namedPort = (allow: readonly string[], { host, port }: Door): boolean =>
  allow.some((text) => {
    const allowance = parseAllowance(text)
    if (allowance?.port !== port) return false
    if (allowance.kind === 'name') return allowance.name === nameOf(host)
    const bytes = addressBytes(host)
    return bytes !== undefined && holds(allowance.network, bytes)
  })

/** Why an address may not be connected to; undefined when it may. */
function refusalOf(
  policy: EgressPolicy,
  own: readonly Uint8Array[],
  door: Door,
  address: string,
): string | undefined {
  const { host, port } = door
  const bytes = addressBytes(address)
  const kind = addressKind(address)
  const ours = own.some((each) => bytes && holds({ bytes: each, prefix: each.length * 8 }, bytes))
  const what = ours ? 'it is an address of the server itself' : whatIs[kind]
  const where = address === host ? `${host}:${port}` : `${host}:${port} (${address})`
  const allowed = allows(policy, door, address, kind)
  if (allowed === 'port') return undefined
  if (what !== undefined && allowed === 'no')
    return `${egressRefused} to ${where}: ${what}; an operator may allow it (egress.allow)`
  return portRefusal(policy, door)?.message
}

/** `port`: with exactly this port. A name is trusted with what it resolves to, but never to lead to metadata. */
function allows({ allow }: EgressPolicy, door: Door, address: string, kind: string): 'port' | 'any' | 'no' {
  const bytes = addressBytes(address)
  const found = allow
    .flatMap((text) => parseAllowance(text) ?? [])
    .filter(({ port }) => port === undefined || port === door.port)
    .filter((allowance) =>
      allowance.kind === 'name'
        ? allowance.name === nameOf(door.host) && kind !== 'metadata' && kind !== 'link-local'
        : bytes !== undefined && holds(allowance.network, bytes),
    )
  if (found.length === 0) return 'no'
  return found.some(({ port }) => port !== undefined) ? 'port' : 'any'
}

const whatIs = {
  outside: undefined,
  loopback: 'it is this machine (loopback)',
  unspecified: 'it is no address of one machine',
  'link-local': 'it is a link-local address',
  metadata: 'it is the metadata service of a cloud',
  multicast: 'it is a multicast address',
  reserved: 'it is a reserved address',
} as const satisfies Record<ReturnType<typeof addressKind>, string | undefined>

/** RFC 5321, 8314 and the one providers offer where the first is closed. */
const mailPorts: ReadonlySet<number> = new Set([25, 465, 587, 2525])

/** Ports that `fetch` refuses (fetch.spec.whatwg.org/#port-blocking): what listens there takes HTTP for something else. */
const badPorts: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])
