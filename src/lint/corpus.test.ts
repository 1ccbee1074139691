import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRunbook } from '../document/read.ts'
import { readSource, writeSource } from '../text/source.ts'
import type { Source } from '../text/source.ts'
import { fixFindings } from './fix.ts'
import { lintRunbook } from './lint.ts'
import { profiles } from './profile.ts'

const corpus = '../shared/corpus/markdown'

/** Every third file keeps the suite quick; `KB_CORPUS=all` takes them all. */
const share = process.env['KB_CORPUS'] === 'all' ? 1 : 3

describe.skipIf(!existsSync(corpus))('real runbooks', () => {
  const files = globSync('**/*.{md,markdown,md.erb}', { cwd: corpus })
    .toSorted()
    .filter((_, index) => index % share === 0)
    .flatMap((path): readonly { path: string; source: Source }[] => {
      const read = readSource(readFileSync(`${corpus}/${path}`))
      return read.kind === 'source' ? [{ path, source: read.source }] : []
    })
  const lint = (source: Source, path: string, some: typeof profiles | readonly ['default']) =>
    lintRunbook(
      readRunbook(source, basename(path)),
      { today: '2026-01-01', path },
      { profiles: some, rules: {} },
    )

  test('every rule copes with every file, and points into it', { timeout: 120_000 }, () => {
    for (const { path, source } of files) {
      for (const { rule, range } of lint(source, path, profiles)) {
        const inside = 0 <= range.from && range.from <= range.to && range.to <= source.text.length
        expect(inside, `${rule} in ${path}`).toBe(true)
      }
    }
  })

  test('half of the files have at most one finding by default', { timeout: 120_000 }, () => {
    const counts = files
      .map(({ path, source }) => lint(source, path, ['default']).length)
      .toSorted((a, b) => a - b)
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThanOrEqual(1)
    expect(counts[Math.floor(counts.length * 0.9)]).toBeLessThanOrEqual(3)
  })

  test('fixing twice is fixing once, and fixes no more than was found', { timeout: 120_000 }, () => {
    for (const { path, source } of files) {
      const once = fixFindings(source, (text) => lint(text, path, ['default']), 'safe')
      if (once.fixed.length === 0) {
        expect(once.source).toBe(source)
        continue
      }
      const twice = fixFindings(once.source, (text) => lint(text, path, ['default']), 'safe')
      expect(twice.fixed, path).toEqual([])
      expect(writeSource(twice.source), path).toEqual(writeSource(once.source))
    }
  })
})
