import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { documentHash } from '../../document/executable.ts'
import { writeBeneath } from './write.ts'

const base = mkdtempSync(join(tmpdir(), 'kb-write-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let made = 0
function makeRoot(): string {
  const root = join(base, String(made++), 'library')
  mkdirSync(root, { recursive: true })
  return root
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const hashOf = (text: string) => documentHash(bytes(text))
const write = (
  root: string,
  path: string,
  text: string,
  replaces: Parameters<typeof writeBeneath>[1]['replaces'] = 'nothing',
) => writeBeneath(root, { path, bytes: bytes(text), replaces })

describe('a file is written', () => {
  test('new, with the folders above it, and nothing else is left', () => {
    const root = makeRoot()
    expect(write(root, 'a/b/c.md', 'one')).toEqual({ kind: 'written', hash: hashOf('one') })
    expect(readFileSync(join(root, 'a/b/c.md'), 'utf8')).toBe('one')
    expect(readdirSync(join(root, 'a/b'))).toEqual(['c.md'])
  })

  test('in place of the one the writer saw, with its permissions', () => {
    const root = makeRoot()
    writeFileSync(join(root, 'a.md'), 'one')
    chmodSync(join(root, 'a.md'), 0o640)
    expect(write(root, 'a.md', 'two', hashOf('one')).kind).toBe('written')
    expect(readFileSync(join(root, 'a.md'), 'utf8')).toBe('two')
    expect(statSync(join(root, 'a.md')).mode & 0o777).toBe(0o640)
  })

  test.each([
    ['where something stands already', 'nothing' as const],
    ['over another text than the writer saw', hashOf('zero')],
  ])('never %s', (_, replaces) => {
    const root = makeRoot()
    writeFileSync(join(root, 'a.md'), 'one')
    expect(write(root, 'a.md', 'two', replaces)).toEqual({ kind: 'conflict', there: hashOf('one') })
    expect(readFileSync(join(root, 'a.md'), 'utf8')).toBe('one')
  })

  test('over one that is gone: a conflict', () => {
    expect(write(makeRoot(), 'a.md', 'two', hashOf('one'))).toEqual({ kind: 'conflict', there: undefined })
  })
})

describe('a path is refused', () => {
  test.each([
    '../out.md',
    'a/../../out.md',
    '/etc/out.md',
    'a//b.md',
    './a.md',
    '.git/hooks/post-checkout',
    'a/.kneeboard/x',
    '-rf.md',
    'a\0.md',
    'a\n.md',
    'a\\b.md',
    'con.',
    '',
  ])('%j', (path) => {
    const root = makeRoot()
    expect(write(root, path, 'x').kind).toBe('refused')
    expect(readdirSync(root)).toEqual([])
    expect(readdirSync(join(root, '..'))).toEqual(['library'])
  })

  test('that leads through a link out of the library, or ends at one', () => {
    const root = makeRoot()
    const outside = join(root, '..', 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'victim.md'), 'untouched')
    symlinkSync(outside, join(root, 'door'))
    symlinkSync(join(outside, 'victim.md'), join(root, 'link.md'))
    expect(write(root, 'door/x.md', 'x').kind).toBe('refused')
    expect(write(root, 'link.md', 'x', hashOf('untouched')).kind).toBe('refused')
    expect(readFileSync(join(outside, 'victim.md'), 'utf8')).toBe('untouched')
    expect(readdirSync(outside)).toEqual(['victim.md'])
    expect(lstatSync(join(root, 'link.md')).isSymbolicLink()).toBe(true)
  })
})
