import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ed25519Signatures } from './signatures.ts'

const folder = mkdtempSync(join(tmpdir(), 'kb-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

const signatures = ed25519Signatures()
const file = (name: string, text: string | Buffer, mode = 0o600) => {
  writeFileSync(join(folder, name), text, { mode })
  return join(folder, name)
}
const pem = () =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

describe('a signature', () => {
  it('holds for the text it was made for, and for no other', async () => {
    const signed = await signatures.sign('the tip', file('key.pem', pem()))
    if (signed.kind !== 'signed') throw new Error(signed.why)
    expect(signed.key).toMatch(/^[\w-]{43}$/)
    expect(signed.bytes).toMatch(/^[\w-]{86}$/)
    expect(signatures.verify('the tip', signed)).toBe(true)
    expect(signatures.verify('the tiP', signed)).toBe(false)
    expect(
      signatures.verify('the tip', {
        ...signed,
        bytes: signed.bytes.replace(/^./, (first) => (first === '-' ? 'A' : '-')),
      }),
    ).toBe(false)
    const other = await signatures.sign('the tip', file('other.pem', pem()))
    expect(signatures.verify('the tip', { ...signed, key: other.kind === 'signed' ? other.key : '' })).toBe(
      false,
    )
    expect(signatures.verify('the tip', { key: 'no key', bytes: '' })).toBe(false)
  })

  it('is refused in words without a key that only its owner can read', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const cases: readonly (readonly [string, string])[] = [
      [join(folder, 'none.pem'), 'there is no key'],
      [file('open.pem', pem(), 0o644), 'others can read'],
      [file('text.pem', 'hello'), 'not a private key'],
      [file('rsa.pem', rsa.export({ format: 'pem', type: 'pkcs8' })), 'of another kind (rsa)'],
    ]
    for (const [path, why] of cases)
      expect(await signatures.sign('x', path)).toMatchObject({
        kind: 'refused',
        why: expect.stringContaining(why),
      })
  })
})
