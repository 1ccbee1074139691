import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { sopsFile } from '../../../test/executor/sops-file.ts'
import { readFromSops } from './sops.ts'

const folder = mkdtempSync(join(tmpdir(), 'kneeboard-sops-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tree = {
  db: {
    password: 'correct-horse: battery\nstaple é',
    port: 5432,
    users: ['ada', { name: 'grace' }],
    tls: true,
  },
  region_unencrypted: 'eu-west-1',
  ratio: 0.5,
}
let identity = ''

beforeAll(async () => {
  identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  writeFileSync(join(folder, 'prod.yaml'), await sopsFile(tree, recipient))
  writeFileSync(join(folder, 'only.yaml'), await sopsFile(tree, recipient, { macOnlyEncrypted: true }))
  writeFileSync(
    join(folder, 'prod.json'),
    JSON.stringify(parseDocument(await sopsFile(tree, recipient)).toJS()),
  )
})

const read = (file: string, keys: readonly string[], more: Record<string, string> = {}) =>
  readFromSops(
    { provider: 'sops', path: file, keys },
    {
      environment: { HOME: folder, SOPS_AGE_KEY: `# comment\n${identity}\n`, PATH: '/nowhere', ...more },
      directory: folder,
    },
  )

describe('a secret in a file of SOPS, decrypted by ourselves', () => {
  it.each([
    ['prod.yaml', ['db', 'password'], 'correct-horse: battery\nstaple é'],
    ['prod.yaml', ['db', 'port'], '5432'],
    ['prod.yaml', ['db', 'users', '0'], 'ada'],
    ['prod.yaml', ['db', 'users', '1', 'name'], 'grace'],
    ['prod.yaml', ['db', 'tls'], 'true'],
    ['prod.yaml', ['region_unencrypted'], 'eu-west-1'],
    ['prod.yaml', ['ratio'], '0.5'],
    ['prod.json', ['db', 'password'], 'correct-horse: battery\nstaple é'],
    ['only.yaml', ['db', 'password'], 'correct-horse: battery\nstaple é'],
  ])('%s: %j', async (file, keys, value) => {
    expect(await read(file, keys)).toEqual({ kind: 'secret', value })
  })

  it('finds the key where SOPS does', async () => {
    const file = join(folder, 'keys.txt')
    writeFileSync(file, `# public key: …\n${identity}\n`)
    chmodSync(file, 0o600)
    expect(await read('prod.yaml', ['ratio'], { SOPS_AGE_KEY: '', SOPS_AGE_KEY_FILE: file })).toMatchObject({
      value: '0.5',
    })
    chmodSync(file, 0o644)
    expect(await read('prod.yaml', ['ratio'], { SOPS_AGE_KEY: '', SOPS_AGE_KEY_FILE: file })).toMatchObject({
      why: `others may use ${file}`,
    })
    mkdirSync(join(folder, '.config/sops/age'), { recursive: true })
    writeFileSync(join(folder, '.config/sops/age/keys.txt'), identity, { mode: 0o600 })
    expect(await read('prod.yaml', ['ratio'], { SOPS_AGE_KEY: '' })).toMatchObject({ value: '0.5' })
  })

  const edited = (change: (text: string) => string): string => {
    writeFileSync(join(folder, 'edited.yaml'), change(readFileSync(join(folder, 'prod.yaml'), 'utf8')))
    return 'edited.yaml'
  }

  it.each([
    ['a value that was taken away', (text: string) => text.replace(/^ {2}port: .*\n/m, ''), /was changed/],
    [
      'a plain value that was changed',
      (text: string) => text.replace('eu-west-1', 'us-east-1'),
      /was changed/,
    ],
    [
      'values that changed places',
      (text: string) => {
        const port = /port: (.*)\n/.exec(text)?.[1] ?? ''
        const tls = /tls: (.*)\n/.exec(text)?.[1] ?? ''
        return text.replace(port, '@').replace(tls, port).replace('@', tls)
      },
      /does not open/,
    ],
    ['no file of SOPS', () => 'db: {password: correct-horse}\n', /is not encrypted by SOPS/],
    ['no YAML', () => '\tdb: [', /neither YAML nor JSON/],
    [
      'no age key',
      (text: string) => text.replace(/^ {2}age:\n(?: {4}.*\n)+/m, '  pgp: []\n'),
      /not encrypted to an age key/,
    ],
  ])('%s is refused', async (_title, change, why) => {
    const found = await read(edited(change), ['db', 'password'])
    expect(found).toMatchObject({ kind: 'missing', why: expect.stringMatching(why) as string })
    expect(JSON.stringify(found)).not.toMatch(/correct-horse|AGE-SECRET/)
  })

  it("another key than a recipient's does not open it", async () => {
    const found = await read('prod.yaml', ['ratio'], { SOPS_AGE_KEY: await generateX25519Identity() })
    expect(found).toMatchObject({ why: expect.stringContaining('any of your age keys') as string })
  })
})

describe('a secret in a file of SOPS, where the program is', () => {
  it('is asked for by it, with the file as it stands, and without its words on failure', async () => {
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    // Speaks the program's words: it is in no registry that the tests may ask.
    const program = `#!/bin/sh\ntest "$1 $2 $3" = "--decrypt --output-type json" || exit 9\ncase $4 in\n*/prod.yaml) echo '{"db": {"password": "from the program"}}' ;;\n*) echo correct-horse >&2; exit 1 ;;\nesac\n`
    writeFileSync(join(bin, 'sops'), program, { mode: 0o755 })
    const PATH = `${bin}:/usr/bin:/bin`
    expect(await read('prod.yaml', ['db', 'password'], { PATH })).toEqual({
      kind: 'secret',
      value: 'from the program',
    })
    const found = await read('prod.json', ['db', 'password'], { PATH })
    expect(found).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('could not decrypt') as string,
    })
    expect(JSON.stringify(found)).not.toContain('correct-horse')
  })
})
