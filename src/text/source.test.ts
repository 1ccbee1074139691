import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineStarts, placeOf } from './range.ts'
import type { Replacement } from './replacement.ts'
import { applyReplacements, invertReplacements } from './replacement.ts'
import type { Source } from './source.ts'
import { readSource, sourceOf, writeSource } from './source.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

function read(bytes: Uint8Array): Source {
  const result = readSource(bytes)
  if (result.kind !== 'source') throw new Error(result.why)
  return result.source
}

/** Text with every kind of line ending, marks that look like a BOM, and characters of one to four bytes. */
const anyText = fc.string({
  unit: fc.constantFrom('a', 'é', '漢', '🚀', '\n', '\r', '\r\n', '\ufeff', '\0', '\u2028', '\u0085'),
})

const anyEdit = fc
  .tuple(anyText, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), anyText), { maxLength: 4 }))
  .map(([text, wishes]) => {
    const source = read(utf8(text))
    let free = 0
    const replacements = wishes
      .map(([at, length, inserted]) => ({ at: at % (source.text.length + 1), length, inserted }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, length, inserted }): Replacement => {
        const from = Math.max(free, at)
        free = Math.min(source.text.length, from + length)
        return { range: { from, to: free }, text: inserted }
      })
    return { source, replacements }
  })

function applied(source: Source, replacements: readonly Replacement[]): Source {
  const result = applyReplacements(source, replacements)
  if (result.kind !== 'replaced') throw new Error('overlap')
  return result.source
}

describe('a source', () => {
  test('gives back the same bytes', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, bom) => {
        const bytes = utf8((bom ? '\ufeff' : '') + text)
        expect(Buffer.compare(writeSource(read(bytes)), bytes)).toBe(0)
      }),
      { numRuns: 2000 },
    )
  })

  test('has text with line feeds only, and an ending for each line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = read(utf8(text))
        expect(source.text).not.toContain('\r')
        expect(source.endings).toHaveLength(source.text.split('\n').length)
      }),
    )
  })

  test('keeps which lines end how, and the byte order mark', () => {
    const source = read(utf8('\ufeffa\r\nb\rc\nd'))
    expect(source).toEqual({
      text: 'a\nb\nc\nd',
      endings: ['\r\n', '\r', '\n', ''],
      bom: true,
      encoding: 'utf-8',
    })
  })

  test.each([
    [[0x61, 0xff], 1],
    [[0x61, 0xc3, 0x28], 1],
    [[0xef, 0xbb, 0xbf, 0x61, 0x80], 4],
    [[0xe0, 0x80, 0xaf], 0],
    [[0xed, 0xa0, 0x80], 0],
    [[0xf4, 0x90, 0x80, 0x80], 0],
    [[0x61, 0x62, 0xf0, 0x9f, 0x9a], 2],
    [[0xff, 0xfe, 0x61, 0x00], 0],
  ])('bytes %j are not text: byte %i', (bytes, byte) => {
    const result = readSource(Uint8Array.from(bytes))
    expect(result).toEqual({ kind: 'not-text', byte, why: `byte ${byte} is not valid UTF-8` })
  })

  test('names the first bad byte: all before it is text, nothing that begins there is', () => {
    const decodes = (bytes: Uint8Array) => readSource(bytes).kind === 'source'
    const damaged = fc.tuple(anyText, fc.uint8Array({ minLength: 1, maxLength: 4 }), anyText)
    fc.assert(
      fc.property(damaged, ([before, bytes, after]) => {
        const all = Buffer.concat([utf8(before), bytes, utf8(after)])
        const result = readSource(all)
        if (result.kind === 'source') return
        expect(decodes(all.subarray(0, result.byte))).toBe(true)
        for (const length of [1, 2, 3, 4]) {
          if (result.byte + length <= all.length)
            expect(decodes(all.subarray(0, result.byte + length))).toBe(false)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('replacements', () => {
  test('change the text as splicing would', () => {
    fc.assert(
      fc.property(anyEdit, ({ source, replacements }) => {
        const spliced = replacements.reduceRight(
          (text, { range, text: inserted }) =>
            text.slice(0, range.from) + sourceOf(inserted).text + text.slice(range.to),
          source.text,
        )
        expect(applied(source, replacements).text).toBe(spliced)
      }),
    )
  })

  test('none change nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = read(utf8(text))
        expect(applied(source, [])).toEqual(source)
      }),
    )
  })

  test('what is saved after an edit is read as what was edited', () => {
    fc.assert(
      fc.property(anyEdit, ({ source, replacements }) => {
        const edited = applied(source, replacements)
        // A byte order mark typed at the very beginning of a file is one; half a character has no bytes.
        if (edited.text.startsWith('\ufeff') || !edited.text.isWellFormed()) return
        expect(read(writeSource(edited))).toEqual(edited)
      }),
      { numRuns: 5000 },
    )
  })

  test('can be taken back', () => {
    fc.assert(
      fc.property(anyEdit, ({ source, replacements }) => {
        const plain = replacements.map(({ range, text }) => ({ range, text: sourceOf(text).text }))
        const edited = applied(source, plain)
        expect(applied(edited, invertReplacements(source, plain)).text).toBe(source.text)
      }),
      { numRuns: 2000 },
    )
  })

  test('kept lines keep their endings; new ones take the most common', () => {
    const source = read(utf8('a\r\nb\nc\r\nd'))
    const edited = applied(source, [{ range: { from: 4, to: 4 }, text: 'x\ny\n' }])
    expect(new TextDecoder().decode(writeSource(edited))).toBe('a\r\nb\nx\r\ny\r\nc\r\nd')
  })

  test('that overlap are refused, both named', () => {
    const first = { range: { from: 0, to: 3 }, text: '' }
    const second = { range: { from: 2, to: 4 }, text: '' }
    expect(applyReplacements(sourceOf('abcdef'), [second, first])).toEqual({ kind: 'overlap', first, second })
  })
})

describe('a place', () => {
  test('is the line and column that counting gives', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), (text, at) => {
        const offset = at % (text.length + 1)
        const before = text.slice(0, offset).split('\n')
        const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 }
        expect(placeOf(lineStarts(text), offset)).toEqual(place)
      }),
    )
  })
})
