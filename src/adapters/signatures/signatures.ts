import type { KeyObject } from 'node:crypto'
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { Signatures, Signed } from '../../ports/signatures.ts'

/** Ed25519 by Node's own crypto; a key is a PEM file as `openssl genpkey -algorithm ed25519` writes it. */
export const ed25519Signatures = (): Signatures => ({
  async sign(message, keyFile) {
    const key = await readKey(keyFile)
    if ('kind' in key) return key
    return {
      kind: 'signed',
      key: createPublicKey(key.private).export({ format: 'jwk' }).x ?? '',
      bytes: sign(null, Buffer.from(message), key.private).toString('base64url'),
    }
  },
  verify(message, { key, bytes }) {
    try {
      const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
      return verify(null, Buffer.from(message), publicKey, Buffer.from(bytes, 'base64url'))
    } catch {
      // Not a point of the curve: no key could have made this signature.
      return false
    }
  },
})

const howToMake = (file: string): string =>
  `make one that only you can read: (umask 077; openssl genpkey -algorithm ed25519 -out '${file.replaceAll("'", `'\\''`)}')`

type Refused = Extract<Signed, { kind: 'refused' }>

async function readKey(file: string): Promise<{ readonly private: KeyObject } | Refused> {
  try {
    if (((await stat(file)).mode & 0o077) !== 0)
      return { kind: 'refused', why: `others can read the key ${file}`, remedy: `chmod 600 ${file}` }
    const key = createPrivateKey(await readFile(file))
    if (key.asymmetricKeyType === 'ed25519') return { private: key }
    const why = `${file} is a key of another kind (${key.asymmetricKeyType})`
    return { kind: 'refused', why, remedy: howToMake(`${file}.ed25519`) }
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    return missing
      ? { kind: 'refused', why: `there is no key ${file}`, remedy: howToMake(file) }
      : {
          kind: 'refused',
          why: `${file} is not a private key in PEM form`,
          remedy: howToMake(`${file}.ed25519`),
        }
  }
}
