import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../lint/finding.ts'
import { lintCacheFolder, openLintCache } from './lint-cache.ts'

const base = mkdtempSync(join(tmpdir(), 'kb-lint-cache-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let made = 0
const newFolder = (): string => join(base, String(made++), 'kneeboard')

const finding: Finding = {
  rule: 'empty-link',
  severity: 'warning',
  message: 'This link leads nowhere.',
  remedy: 'Say where.',
  range: { from: 3, to: 7 },
  fix: { description: 'x', safe: true, replacements: [{ range: { from: 3, to: 7 }, text: '' }] },
}
const key = { library: 'sha256:a', facts: 'one' }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A folder in which findings for `a.md` were kept. */
function filled(): string {
  const folder = newFolder()
  const kept = openLintCache(folder, '1.0.0').open(key)
  kept.keep('a.md', bytes('a'), [finding])
  kept.save()
  return folder
}

const fileOf = (folder: string): string => join(folder, readdirSync(folder)[0] ?? '')
const found = (
  folder: string,
  asked: { library?: string; facts?: string; path?: string; text?: string } = {},
) =>
  openLintCache(folder, '1.0.0')
    .open({ ...key, ...asked })
    .find(asked.path ?? 'a.md', bytes(asked.text ?? 'a'))

describe('findings are kept', () => {
  test('for the same bytes, path, facts and library', () => {
    const folder = filled()
    expect(found(folder)).toEqual([finding])
    expect(found(folder, { text: 'b' })).toBeUndefined()
    expect(found(folder, { path: 'b.md' })).toBeUndefined()
    expect(found(folder, { facts: 'two' })).toBeUndefined()
    expect(found(folder, { library: 'sha256:b' })).toBeUndefined()
    expect(openLintCache(folder, '1.0.1').open(key).find('a.md', bytes('a'))).toBeUndefined()
  })

  test('also when another file was asked about since', () => {
    const folder = filled()
    const kept = openLintCache(folder, '1.0.0').open(key)
    kept.keep('b.md', bytes('b'), [])
    kept.save()
    expect(found(folder)).toEqual([finding])
    expect(found(folder, { path: 'b.md', text: 'b' })).toEqual([])
  })

  test('in files for their user alone, and no draft stays behind', () => {
    const folder = filled()
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toHaveLength(1)
    expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600)
  })

  test('nothing is written when nothing is new', () => {
    const folder = newFolder()
    openLintCache(folder, '1.0.0').open(key).save()
    expect(existsSync(folder)).toBe(false)
  })
})

describe('what is odd is not used', () => {
  const damages: Readonly<Record<string, (text: string) => string>> = {
    'cut off': (text) => text.slice(0, -10),
    'no JSON': () => 'null',
    empty: () => '',
    'another schema': (text) => text.replace('kneeboard.lint-cache/1', 'kneeboard.lint-cache/2'),
    'a rule there is not': (text) => text.replace('empty-link', 'ghost'),
    'a message that is no text': (text) => text.replace('"This link leads nowhere."', '{"__proto__":1}'),
    'a range that runs backwards': (text) => text.replace('"from":3,"to":7', '"from":9,"to":7'),
    'a range that is no number': (text) => text.replace('"from":3', '"from":"3"'),
    'a severity there is not': (text) => text.replace('"warning"', '"loud"'),
    'a fix without replacements': (text) => text.replace(/"replacements":\[.*?\}\]/, '"replacements":1'),
  }
  for (const [what, damage] of Object.entries(damages)) {
    test(what, () => {
      const folder = filled()
      const text = readFileSync(fileOf(folder), 'utf8')
      expect(damage(text)).not.toBe(text)
      writeFileSync(fileOf(folder), damage(text))
      expect(found(folder)).toBeUndefined()
    })
  }

  test('a file or folder that others may write to', () => {
    const folder = filled()
    chmodSync(fileOf(folder), 0o666)
    expect(found(folder)).toBeUndefined()
    chmodSync(fileOf(folder), 0o600)
    expect(found(folder)).toEqual([finding])
    chmodSync(folder, 0o777)
    expect(found(folder)).toBeUndefined()
  })

  test('a link in its place', () => {
    const folder = filled()
    const target = join(base, 'elsewhere.json')
    writeFileSync(target, readFileSync(fileOf(folder)), { mode: 0o600 })
    const file = fileOf(folder)
    rmSync(file)
    symlinkSync(target, file)
    expect(found(folder)).toBeUndefined()
  })

  test('a folder that cannot be made: findings are simply not kept', () => {
    const folder = newFolder()
    mkdirSync(join(folder, '..'), { recursive: true })
    writeFileSync(folder, 'a file')
    const kept = openLintCache(folder, '1.0.0').open(key)
    kept.keep('a.md', bytes('a'), [finding])
    expect(() => kept.save()).not.toThrow()
    expect(found(folder)).toBeUndefined()
  })
})

test('it stands where the user keeps caches; a relative path there means nothing', () => {
  expect(lintCacheFolder('/c', '/home/a')).toBe('/c/kneeboard')
  expect(lintCacheFolder(undefined, '/home/a')).toBe('/home/a/.cache/kneeboard')
  expect(lintCacheFolder('c', '/home/a')).toBe('/home/a/.cache/kneeboard')
})
