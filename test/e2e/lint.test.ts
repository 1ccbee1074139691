import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openSqliteJournalHere } from '../../src/adapters/journal-sqlite/journal.ts'
import { lintLibrary } from '../../src/app/lint-library.ts'
import { sourcePrograms } from '../../src/executors/launchers.ts'
import { openApp } from '../../src/main/open-app.ts'
import type { Desk } from '../desk.ts'
import { makeDesk } from '../desk.ts'
import { inPipe } from './kneeboard.ts'

const desks: Desk[] = []
afterAll(() => {
  for (const desk of desks) desk.dispose()
})

function deskOf(files: Readonly<Record<string, string>>): Desk {
  const desk = makeDesk(files)
  desks.push(desk)
  return desk
}

/** Two findings with safe fixes: a space after the backslash, and a heading without one. */
const fixable = '# Restart\r\n\r\n1. Do it:\r\n\r\n   ```sh\r\n   echo one \\ \r\n     two\r\n   ```\r\n'
const clean = '# Restart\n\n1. Restart it.\n'
const lint = (desk: Desk, ...args: string[]) => inPipe(desk, ['lint', ...args])

describe('lint --fix', { timeout: 60_000 }, () => {
  test('writes what cannot be wrong, and a second time nothing', async () => {
    const desk = deskOf({ 'a.md': fixable })
    const path = join(desk.folder, 'a.md')
    const first = await lint(desk, '--fix')
    expect(first.err).toContain('a.md: 1 corrected')
    const once = readFileSync(path, 'utf8')
    expect(once).toBe(fixable.replace('\\ \r', '\\\r'))
    const { mtimeMs, ino } = statSync(path)
    expect((await lint(desk, '--fix')).err).toBe('')
    expect(readFileSync(path, 'utf8')).toBe(once)
    expect(statSync(path)).toMatchObject({ mtimeMs, ino })
  })

  test('keeps the mode, leaves no draft behind, and touches no file without a fix', async () => {
    const desk = deskOf({ 'a.md': fixable, 'b.md': clean })
    const [a, b] = [join(desk.folder, 'a.md'), join(desk.folder, 'b.md')]
    chmodSync(a, 0o640)
    const before = statSync(b)
    await lint(desk, '--fix')
    expect(statSync(a).mode & 0o777).toBe(0o640)
    expect(statSync(b).ino).toBe(before.ino)
    expect(readdirSync(desk.folder).toSorted()).toEqual(['a.md', 'b.md'])
  })

  test('writes through no link out of the library', async () => {
    const desk = deskOf({ 'a.md': clean })
    const outside = join(dirname(desk.folder), 'outside.md')
    writeFileSync(outside, fixable)
    symlinkSync(outside, join(desk.folder, 'link.md'))
    const { exit } = await lint(desk, 'link.md', '--fix', '--library', desk.folder)
    expect(exit).toBe(2)
    expect(readFileSync(outside, 'utf8')).toBe(fixable)
  })
})

describe('what lint prints', { timeout: 60_000 }, () => {
  test('is the same with kept findings and without', async () => {
    const desk = deskOf({ 'a.md': fixable, 'b.md': clean })
    const anew = await linted(desk, 'none')
    expect(anew.map(({ findings }) => findings.length)).toEqual([1, 0])
    await linted(desk, 'use')
    const kept = join(dirname(desk.folder), 'cache/kneeboard')
    const file = join(kept, readdirSync(kept)[0] ?? '')
    expect(await linted(desk, 'use')).toEqual(anew)
    // That they are what was kept: another message in the file is the one that is shown.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"message":"', '"message":"KEPT '))
    expect((await linted(desk, 'use'))[0]?.findings[0]?.message).toMatch(/^KEPT /)
    writeFileSync(join(desk.folder, 'a.md'), `${fixable}\r\n`)
    expect((await linted(desk, 'use'))[0]?.findings[0]?.message).not.toMatch(/^KEPT /)
  })

  test('is SARIF with what the standard requires', async () => {
    const { out } = await lint(deskOf({ 'a b.md': fixable }), '--format', 'sarif')
    const log = JSON.parse(out) as {
      version: string
      runs: { tool: { driver: { name: string; rules: { id: string }[] } }; results: SarifResult[] }[]
    }
    expect(log.version).toBe('2.1.0')
    expect(log.runs).toHaveLength(1)
    const [run] = log.runs
    expect(run?.results.length).toBeGreaterThan(0)
    for (const { ruleId, ruleIndex, level, message, locations } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
      expect(['error', 'warning', 'note']).toContain(level)
      expect(message.text).not.toBe('')
      const [location] = locations
      expect(location?.physicalLocation.artifactLocation.uri).toBe('a%20b.md')
      expect(location?.physicalLocation.region.startLine).toBeGreaterThan(0)
    }
  })

  test('fails by the severity that was asked for', async () => {
    const desk = deskOf({ 'a.md': '# Restart\n\n1. Look at [the page]().\n' })
    expect((await lint(desk)).exit).toBe(0)
    expect((await lint(desk, '--fail-on', 'warning')).exit).toBe(1)
    expect((await lint(desk, '--fail-on', 'warning', '--rule', 'empty-link=off')).exit).toBe(0)
  })
})

/** What the product's own verb says, in this process, as the published package is put together. */
async function linted(desk: Desk, cache: 'use' | 'none') {
  const installation = {
    programs: sourcePrograms(process.execPath),
    journalWorker: new URL('none:'),
    pages: new URL('none:'),
    build: 'a build',
  }
  const environment = { XDG_CACHE_HOME: join(dirname(desk.folder), 'cache') }
  const opened = await openApp(installation, environment, {
    library: desk.folder,
    records: 'none',
    promptedSecret: () => undefined,
    openJournal: openSqliteJournalHere,
  })
  if (opened.kind === 'trouble') throw new Error(opened.why)
  const result = await lintLibrary(opened.app, { paths: [], config: {}, today: '2025-11-20', cache })
  if (result.kind === 'trouble') throw new Error(result.why)
  return result.files.map(({ path, findings, source }) => ({ path, findings, text: source().text }))
}

type SarifResult = {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string }
      readonly region: { readonly startLine: number }
    }
  }[]
}

describe("a library's settings", { timeout: 60_000 }, () => {
  const bad = '# Restart\n\n1. Look at [the page]().\n'

  test('switch rules off and on; the command line goes before them', async () => {
    const desk = deskOf({ 'a.md': bad, '.kneeboard.yaml': 'lint:\n  rules:\n    empty-link: error\n' })
    expect((await lint(desk)).exit).toBe(1)
    expect((await lint(desk, '--rule', 'empty-link=off')).exit).toBe(0)
  })

  test('take effect at once, whatever was kept', async () => {
    const desk = deskOf({ 'a.md': bad })
    expect((await lint(desk)).exit).toBe(0)
    writeFileSync(join(desk.folder, '.kneeboard.yaml'), 'lint:\n  rules:\n    empty-link: error\n')
    expect((await lint(desk)).exit).toBe(1)
  })

  test('that mean nothing are said with their place, and nothing is linted', async () => {
    const desk = deskOf({ 'a.md': bad, '.kneeboard.yaml': 'commands:\n  - rm\nlint:\n  plugins: [x]\n' })
    const { exit, out, err } = await lint(desk)
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toContain('There is no setting commands.')
    expect(err).toContain('.kneeboard.yaml:1:1')
    expect(err).toContain('There is no setting plugins.')
  })
})

describe('ShellCheck', { timeout: 60_000 }, () => {
  const block = '# Restart\n\n1. Do it:\n\n   ```sh\n   rm -r $HOME/x\n   ```\n'

  /** A folder with a program of that name in it, which always has the same to say. */
  function standIn(folder: string): string {
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    const note = {
      line: 1,
      column: 7,
      endLine: 1,
      endColumn: 14,
      level: 'warning',
      code: 2086,
      message: 'Quote it.',
    }
    const said = JSON.stringify({ comments: [note] })
    writeFileSync(join(bin, 'shellcheck'), `#!/bin/sh\nprintf '%s' '${said}'\nexit 1\n`, { mode: 0o755 })
    return bin
  }
  const path = (bin: string) => ({ PATH: `${bin}:${process.env['PATH'] ?? ''}` })

  test('is asked when it is there, and its warnings have their place in the file', async () => {
    const desk = deskOf({ 'a.md': block })
    const bin = standIn(dirname(desk.folder))
    const { out } = await inPipe(desk, ['lint'], path(bin))
    expect(out).toContain('a.md:6:10 warning shellcheck ShellCheck: Quote it.')
    expect(out).toContain('SC2086')
    expect((await inPipe(desk, ['lint', '--rule', 'shellcheck=off'], path(bin))).out).not.toContain('SC2086')
  })

  test('is not asked when it is a file of the library', async () => {
    const desk = deskOf({ 'a.md': block })
    const { out } = await inPipe(desk, ['lint'], path(standIn(desk.folder)))
    expect(out).not.toContain('SC2086')
  })
})

describe('one damaged file', { timeout: 60_000 }, () => {
  test('hides no other', async () => {
    const desk = deskOf({ 'b.md': '# Restart\n\n1. Look at [the page]().\n' })
    writeFileSync(join(desk.folder, 'a.md'), Buffer.from([0xff, 0xfe, 0x00]))
    const { out, err } = await lint(desk)
    expect(err).toContain('a.md is not a text file')
    expect(out).toContain('b.md:3')
  })
})
