import { isIPv4, isIPv6 } from 'node:net'

/** What an address is to a server that connects to it. `outside`: also private networks; they are what runs work on. */
export type AddressKind =
  | 'outside'
  | 'loopback'
  | 'unspecified'
  | 'link-local'
  | 'metadata'
  | 'multicast'
  | 'reserved'

/**
 * What an address is (IANA's special-purpose registries; RFC 6890), looked at through every form that carries an
 * IPv4 address inside IPv6. Metadata services are named apart: they give credentials to whoever asks.
 */
export function addressKind(address: string): AddressKind {
  const bytes = addressBytes(address)
  if (!bytes) return 'reserved'
  const inner = bytes.length === 16 ? embedded(bytes) : bytes
  if (inner === 'refused') return 'reserved'
  if (inner) return kindIn(v4Kinds, inner)
  return kindIn(v6Kinds, bytes)
}

/** Four or sixteen bytes; undefined for what is no address. */
export function addressBytes(address: string): Uint8Array | undefined {
  const plain = address.replace(/%.*$/, '')
  if (isIPv4(plain)) return Uint8Array.from(plain.split('.'), Number)
  if (!isIPv6(plain)) return undefined
  const [left = '', right] = plain.split('::')
  const head = groups(left)
  const tail = right === undefined ? [] : groups(right)
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => 0)
  return Uint8Array.from([...head, ...gap, ...tail].flatMap((group) => [group >> 8, group & 0xff]))
}

const groups = (text: string): readonly number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (!group.includes('.')) return [Number.parseInt(group, 16)]
        const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
        return [a * 256 + b, c * 256 + d]
      })

/** The network `address/prefix`, as bytes, holds this address; of another family never. */
export const holds = ({ bytes, prefix }: Network, address: Uint8Array): boolean =>
  bytes.length === address.length &&
  bytes.every((byte, at) => {
    const bits = Math.max(0, Math.min(8, prefix - at * 8))
    const mask = (0xff << (8 - bits)) & 0xff
    return (byte & mask) === ((address[at] ?? 0) & mask)
  })

export type Network = { readonly bytes: Uint8Array; readonly prefix: number }

/** `10.0.0.0/8`, or an address alone; undefined for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const bytes = addressBytes(address)
  if (!bytes) return undefined
  const prefix = length === undefined ? bytes.length * 8 : Number(length)
  return prefix <= bytes.length * 8 ? { bytes, prefix } : undefined
}

const network = (text: string): Network => {
  const parsed = parseNetwork(text)
  if (!parsed) throw new Error(`${text} is no network`)
  return parsed
}

/** An IPv4 address inside: mapped, compatible, NAT64 (RFC 6052), 6to4, ISATAP. Teredo and local NAT64 hide theirs. */
function embedded(bytes: Uint8Array): Uint8Array | 'refused' | undefined {
  if (hiding.some((net) => holds(net, bytes))) return 'refused'
  const form = forms.find(([net]) => holds(net, bytes))
  const isatap = bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe
  const at = form?.[1] ?? (isatap ? 12 : undefined)
  if (at === undefined) return undefined
  const inner = bytes.subarray(at, at + 4)
  // ::1 and :: are addresses of their own.
  const own = form?.[0].prefix === 96 && form[2] === 'compatible' && (inner[0] ?? 0) === 0
  return own ? undefined : inner
}

const forms: readonly (readonly [Network, at: number, form: string])[] = [
  [network('::ffff:0:0/96'), 12, 'mapped'],
  [network('::ffff:0:0:0/96'), 12, 'translated'],
  [network('64:ff9b::/96'), 12, 'nat64'],
  [network('2002::/16'), 2, '6to4'],
  [network('::/96'), 12, 'compatible'],
]

const hiding = ['2001::/32', '64:ff9b:1::/48'].map(network)

type Kinds = readonly (readonly [Network, AddressKind])[]

const kindIn = (kinds: Kinds, bytes: Uint8Array): AddressKind =>
  kinds.find(([net]) => holds(net, bytes))?.[1] ?? 'outside'

const kindsOf = (table: Readonly<Record<string, AddressKind>>): Kinds =>
  Object.entries(table).map(([text, kind]) => [network(text), kind])

const v4Kinds = kindsOf({
  // AWS, Google, Azure, OpenStack, DigitalOcean and others; ECS; Alibaba; Oracle; Azure's wire server.
  '169.254.169.254': 'metadata',
  '169.254.170.2': 'metadata',
  '169.254.170.23': 'metadata',
  '100.100.100.200': 'metadata',
  '192.0.0.192': 'metadata',
  '168.63.129.16': 'metadata',
  '0.0.0.0/8': 'unspecified',
  '127.0.0.0/8': 'loopback',
  '169.254.0.0/16': 'link-local',
  '192.0.0.0/24': 'reserved',
  '224.0.0.0/4': 'multicast',
  '240.0.0.0/4': 'reserved',
})

const v6Kinds = kindsOf({
  // AWS, its container credentials, Google.
  'fd00:ec2::254': 'metadata',
  'fd00:ec2::23': 'metadata',
  'fd20:ce::254': 'metadata',
  '::': 'unspecified',
  '::1': 'loopback',
  'fe80::/10': 'link-local',
  'fec0::/10': 'link-local',
  'ff00::/8': 'multicast',
  '100::/64': 'reserved',
  '::/96': 'reserved',
})
