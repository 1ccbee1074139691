import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { markdownLines } from './markdown.ts'
import { coloured, plain } from './style.ts'

const check = (name: string, text: string, lines: readonly string[]) =>
  test(name, () => expect(markdownLines(text, { columns: 40, styles: plain, indent: '' })).toEqual(lines))

describe('Markdown in a terminal', () => {
  check('a link shows where it leads', 'see [the board](https://a.example/b)', [
    'see the board (https://a.example/b)',
  ])
  check('an address is shown once', '<https://a.example>', ['https://a.example'])
  check('a placeholder is not a tag', 'drain <node name> <b>now</b>', ['drain <node name> now'])
  check('code keeps its marks where there are no colours', 'run `df -h`', ['run `df -h`'])
  check('lists keep their numbers', '1. one\n2. two\n   - three', ['1. one', '2. two', '   • three'])
  check('the indentation of an item is not code', 'First.\n   Second line.\n\n   Third.', [
    'First. Second line.',
    '',
    'Third.',
  ])
  check('a fence is set off', 'x\n\n```\na\n  b\n```', ['x', '', '  a', '    b'])
  check('a table stands in columns', '| a | b |\n|---|---|\n| 1 | two |', ['a  b', '1  two'])
  check('entities and escapes are decoded', 'a &amp; b \\* &#x41;', ['a & b * A'])
  check('a task keeps its mark', '- [ ] open', ['• [ ] open'])

  test('colours take no part of the text away', () => {
    const [line = ''] = markdownLines('a **bold** `code`', { columns: 40, styles: coloured, indent: '' })
    expect(stripVTControlCharacters(line)).toBe('a bold code')
  })

  test('values are filled in and cannot become anything else than text', () => {
    const fill = (text: string) => text.replaceAll('{{ x }}', '**no** \u001b[2J')
    expect(markdownLines('say {{ x }}', { columns: 60, styles: plain, indent: '', fill })).toEqual([
      'say **no** ␛[2J',
    ])
  })

  test('nothing in any text moves the cursor, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const shown = markdownLines(text, { columns: 40, styles: plain, indent: '' }).join('\n')
        expect(shown.replaceAll('\n', '').match(/\p{Cc}/gu) ?? []).toEqual([])
      }),
    )
  })
})
