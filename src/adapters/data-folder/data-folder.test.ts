import {
  chmodSync,
  chownSync,
  existsSync,
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
import { describe, expect, test } from 'vitest'
import type { DataFolderOptions } from './data-folder.ts'
import { dataFolderPath, openDataFolder } from './data-folder.ts'

const outside: DataFolderOptions = { outside: [] }
const check = (title: string, body: (path: string, around: string) => Promise<void>) =>
  test(title, async () => {
    const around = mkdtempSync(join(tmpdir(), 'kb-data-'))
    try {
      await body(join(around, 'state', 'kneeboard', 'abc'), around)
    } finally {
      rmSync(around, { recursive: true })
    }
  })

const modeOf = (path: string) => statSync(path).mode & 0o777

async function expectRefused(path: string, why: string, remedy: string, options = outside): Promise<void> {
  expect(await openDataFolder(path, options)).toEqual({
    kind: 'refused',
    why: expect.stringContaining(why),
    remedy: expect.stringContaining(remedy),
  })
}

describe('a data folder', () => {
  for (const umask of [0o000, 0o022, 0o777]) {
    check(`is made private under umask ${umask.toString(8)}, and opens again`, async (path, around) => {
      mkdirSync(join(around, 'state', 'kneeboard'), { recursive: true })
      const before = process.umask(umask)
      const opened = await openDataFolder(path, outside).finally(() => process.umask(before))
      expect(opened).toEqual({
        kind: 'data-folder',
        path,
        journal: join(path, 'journal.sqlite'),
        attempts: join(path, 'attempts'),
        logs: join(path, 'logs'),
      })
      for (const each of [path, join(path, 'attempts'), join(path, 'logs')]) expect(modeOf(each)).toBe(0o700)
      expect(modeOf(join(path, 'version'))).toBe(0o600)
      expect(readFileSync(join(path, 'version'), 'utf8')).toBe('1\n')
      expect(await openDataFolder(path, outside)).toEqual(opened)
    })
  }

  check('opened by many at once is one folder', async (path) => {
    const results = await Promise.all(Array.from({ length: 20 }, () => openDataFolder(path, outside)))
    expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['data-folder']))
    expect(readdirSync(path).sort()).toEqual(['attempts', 'logs', 'version'])
  })

  test('stands in the state directory, by default under the home', () => {
    const id = `sha256:${'0123456789abcdef'.repeat(4)}`
    const short = '0123456789abcdef'.repeat(2)
    expect(dataFolderPath(id, '/var/state', '/home/ada')).toBe(`/var/state/kneeboard/${short}`)
    expect(dataFolderPath(id, undefined, '/home/ada')).toBe(`/home/ada/.local/state/kneeboard/${short}`)
    expect(dataFolderPath(id, 'relative', '/home/ada')).toBe(`/home/ada/.local/state/kneeboard/${short}`)
    expect(dataFolderPath('../../etc', undefined, '/home/ada')).toBe('/home/ada/.local/state/kneeboard/etc')
  })
})

describe('a data folder is refused', () => {
  check('when others may enter it', async (path) => {
    for (const mode of [0o777, 0o755, 0o710, 0o701]) {
      mkdirSync(path, { recursive: true })
      chmodSync(path, mode)
      await expectRefused(path, `mode ${mode.toString(8)}`, 'chmod 700')
      expect(readdirSync(path)).toEqual([])
    }
  })

  check('when its user may not write to it', async (path) => {
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o500)
    await expectRefused(path, 'read-only', 'chmod 700')
    chmodSync(path, 0o700)
  })

  test.skipIf(process.getuid?.() !== 0)(
    'when it belongs to another user (needs root to make one)',
    async () => {
      const path = mkdtempSync(join(tmpdir(), 'kb-foreign-'))
      chownSync(path, 65_534, 65_534)
      await expectRefused(path, 'uid 65534', 'of your own')
      rmSync(path, { recursive: true })
    },
  )

  check('when it, or a folder in it, is a link', async (path, around) => {
    mkdirSync(join(around, 'real'), { mode: 0o700 })
    mkdirSync(join(around, 'state', 'kneeboard'), { recursive: true })
    symlinkSync(join(around, 'real'), path)
    await expectRefused(path, 'symbolic link', 'rm')
    rmSync(path)
    await openDataFolder(path, outside)
    rmSync(join(path, 'attempts'), { recursive: true })
    symlinkSync(join(around, 'real'), join(path, 'attempts'))
    await expectRefused(path, 'attempts is a symbolic link', 'rm')
    expect(readdirSync(join(around, 'real'))).toEqual([])
  })

  check('when its version is a link, a pipe-sized lie, or not a number', async (path, around) => {
    await openDataFolder(path, outside)
    for (const text of ['', 'one\n', '1', `${'1'.repeat(100)}\n`, '-1\n']) {
      writeFileSync(join(path, 'version'), text)
      await expectRefused(path, 'damaged', 'backup')
    }
    rmSync(join(path, 'version'))
    writeFileSync(join(around, 'version'), '1\n')
    symlinkSync(join(around, 'version'), join(path, 'version'))
    await expectRefused(path, 'version', 'move')
  })

  check('when a newer release wrote it', async (path) => {
    await openDataFolder(path, outside)
    writeFileSync(join(path, 'version'), '2\n')
    await expectRefused(path, 'has format 2; this release knows 1', 'newer')
  })

  check('when it holds a journal (or anything) but no version: somebody put it there', async (path) => {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    writeFileSync(join(path, 'journal.sqlite'), 'seeded')
    await expectRefused(path, 'something else', 'empty folder')
    expect(readdirSync(path)).toEqual(['journal.sqlite'])
  })

  check('when it stands inside the checkout, also by way of a link', async (_, around) => {
    const checkout = join(around, 'checkout')
    mkdirSync(checkout)
    symlinkSync(checkout, join(around, 'innocent'))
    for (const path of [checkout, join(checkout, '.kneeboard'), join(around, 'innocent', 'state', 'x')]) {
      await expectRefused(path, 'inside the checkout', 'elsewhere', { outside: [checkout] })
    }
    expect(readdirSync(checkout)).toEqual([])
    const beside = await openDataFolder(join(around, 'checkout-data'), { outside: [checkout] })
    expect(beside.kind).toBe('data-folder')
  })

  check('when everyone may rename it', async (path, around) => {
    mkdirSync(join(around, 'state', 'kneeboard'), { recursive: true })
    chmodSync(join(around, 'state', 'kneeboard'), 0o777)
    await expectRefused(path, 'everyone may write', 'chmod o-w')
    expect(existsSync(path)).toBe(false)
  })

  check('when a file stands in its place or on its way', async (path, around) => {
    writeFileSync(join(around, 'state'), '')
    await expectRefused(path, path, 'folder')
    await expectRefused(join(around, 'state'), 'not a folder', 'mv')
  })

  test.skipIf(!existsSync('/proc/self'))(
    'when it would lie in /proc, where nothing can be made',
    async () => {
      await expectRefused('/proc/kneeboard/data', 'no folder can be made in /proc', 'on a disk')
      await expectRefused('/proc/self/kneeboard/a/data', 'no folder can be made in /proc/self', 'on a disk')
    },
  )

  test('when its path is relative or holds NUL', async () => {
    await expectRefused('data', 'absolute', 'whole path')
    await expectRefused('/tmp/a\0b', 'absolute', 'whole path')
  })
})
