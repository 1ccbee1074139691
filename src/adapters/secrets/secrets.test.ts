import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeSecrets } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'kneeboard-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string, text: string, mode: number): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const linkTo = (path: string): string => {
  symlinkSync(path, `${path}-link`)
  return `${path}-link`
}

const secrets = makeSecrets({
  environment: { DB_PASSWORD: 'correct-horse', EMPTY: '' },
  prompts: new Map([['pin', '1234']]),
  directory: folder,
})

const check = (title: string, reference: () => string, expected: { value: string } | { why: RegExp }) =>
  test(title, async () => {
    const read = await secrets.read(reference())
    if ('value' in expected) return expect(read).toEqual({ kind: 'secret', value: expected.value })
    expect(read).toMatchObject({ kind: 'missing', why: expect.stringMatching(expected.why) })
    expect(JSON.stringify(read)).not.toContain('correct-horse')
  })

check('from the environment', () => 'env:DB_PASSWORD', { value: 'correct-horse' })
check('a variable that is not set', () => 'env:NOTHING', { why: /NOTHING is not set/ })
check('a variable of the language, not of the environment', () => 'env:constructor', { why: /is not set/ })
check('an empty variable', () => 'env:EMPTY', { why: /is not set/ })
check('what a person typed', () => 'prompt:pin', { value: '1234' })
check('what nobody typed', () => 'prompt:other', { why: /nobody gave/ })
check('a private file, without its last newline', () => `file:${fileOf('a', 'correct-horse\n', 0o600)}`, {
  value: 'correct-horse',
})
check('a file others may read', () => `file:${fileOf('b', 'correct-horse', 0o640)}`, {
  why: /others may use/,
})
check('a file that is not there', () => `file:${join(folder, 'none')}`, { why: /does not exist/ })
check('a folder', () => `file:${folder}`, { why: /is not a file/ })
check('a relative path', () => 'file:secret.txt', { why: /is not absolute/ })
check('a file with a NUL', () => `file:${fileOf('c', 'correct-horse\0x', 0o600)}`, { why: /holds a NUL/ })
check('a file that is too long', () => `file:${fileOf('d', 'x'.repeat(70_000), 0o600)}`, {
  why: /longer than/,
})
check('another provider', () => 'vault:x', { why: /not named by where it is read/ })
check('the secret itself, which is not repeated', () => 'correct-horse', {
  why: /not named by where it is read/,
})
check('a link to a private file', () => `file:${linkTo(fileOf('f', 'correct-horse', 0o600))}`, {
  why: /is a link/,
})

test.skipIf(process.getuid?.() !== 0)("a file of another user's", async () => {
  const path = fileOf('e', 'correct-horse', 0o600)
  chownSync(path, 65_534, 65_534)
  expect(await secrets.read(`file:${path}`)).toMatchObject({ why: `${path} belongs to another user` })
})
