import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { armor, Decrypter } from 'age-encryption'
import { parseDocument } from 'yaml'
import * as z from 'zod/mini'

/** What a file holds once decrypted, or why it cannot be. */
export type SopsRead =
  | { readonly kind: 'values'; readonly values: unknown }
  | { readonly kind: 'failed'; readonly why: string; readonly remedy: string }

const metadata = z.object({
  age: z.optional(z.array(z.object({ recipient: z.string(), enc: z.string() }))),
  lastmodified: z.string(),
  mac: z.string(),
  mac_only_encrypted: z.optional(z.boolean()),
})

/**
 * Decrypts a YAML or JSON file of SOPS with age keys. Each value is AES-256-GCM under the file's data key, bound to
 * the keys that lead to it; the data key is encrypted to each recipient; the MAC over all values in order tells
 * whether any was taken away or moved.
 */
export async function decryptSops(text: string, identities: readonly string[]): Promise<SopsRead> {
  const document = parseDocument(text, { logLevel: 'silent' })
  if (document.errors.length > 0) return failed('is neither YAML nor JSON', 'name a file that SOPS wrote')
  // As maps: they keep the order of their keys, which the MAC is over.
  const tree: unknown = document.toJS({ mapAsMap: true, maxAliasCount: 0 })
  const parsed = z.safeParse(metadata, plainOf(tree instanceof Map ? tree.get('sops') : undefined))
  if (!(tree instanceof Map) || !parsed.success)
    return failed('is not encrypted by SOPS', 'encrypt it: sops encrypt')
  const key = await dataKeyOf(parsed.data.age ?? [], identities)
  if (typeof key === 'string')
    return failed(key, 'use the key of a recipient, or install sops for other kinds of key')
  tree.delete('sops')
  try {
    const hash = createHash('sha512')
    const onlyEncrypted = parsed.data.mac_only_encrypted === true
    if (onlyEncrypted) hash.update(createHash('sha256').update('sops').digest())
    const values = walk(tree, [], (leaf, path) => {
      const encrypted = typeof leaf === 'string' && leaf.startsWith('ENC[')
      const value = encrypted ? decrypt(leaf, key, `${path.join(':')}:`) : leaf
      if (encrypted || !onlyEncrypted) hash.update(bytesOf(value))
      return value
    })
    const mac = Buffer.from(String(decrypt(parsed.data.mac, key, parsed.data.lastmodified)), 'hex')
    const own = hash.digest()
    if (mac.length !== own.length || !timingSafeEqual(mac, own))
      return failed(
        'was changed after it was encrypted (its MAC does not fit)',
        'have it encrypted again by its owner',
      )
    return { kind: 'values', values }
  } catch {
    return failed('holds a value that its key does not open', 'have it encrypted again by its owner')
  }
}

async function dataKeyOf(
  recipients: readonly { readonly enc: string }[],
  identities: readonly string[],
): Promise<Uint8Array | string> {
  if (recipients.length === 0) return 'is not encrypted to an age key'
  for (const { enc } of recipients) {
    const decrypter = new Decrypter()
    for (const identity of identities) decrypter.addIdentity(identity)
    try {
      return await decrypter.decrypt(armor.decode(enc))
    } catch {
      continue
    }
  }
  return 'is not encrypted to any of your age keys'
}

const encrypted = /^ENC\[AES256_GCM,data:([^,]*),iv:([^,]+),tag:([^,]+),type:([a-z]+)\]$/

function decrypt(text: string, key: Uint8Array, bound: string): string | number | boolean {
  const [, data = '', iv = '', tag = '', type = ''] = encrypted.exec(text) ?? []
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'))
  decipher.setAuthTag(Buffer.from(tag, 'base64')).setAAD(Buffer.from(bound))
  const value = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString(
    'utf8',
  )
  if (type === 'int' || type === 'float') return Number(value)
  return type === 'bool' ? value.toLowerCase() === 'true' : value
}

type Leaf = string | number | boolean | bigint

/** Positions in a list are no part of a value's path. */
function walk(
  node: unknown,
  path: readonly string[],
  onLeaf: (leaf: Leaf, path: readonly string[]) => Leaf,
): unknown {
  if (node instanceof Map)
    return Object.fromEntries(
      [...node].map(([name, value]) => [String(name), walk(value, [...path, String(name)], onLeaf)]),
    )
  if (Array.isArray(node)) return node.map((item) => walk(item, path, onLeaf))
  const isLeaf =
    typeof node === 'string' ||
    typeof node === 'number' ||
    typeof node === 'boolean' ||
    typeof node === 'bigint'
  return isLeaf ? onLeaf(node, path) : node
}

/** As SOPS writes them into its MAC. */
const bytesOf = (value: Leaf): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)

const plainOf = (value: unknown): unknown =>
  value instanceof Map
    ? Object.fromEntries([...value].map(([name, inner]) => [String(name), plainOf(inner)]))
    : Array.isArray(value)
      ? value.map(plainOf)
      : value

const failed = (why: string, remedy: string): SopsRead => ({ kind: 'failed', why, remedy })
