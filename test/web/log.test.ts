import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ansiLine } from '../../web/run/ansi.ts'
import { lineCharsMax, noOpenLines, openLines, OutputLines } from '../../src/run/output-lines.ts'
import type { OutputStream } from '../../src/run/output-lines.ts'
import { shownLine } from '../../web/run/log-lines.ts'

const parts = (line: string) => ansiLine(line, {}).parts

/** Pieces of output as a page shows them; `plain` is what is seen of a line, without colours. */
function logLines(pieces: readonly { readonly stream: OutputStream; readonly text: string }[]) {
  const source = new OutputLines(noOpenLines, lineCharsMax)
  const lines = pieces.flatMap(({ stream, text }) => source.push(stream, text))
  return [...lines, ...openLines(source.open)].map((line, index) => {
    const shown = shownLine(line, index + 1)
    return { ...shown, plain: shown.parts.map(({ text }) => text).join('') }
  })
}

describe('a line of output', () => {
  test('keeps its colours and their end', () => {
    expect(parts('a \u001b[1;31mred\u001b[0m b')).toEqual([
      { text: 'a ', look: {} },
      { text: 'red', look: { bold: true, colour: 'var(--ansi-red)' } },
      { text: ' b', look: {} },
    ])
  })

  test('knows the 256 colours, and those of three numbers', () => {
    expect(parts('\u001b[38;5;196mx')[0]?.look).toEqual({ colour: 'rgb(255 0 0)' })
    expect(parts('\u001b[48;2;1;2;3mx')[0]?.look).toEqual({ ground: 'rgb(1 2 3)' })
  })

  test.each([
    ['\u001b[2J\u001b[Hgone', 'gone'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;javascript:1\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['bell\u0007', 'bell␇'],
    ['a\u202eb', 'a⟨U+202E⟩b'],
  ])('%j shows only what can be seen of it', (line, seen) => {
    expect(
      parts(line)
        .map(({ text }) => text)
        .join(''),
    ).toBe(seen)
  })

  test('a look is made of our colours and numbers only, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (codes, text) => {
        for (const { look } of parts(`\u001b[${codes}m${text}\u001b[38;2;${codes}m${text}`))
          for (const value of [look.colour, look.ground])
            expect(value ?? 'var(--ansi-red)').toMatch(/^(?:var\(--ansi-[a-z-]+\)|rgb\(\d+ \d+ \d+\))$/)
      }),
    )
  })
})

describe('output in pieces', () => {
  test('is put together by stream, and a line written over shows what was written last', () => {
    const lines = logLines([
      { stream: 'stdout', text: 'on' },
      { stream: 'stderr', text: 'oh\n' },
      { stream: 'stdout', text: 'e\n10 %\r20 %\r\nlast' },
    ])
    expect(lines.map(({ stream, plain }) => `${stream} ${plain}`)).toEqual([
      'stderr oh',
      'stdout one',
      'stdout 20 %',
      'stdout last',
    ])
  })

  test('a colour goes on until it ends, on its stream only', () => {
    const lines = logLines([
      { stream: 'stdout', text: '\u001b[32mgreen\n' },
      { stream: 'stderr', text: 'plain\n' },
      { stream: 'stdout', text: 'still\u001b[0m\n' },
    ])
    expect(lines.map((line) => line.parts[0]?.look.colour)).toEqual([
      'var(--ansi-green)',
      undefined,
      'var(--ansi-green)',
    ])
  })
})
