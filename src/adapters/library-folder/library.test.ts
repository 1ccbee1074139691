import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { BenchFiles } from '../../../test/conformance/library.suite.ts'
import { librarySuite, pathsOf, textOf } from '../../../test/conformance/library.suite.ts'
import type { Library } from '../../ports/library.ts'
import { openFolderLibrary } from './library.ts'

const base = mkdtempSync(join(tmpdir(), 'kb-library-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let made = 0

/** A library with these files, and a file `outside/secret.md` beside it. */
async function libraryOf(files: BenchFiles): Promise<Library> {
  const folder = join(base, String(made++))
  mkdirSync(join(folder, 'library'), { recursive: true })
  mkdirSync(join(folder, 'outside'))
  writeFileSync(join(folder, 'outside', 'secret.md'), 'secret')
  for (const [path, text] of Object.entries(files)) {
    const at = join(folder, 'library', path)
    mkdirSync(dirname(at), { recursive: true })
    if (typeof text === 'string') writeFileSync(at, text)
    else symlinkSync(text.link, at)
  }
  return openFolderLibrary(join(folder, 'library'))
}

librarySuite('a folder', libraryOf)

const secretOf = ({ root }: Library): string => join(dirname(root), 'outside', 'secret.md')

describe('the files of a folder', () => {
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
  test('refuses an absolute path outside, and a neighbour whose name begins with the root', async () => {
    const library = await libraryOf({ 'a.md': 'a' })
    mkdirSync(`${library.root}-copy`)
    writeFileSync(`${library.root}-copy/b.md`, 'b')
    expect(await textOf(library, secretOf(library))).toBeUndefined()
    expect(await textOf(library, `${library.root}-copy/b.md`)).toBeUndefined()
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
