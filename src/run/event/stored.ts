import * as z from 'zod/mini'
import type { Json } from '../../hash/canonical.ts'
import type { Hasher, Sha256 } from '../../hash/sha256.ts'
import { hash, parseSha256 } from '../../hash/sha256.ts'
import type { Fact } from '../evolve.ts'
import type { Envelope } from './envelope.ts'
import type { RunEvent } from './event.ts'
import { eventSchemas, isEventType } from './event.ts'
import type { Upcasters } from './upcast.ts'
import { upcast, upcasters } from './upcast.ts'

/** A private value's bytes under its salted digest. */
export type SealedBlob = { readonly digest: Sha256; readonly bytes: Uint8Array }

/** An event ready to be stored: the envelope, whose UTF-8 is what is stored, and the private values beside it. */
export type Sealed = { readonly text: string; readonly blobs: readonly SealedBlob[] }

/** Writes a fact as it is stored. `salt` gives 16 fresh random bytes for every private value. */
export function seal(fact: Fact, salt: () => Uint8Array, using: Hasher = hash): Sealed {
  const { seq, at, by, event } = fact
  const { type, ...data } = event
  const envelope: Envelope = { v: 1, seq, at, by, type, data }
  const plain = JSON.stringify(envelope)
  // Most facts hold nothing private: then they are written once, and nothing of them is walked through or copied.
  if (!plain.includes('"private":')) return { text: plain, blobs: [] }
  const blobs: SealedBlob[] = []
  const sealed = sealData(data, (value) => {
    const blob = sealValue(value, salt(), using)
    blobs.push(blob)
    return blob.digest
  }) as Envelope['data']
  return { text: JSON.stringify({ ...envelope, data: sealed }), blobs }
}

/** A value as a blob: 16 bytes of salt, then its JSON, so that equal values have unequal digests. */
export function sealValue(value: Json, salt: Uint8Array, using: Hasher = hash): SealedBlob {
  return sealBytes(encoder.encode(JSON.stringify(value)), salt, using)
}

/** A file as a blob: 16 bytes of salt, then what it holds. */
export function sealBytes(content: Uint8Array, salt: Uint8Array, using: Hasher = hash): SealedBlob {
  const bytes = new Uint8Array(16 + content.length)
  bytes.set(salt.subarray(0, 16))
  bytes.set(content, 16)
  return { digest: using('blob', bytes), bytes }
}

/** The value in a blob's bytes; undefined when they are not what their digest says. */
export function openValue(digest: Sha256, bytes: Uint8Array, using: Hasher = hash): Json | undefined {
  const content = openBytes(digest, bytes, using)
  return content && (JSON.parse(new TextDecoder().decode(content)) as Json)
}

/** What was sealed; undefined when the bytes are not what their digest says. */
export const openBytes = (digest: Sha256, bytes: Uint8Array, using: Hasher = hash): Uint8Array | undefined =>
  using('blob', bytes) === digest ? bytes.subarray(16) : undefined

export type Opened =
  | { readonly kind: 'fact'; readonly fact: Fact; readonly envelope: Envelope }
  /** Written by a newer release: shown, but a run with it is not driven. */
  | { readonly kind: 'unknown'; readonly envelope: Envelope }
  | { readonly kind: 'damaged'; readonly why: string }

// Neither keeps anything between calls.
const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true })

const envelopeSchema = z.object({
  v: z.literal(1),
  seq: z.number(),
  at: z.number(),
  by: z.object({
    kind: z.enum(['person', 'agent', 'token', 'service', 'signal', 'system']),
    id: z.string(),
    via: z.enum(['cli', 'web', 'api', 'mcp', 'engine']),
    proven: z.exactOptional(z.literal(true)),
    token: z.exactOptional(z.string()),
  }),
  type: z.string(),
  data: z.record(z.string(), z.json()),
})

/** Gives a private value's bytes, or undefined when it was erased. */
export type BlobOf = (digest: Sha256) => Uint8Array | undefined

/** Reads an entry's bytes. */
export function open(bytes: Uint8Array, blob: BlobOf, older: Upcasters = upcasters): Opened {
  const read = readEnvelope(bytes, older)
  return read.kind === 'damaged' ? read : openEnvelope(read.envelope, blob)
}

/** Reads an envelope with its private values. */
export function openEnvelope(envelope: Envelope, blob: BlobOf, using: Hasher = hash): Opened {
  if (!isEventType(envelope.type)) return { kind: 'unknown', envelope }
  const data = openData(envelope.data, blob, using)
  const parsed = z.safeParse(eventSchemas[envelope.type], data)
  if (!parsed.success)
    return { kind: 'damaged', why: `entry ${envelope.seq} (${envelope.type}) does not fit its schema` }
  // The schema chosen by the type has just accepted the data.
  const event = { type: envelope.type, ...parsed.data } as RunEvent
  return { kind: 'fact', fact: { seq: envelope.seq, at: envelope.at, by: envelope.by, event }, envelope }
}

/** The envelope alone, private values left under their digests: what exports and `--json` streams show. */
export function readEnvelope(
  bytes: Uint8Array,
  older: Upcasters = upcasters,
): { kind: 'envelope'; envelope: Envelope } | { kind: 'damaged'; why: string } {
  try {
    const parsed = z.safeParse(envelopeSchema, upcast(JSON.parse(strictDecoder.decode(bytes)), older))
    return parsed.success
      ? { kind: 'envelope', envelope: parsed.data }
      : { kind: 'damaged', why: 'an entry is not an envelope this release knows' }
  } catch {
    return { kind: 'damaged', why: 'an entry is not JSON' }
  }
}

/**
 * Digests of what an entry names and does not bring along when it is read: the plan, a file. Larger than other
 * private values, and fetched only when they are needed.
 */
export function namedDigests(bytes: Uint8Array): readonly Sha256[] {
  const read = readEnvelope(bytes)
  if (read.kind !== 'envelope') return []
  const { type, data } = read.envelope
  const named = type === 'run.created' ? data['plan'] : type === 'attachment.added' ? data['content'] : ''
  const digest = typeof named === 'string' ? parseSha256(named) : undefined
  return digest ? [digest] : []
}

/** Every digest an entry's private values lie under. */
export function digestsIn(bytes: Uint8Array): readonly Sha256[] {
  const read = readEnvelope(bytes)
  return read.kind === 'envelope' ? digestsOf(read.envelope) : []
}

/** The same of an envelope. */
export function digestsOf(envelope: Envelope): readonly Sha256[] {
  const digests: Sha256[] = []
  collect(envelope.data, digests)
  return digests
}

/** Every digest an entry leads to: its private values', and those of what it only names. */
export const everyDigest = (bytes: Uint8Array): readonly Sha256[] => [
  ...namedDigests(bytes),
  ...digestsIn(bytes),
]

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function sealData(value: Json, put: (value: Json) => Sha256): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => sealData(item, put))
  if (!isMap(value)) return value
  const inside = value['private']
  if (inside !== undefined && Object.keys(value).length === 1) return { blob: put(inside) }
  return mapValues(value, (item) => sealData(item, put))
}

function openData(value: Json, blob: BlobOf, using: Hasher): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => openData(item, blob, using))
  if (!isMap(value)) return value
  const digest = blobDigest(value)
  if (digest === undefined) return mapValues(value, (item) => openData(item, blob, using))
  const bytes = blob(digest)
  const inside = bytes && openValue(digest, bytes, using)
  return inside === undefined ? { erased: true } : { private: inside }
}

function collect(value: Json, digests: Sha256[]): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, digests)
  if (!isMap(value)) return
  const digest = blobDigest(value)
  if (digest !== undefined) digests.push(digest)
  else for (const item of Object.values(value)) if (item !== undefined) collect(item, digests)
}

const blobDigest = (value: { readonly [key: string]: Json | undefined }): Sha256 | undefined =>
  typeof value['blob'] === 'string' && Object.keys(value).length === 1
    ? parseSha256(value['blob'])
    : undefined

const mapValues = (value: { readonly [key: string]: Json | undefined }, map: (item: Json) => Json): Json =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, map(item)]])),
  )
