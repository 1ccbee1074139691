import { describe, expect, test } from 'vitest'
import type { Library } from '../../src/ports/library.ts'
import { documentHash } from '../../src/document/executable.ts'

/** A file's text, or where a link leads. */
export type BenchFiles = Readonly<Record<string, string | { readonly link: string }>>

/** Makes a library with these files, and `outside/secret.md` beside it where it lies in a folder. */
export type LibraryBench = (files: BenchFiles) => Promise<Library>

/** What a library of runbooks must do, wherever it lies. */
export function librarySuite(name: string, make: LibraryBench): void {
  describe(`${name} lists files`, () => listing(make))
  describe(`${name} reads files`, () => reading(make))
  describe(`${name} writes files`, () => writing(make))
}

export const pathsOf = async (library: Library): Promise<readonly string[]> =>
  (await library.files()).map(({ path }) => path)

export async function textOf(library: Library, path: string): Promise<string | undefined> {
  const read = await library.read(path)
  return read.kind === 'file' ? Buffer.from(read.bytes).toString() : undefined
}

function listing(make: LibraryBench): void {
  test('its Markdown files, sorted, with those of other people and hidden ones left out', async () => {
    const library = await make({
      'b.md': '',
      'a.MARKDOWN': '',
      'site/page.html.md.erb': '',
      'notes.txt': '',
      '.github/x.md': '',
      'node_modules/p/README.md': '',
      'site/vendor/y.md': '',
    })
    expect(await pathsOf(library)).toEqual(['a.MARKDOWN', 'b.md', 'site/page.html.md.erb'])
  })

  test('never through a link', async () => {
    const library = await make({
      'a.md': '',
      'link.md': { link: '../outside/secret.md' },
      folder: { link: '../outside' },
    })
    expect(await pathsOf(library)).toEqual(['a.md'])
  })

  test('with another stamp for another text, or another statement about it', async () => {
    const stampOf = async (files: BenchFiles) => (await (await make(files)).files())[0]?.stamp
    const first = await stampOf({ 'a.md': 'one' })
    expect(await stampOf({ 'a.md': 'longer' })).not.toBe(first)
    expect(await stampOf({ 'a.md': 'one', '.kneeboard/validations/a.md.json': '{}' })).not.toBe(first)
  })
}

function reading(make: LibraryBench): void {
  const refusals: Readonly<Record<string, string>> = {
    'a path that climbs out': '../outside/secret.md',
    'one that climbs out further down': 'sub/../../outside/secret.md',
    'a name with a NUL': 'a.md\0.png',
    'a folder': 'sub',
    'the root': '.',
    'what is not there': 'none.md',
    'an absolute path elsewhere': '/etc/passwd',
    'a name that begins with a hyphen and is not there': '-rf.md',
  }
  for (const [what, path] of Object.entries(refusals)) {
    test(`refuses ${what}`, async () => {
      const read = await (await make({ 'a.md': 'a', 'sub/b.md': 'b' })).read(path)
      expect(read.kind).toBe('refused')
      expect(read).toHaveProperty('remedy')
    })
  }

  test('takes paths relative to the root, absolute ones beneath it, and hyphens as part of a name', async () => {
    const library = await make({ 'a.md': 'a', '-rf.md': 'hyphen', 'n\u00e9.md': 'nfc', 'ne\u0301.md': 'nfd' })
    expect(await textOf(library, 'a.md')).toBe('a')
    expect(await textOf(library, `${library.root}/a.md`)).toBe('a')
    expect(await textOf(library, '-rf.md')).toBe('hyphen')
    expect(await textOf(library, 'n\u00e9.md')).toBe('nfc')
    expect(await textOf(library, 'ne\u0301.md')).toBe('nfd')
  })

  test('takes a line break as part of a name', async () => {
    const library = await make({ 'two\nlines.md': 'odd', 'a.md': 'a' })
    expect(await textOf(library, 'two\nlines.md')).toBe('odd')
    expect(await textOf(library, 'a.md')).toBe('a')
  })

  test('follows a link within the library and refuses every one that leads out', async () => {
    const library = await make({
      'a.md': 'a',
      'deep/b.md': 'b',
      'within.md': { link: 'a.md' },
      short: { link: 'deep' },
      'out.md': { link: '../outside/secret.md' },
      folder: { link: '../outside' },
      'by-way.md': { link: 'out.md' },
      'circle.md': { link: 'circle.md' },
      'deep/up': { link: '../deep' },
      'climb.md': { link: 'deep/up/../../outside/secret.md' },
    })
    expect(await textOf(library, 'within.md')).toBe('a')
    expect(await textOf(library, 'short/b.md')).toBe('b')
    for (const path of ['out.md', 'folder/secret.md', 'by-way.md', 'circle.md', 'climb.md'])
      expect(await textOf(library, path)).toBeUndefined()
  })

  test('says what it read by the name of the file itself', async () => {
    const library = await make({ 'sub/a.md': 'a', 'b.md': { link: 'sub/a.md' } })
    expect(await library.read('b.md')).toMatchObject({ kind: 'file', path: 'sub/a.md' })
  })

  test('gives bytes as they are, whatever attributes ask for', async () => {
    const text = 'a\r\n$Id$\n\0\u2028'
    const library = await make({
      'a.md': text,
      '.gitattributes': '*.md text eol=lf ident filter=evil diff=evil\n',
    })
    expect(await textOf(library, 'a.md')).toBe(text)
  })
}

function writing(make: LibraryBench): void {
  const bytes = new TextEncoder().encode('# New\n')

  test('gives the hash of what was written', async () => {
    const library = await make({ 'a.md': '# Old\n' })
    const written = await library.write({
      path: 'a.md',
      bytes,
      replaces: documentHash(Buffer.from('# Old\n')),
      by: 'ada',
    })
    expect(written).toMatchObject({ kind: 'written', hash: documentHash(bytes) })
  })

  test('never over what the writer has not seen', async () => {
    const library = await make({ 'a.md': '# Old\n' })
    const there = documentHash(Buffer.from('# Old\n'))
    const stale = documentHash(Buffer.from('# Older\n'))
    expect(await library.write({ path: 'a.md', bytes, replaces: stale, by: 'ada' })).toEqual({
      kind: 'conflict',
      there,
    })
    expect(await library.write({ path: 'a.md', bytes, replaces: 'nothing', by: 'ada' })).toEqual({
      kind: 'conflict',
      there,
    })
    expect(await textOf(library, 'a.md')).toBe('# Old\n')
  })

  for (const path of ['../out.md', '.git/config', '-rf.md', 'a\nb.md', '.hidden/a.md', '/etc/a.md'])
    test(`not to ${JSON.stringify(path)}`, async () => {
      const library = await make({ 'a.md': '' })
      expect((await library.write({ path, bytes, replaces: 'nothing', by: 'ada' })).kind).toBe('refused')
    })
}
