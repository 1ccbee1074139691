import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Library } from '../../ports/library.ts'
import { openFolderLibrary } from './library.ts'

const base = mkdtempSync(join(tmpdir(), 'kb-library-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let made = 0

/** A library with these files, and a file `outside/secret.md` beside it. */
async function libraryOf(files: Readonly<Record<string, string>>): Promise<Library> {
  const folder = join(base, String(made++))
  mkdirSync(join(folder, 'library'), { recursive: true })
  mkdirSync(join(folder, 'outside'))
  writeFileSync(join(folder, 'outside', 'secret.md'), 'secret')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'library', path)), { recursive: true })
    writeFileSync(join(folder, 'library', path), text)
  }
  return openFolderLibrary(join(folder, 'library'))
}

const secretOf = ({ root }: Library): string => join(dirname(root), 'outside', 'secret.md')
const pathsOf = async (library: Library): Promise<readonly string[]> =>
  (await library.files()).map(({ path }) => path)

async function textOf(library: Library, path: string): Promise<string | undefined> {
  const read = await library.read(path)
  return read.kind === 'file' ? Buffer.from(read.bytes).toString() : undefined
}

describe('the files of a folder', () => {
  test('are its Markdown files, sorted, with those of other people and hidden ones left out', async () => {
    const library = await libraryOf({
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

  test('are never reached through a link', async () => {
    const library = await libraryOf({ 'a.md': '' })
    symlinkSync(secretOf(library), join(library.root, 'link.md'))
    symlinkSync(dirname(secretOf(library)), join(library.root, 'folder'))
    expect(await pathsOf(library)).toEqual(['a.md'])
  })

  test.skipIf(process.getuid?.() === 0)(
    'are listed although a folder may not be entered (as root every folder may be)',
    async () => {
      const library = await libraryOf({ 'a.md': '', 'closed/b.md': '' })
      chmodSync(join(library.root, 'closed'), 0)
      expect(await pathsOf(library)).toEqual(['a.md'])
      chmodSync(join(library.root, 'closed'), 0o700)
    },
  )
})

describe('reading', () => {
  const refusals: Readonly<Record<string, string>> = {
    'a path that climbs out': '../outside/secret.md',
    'one that climbs out further down': 'sub/../../outside/secret.md',
    'a name with a NUL': 'a.md\0.png',
    'a folder': 'sub',
    'the root': '.',
    'what is not there': 'none.md',
    'a name that begins with a hyphen and is not there': '-rf.md',
  }
  for (const [what, path] of Object.entries(refusals)) {
    test(`refuses ${what}`, async () => {
      const library = await libraryOf({ 'a.md': 'a', 'sub/b.md': 'b' })
      const read = await library.read(path)
      expect(read.kind).toBe('refused')
      expect(read).toHaveProperty('remedy')
    })
  }

  test('takes paths relative to the root, absolute ones beneath it, and hyphens as part of a name', async () => {
    const library = await libraryOf({ 'a.md': 'a', '-rf.md': 'hyphen', 'n\u00e9.md': 'nfc' })
    expect(await textOf(library, 'a.md')).toBe('a')
    expect(await textOf(library, join(library.root, 'a.md'))).toBe('a')
    expect(await textOf(library, '-rf.md')).toBe('hyphen')
    expect(await textOf(library, 'n\u00e9.md')).toBe('nfc')
  })

  test('refuses an absolute path outside, and a neighbour whose name begins with the root', async () => {
    const library = await libraryOf({ 'a.md': 'a' })
    mkdirSync(`${library.root}-copy`)
    writeFileSync(`${library.root}-copy/b.md`, 'b')
    expect(await textOf(library, secretOf(library))).toBeUndefined()
    expect(await textOf(library, `${library.root}-copy/b.md`)).toBeUndefined()
  })

  test('follows a link within the library and refuses every one that leads out', async () => {
    const library = await libraryOf({ 'a.md': 'a' })
    symlinkSync('a.md', join(library.root, 'within.md'))
    symlinkSync(secretOf(library), join(library.root, 'out.md'))
    symlinkSync(dirname(secretOf(library)), join(library.root, 'folder'))
    symlinkSync('out.md', join(library.root, 'by-way.md'))
    expect(await textOf(library, 'within.md')).toBe('a')
    for (const path of ['out.md', 'folder/secret.md', 'by-way.md'])
      expect(await textOf(library, path)).toBeUndefined()
  })

  test('says what it read by the name of the file itself', async () => {
    const library = await libraryOf({ 'sub/a.md': 'a' })
    symlinkSync('sub/a.md', join(library.root, 'b.md'))
    expect(await library.read('b.md')).toMatchObject({ kind: 'file', path: 'sub/a.md' })
  })

  test('does not wait for a pipe nobody writes to', async () => {
    const library = await libraryOf({ 'a.md': 'a' })
    expect(spawnSync('mkfifo', [join(library.root, 'pipe.md')]).status).toBe(0)
    expect(await library.read('pipe.md')).toMatchObject({ kind: 'refused' })
  })

  test('gives what is in a file with two names', async () => {
    const library = await libraryOf({ 'a.md': 'a' })
    linkSync(join(library.root, 'a.md'), join(library.root, 'b.md'))
    expect(await textOf(library, 'b.md')).toBe('a')
  })
})

describe.skipIf(process.platform !== 'linux')('a folder that is swapped for a link again and again', () => {
  test('never leads out of the library', { timeout: 60_000 }, async () => {
    const library = await libraryOf({ 'sub/secret.md': 'ours' })
    symlinkSync('../outside', join(library.root, 'link'))
    // `sub` is now the folder, now a link to the one outside: a look and an opening fall on different sides.
    const swap = `const { renameSync: mv } = require('node:fs')
      for (;;) { mv('sub', 'kept'); mv('link', 'sub'); mv('sub', 'link'); mv('kept', 'sub') }`
    const swapper = spawn(process.execPath, ['-e', swap], { cwd: library.root, stdio: 'ignore' })
    const seen = new Map<string, number>()
    const until = performance.now() + 2_000
    while (performance.now() < until) {
      const text = (await textOf(library, 'sub/secret.md')) ?? 'refused'
      seen.set(text, (seen.get(text) ?? 0) + 1)
    }
    swapper.kill('SIGKILL')
    expect(seen.get('secret')).toBeUndefined()
    expect(seen.get('ours')).toBeGreaterThan(0)
  })
})
