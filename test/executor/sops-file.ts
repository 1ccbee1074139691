import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { armor, Encrypter } from 'age-encryption'
import { stringify } from 'yaml'

export type Tree = { readonly [key: string]: Tree | readonly (Tree | Leaf)[] | Leaf }
type Leaf = string | number | boolean

/**
 * A file as SOPS 3 writes it with an age recipient: every value but those under keys that end in `_unencrypted`
 * encrypted under one data key and bound to its path, and a MAC over all of them in order.
 */
export async function sopsFile(
  tree: Tree,
  recipient: string,
  { macOnlyEncrypted }: { readonly macOnlyEncrypted: boolean } = { macOnlyEncrypted: false },
): Promise<string> {
  const key = randomBytes(32)
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const enc = armor.encode(await encrypter.encrypt(key))
  const hash = createHash('sha512')
  if (macOnlyEncrypted) hash.update(createHash('sha256').update('sops').digest())
  const leaf = (value: Leaf, path: readonly string[]): Leaf => {
    const isPlain = path.some((part) => part.endsWith('_unencrypted'))
    if (!isPlain || !macOnlyEncrypted) hash.update(textOf(value))
    return isPlain ? value : encrypt(value, key, `${path.join(':')}:`)
  }
  const walk = (node: Tree[string], path: readonly string[]): unknown => {
    if (Array.isArray(node)) return node.map((item: Tree[string]) => walk(item, path))
    if (typeof node !== 'object') return leaf(node, path)
    return Object.fromEntries(
      Object.entries(node).map(([name, value]) => [name, walk(value, [...path, name])]),
    )
  }
  const values = walk(tree, []) as Record<string, unknown>
  const lastmodified = '2026-02-01T10:00:00Z'
  const mac = encrypt(hash.digest('hex').toUpperCase(), key, lastmodified)
  const sops = {
    age: [{ recipient, enc }],
    lastmodified,
    mac,
    unencrypted_suffix: '_unencrypted',
    version: '3.9.0',
  }
  return stringify(
    { ...values, sops: macOnlyEncrypted ? { ...sops, mac_only_encrypted: true } : sops },
    { lineWidth: 0 },
  )
}

const textOf = (value: Leaf): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)

function encrypt(value: Leaf, key: Buffer, bound: string): string {
  const iv = randomBytes(32)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound))
  const data = Buffer.concat([cipher.update(textOf(value)), cipher.final()])
  const type =
    typeof value === 'number'
      ? Number.isInteger(value)
        ? 'int'
        : 'float'
      : typeof value === 'boolean'
        ? 'bool'
        : 'str'
  const parts = [data, iv, cipher.getAuthTag()].map((bytes) => bytes.toString('base64'))
  return `ENC[AES256_GCM,data:${parts[0]},iv:${parts[1]},tag:${parts[2]},type:${type}]`
}
