import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutTo, isPlain, widthOf } from './width.ts'
import { wrap } from './wrap.ts'

const check = (name: string, text: string, columns: number, lines: readonly string[]) =>
  test(name, () => expect(wrap(text, { columns, first: '- ', rest: '  ' })).toEqual(lines))

describe('wrap', () => {
  check('breaks at blanks', 'one two three four', 12, ['- one two', '  three four'])
  check('keeps lines that are there', 'one\ntwo', 12, ['- one', '  two'])
  check('keeps the blanks between words of one line', '[a]  one', 20, ['- [a]  one'])
  check('cuts a word wider than a line', 'abcdefghijklmnop', 12, ['- abcdefghij', '  klmnop'])
  check('leaves an address whole', 'see https://example.com/very/long now', 14, [
    '- see',
    '  https://example.com/very/long',
    '  now',
  ])
  check('counts wide characters as two columns', '日本語日本語日本語', 12, ['- 日本語日本', '  語日本語'])
  check('of nothing is the mark alone', '', 12, ['-'])

  test('no line is wider than asked for, and no word is lost', () => {
    const words = fc.array(fc.stringMatching(/^[a-zé日本👍]{1,30}$/u), { maxLength: 30 })
    fc.assert(
      fc.property(words, fc.integer({ min: 14, max: 100 }), (all, columns) => {
        const lines = wrap(all.join(' '), { columns, first: '', rest: '  ' })
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(all.join(''))
      }),
    )
  })
})

describe('width', () => {
  test.each([
    ['plain', 5],
    ['日本', 4],
    ['e\u0301', 1],
    ['👍🏽', 2],
    ['\u001b[1mbold\u001b[22m', 4],
    ['', 0],
  ])('%j takes %i columns', (text, columns) => expect(widthOf(text)).toBe(columns))

  test('a cut text says so and fits', () => {
    expect(cutTo('abcdef', 4)).toBe('abc…')
    expect(widthOf(cutTo('日本語', 4))).toBeLessThanOrEqual(4)
    expect(cutTo('abc', 3)).toBe('abc')
  })
})

test('what is taken for characters that stand alone and are narrow is so by Unicode', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code))
  const plain = all.filter((character) => isPlain(character))
  expect(plain.length).toBeGreaterThan(1000)
  expect([...segmenter.segment(plain.join(''))]).toHaveLength(plain.length)
  // Zero width, wide, or drawn as an emoji where nothing else is said.
  expect(plain.filter((each) => /[\p{Cc}\p{Cf}\p{M}\p{Zl}\p{Zp}\p{Emoji_Presentation}]/u.test(each))).toEqual(
    [],
  )
  expect(isPlain('e\u0301')).toBe(false)
})
