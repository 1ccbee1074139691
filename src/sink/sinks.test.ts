import MarkdownIt from 'markdown-it'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chatText } from './chat.ts'
import { csvRow } from './csv.ts'
import { githubMessage, githubProperty, githubText } from './github.ts'
import { htmlHref, htmlText } from './html.ts'
import { markdownCode, markdownFence, markdownInline } from './markdown.ts'
import { terminalLine, terminalPlain, terminalText } from './terminal.ts'
import { visibleText } from './visible.ts'
import { xmlText } from './xml.ts'

/** Text as hostile as it gets: controls, sequences, bidi, zero-width, markup of every sink, and letters. */
const hostile = fc.string({
  maxLength: 40,
  unit: fc.oneof(
    fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
    fc.constantFrom(
      '\x1b',
      '[',
      ']',
      '3',
      '1',
      'm',
      ';',
      '\x07',
      '\x9b',
      '\r',
      '\n',
      '\t',
      '\u202e',
      '\u200b',
      '\0',
    ),
    fc.constantFrom(
      '`',
      '```',
      '~~~',
      '<',
      '>',
      '&',
      '"',
      "'",
      '=',
      '-',
      '+',
      '@',
      '|',
      ',',
      '::',
      '##[',
      '(',
      '](',
    ),
    fc.constantFrom('https://x.y', 'www.x.y', '<script>', '</', '1. ', '# ', 'a', 'B', '🚀', '\ud800', '👩‍💻'),
  ),
})

const always = (title: string, holds: (text: string) => void) =>
  test(title, () => fc.assert(fc.property(hostile, holds), { numRuns: 2000 }))

const emojiPart = /\u200d|\ufe0e|\ufe0f/g
const unseen = /[^\n\t\P{Cc}]|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u

describe('visible text', () => {
  test.each([
    ['\x1b[2J', '␛[2J'],
    ['a\0b\x7f', 'a␀b␡'],
    ['\x9b31m', '⟨U+009B⟩31m'],
    ['pay \u202edcba', 'pay ⟨U+202E⟩dcba'],
    ['pass\u200bword', 'pass⟨U+200B⟩word'],
    ['\ufeffbom', '⟨U+FEFF⟩bom'],
    ['\u3164 \u2800', '⟨U+3164⟩ ⟨U+2800⟩'],
    ['tag \u{e0041}', 'tag ⟨U+E0041⟩'],
    ['half \ud800', 'half ⟨U+D800⟩'],
    ['a\r\nb\rc', 'a\nb␍c'],
    ['naïve 漢字 — “ok”', 'naïve 漢字 — “ok”'],
    ['👩‍💻 ❤️ 1️⃣ 🧑🏽‍🚀', '👩‍💻 ❤️ 1️⃣ 🧑🏽‍🚀'],
    ['a\u200db\ufe0f', 'a⟨U+200D⟩b⟨U+FE0F⟩'],
  ])('%j becomes %j', (text, visible) => expect(visibleText(text)).toBe(visible))

  always('holds nothing a reader cannot see, but what makes an emoji', (text) => {
    expect(visibleText(text).replaceAll(emojiPart, '')).not.toMatch(unseen)
  })
  always('is the same when made visible twice', (text) => {
    expect(visibleText(visibleText(text))).toBe(visibleText(text))
  })
})

describe('the terminal', () => {
  const red = '\x1b[1;31m'
  test.each([
    ['colours pass', `${red}no\x1b[0m`, `${red}no\x1b[0m`],
    ['colours left open are closed', `${red}no`, `${red}no\x1b[0m`],
    ['true colours pass', '\x1b[38;2;1;2;3mx\x1b[m', '\x1b[38;2;1;2;3mx\x1b[m'],
    ['a colour number is no other code', '\x1b[38;5;8mx\x1b[m', '\x1b[38;5;8mx\x1b[m'],
    ['concealed text is not concealed', '\x1b[8mrm -rf\x1b[28m', '␛[8mrm -rf\x1b[28m\x1b[0m'],
    ['the title is not set', '\x1b]0;owned\x07', '␛]0;owned␇'],
    ['the clipboard is not written', '\x1b]52;c;cm0=\x1b\\', '␛]52;c;cm0=␛\\'],
    ['no link is made', '\x1b]8;;http://x\x1b\\y', '␛]8;;http://x␛\\y'],
    ['the cursor is not asked for', '\x1b[6n\x1b[c\x05', '␛[6n␛[c␅'],
    ['the screen is not cleared or scrolled', '\x1b[2J\x1bc\x1b[?1049h', '␛[2J␛c␛[?1049h'],
    ['a line is not written over', 'no\rok', 'no␍ok'],
    ['backspaces do not erase', 'rm\b\bls', 'rm␈␈ls'],
    ['C1 forms are sequences too', '\u009b2J\u009d0;x\u009c', '⟨U+009B⟩2J⟨U+009D⟩0;x⟨U+009C⟩'],
    ['a sequence is not made of its rests', '\x1b\x1b[31m[2J', '␛\x1b[31m[2J\x1b[0m'],
    ['device strings are shown', '\x1bP$q"p\x1b\\', '␛P$q"p␛\\'],
    ['an unended sequence is shown', '\x1b[31', '␛[31'],
  ])('%s', (_, text, out) => expect(terminalText(text)).toBe(out))

  test('names are one line without colours', () => {
    expect(terminalLine('a\x1b[31m\n[ok] forged\x1b[0m\tb')).toBe('a␊[ok] forged b')
    expect(terminalPlain('\x1b[31mred\x1b[0m\nnext')).toBe('red\nnext')
  })

  const sgr = new RegExp(String.raw`\x1b\[[0-9;:]*m`, 'g')
  always('gets nothing but colours', (text) => {
    expect(terminalText(text).replaceAll(sgr, '').replaceAll(emojiPart, '')).not.toMatch(unseen)
    expect(terminalLine(text)).not.toMatch(/[\n\t\r]/)
  })
})

describe('Markdown', () => {
  const markdown = new MarkdownIt({ html: true, linkify: false })
  always('a fence holds whatever is put inside', (text) => {
    const tokens = markdown.parse(`before\n\n${markdownFence(text, 'sh\n```')}\n\nafter`, {})
    expect(tokens.map(({ type }) => type).filter((type) => !type.startsWith('paragraph'))).toEqual([
      'inline',
      'fence',
      'inline',
    ])
    expect(tokens.find(({ type }) => type === 'fence')?.content.trimEnd()).toBe(terminalPlain(text).trimEnd())
  })
  always('inline text is text: no markup, no link, no HTML, no cell', (text) => {
    for (const document of [markdownInline(text), `| a |\n|---|\n| ${markdownInline(text)} |`]) {
      const kinds = markdown
        .parse(document, {})
        .flatMap(({ type, children }) => [type, ...(children ?? []).map((child) => child.type)])
      expect(
        kinds.filter((kind) => /link|html|code|fence|heading|list|em|strong|image|quote|hr/.test(kind)),
      ).toEqual([])
      expect(kinds.filter((kind) => kind === 'td_open').length).toBeLessThanOrEqual(1)
    }
  })
  test('inline text reads as it was', () => {
    expect(markdown.renderInline(markdownInline('*a* <b> [c](d) `e` https://x.y a@b.c'))).toBe(
      '*a* &lt;b&gt; [c](d) `e` https://x.y a@b.c',
    )
  })
  always('inline code holds whatever is put inside', (text) => {
    const [paragraph] = markdown.parseInline(markdownCode(text), {})
    expect(paragraph?.children?.map(({ type }) => type)).toEqual(['code_inline'])
  })
})

describe('HTML and XML', () => {
  always('text holds no tag, no entity of its own, no end of an attribute', (text) => {
    for (const out of [htmlText(text), xmlText(text)]) {
      expect(out.replaceAll(/&(?:amp|lt|gt|quot|apos|#\d+);/g, '')).not.toMatch(/[<>&"']/)
    }
    // The characters XML 1.0 allows.
    expect(xmlText(text)).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
  })
  test.each([
    ['https://example.com/?a=1&b="', 'https://example.com/?a=1&amp;b=%22'],
    ['javascript:alert(1)', undefined],
    ['JaVa\nScript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['//example.com', undefined],
    ['vbscript:x', undefined],
  ])('the link %j', (url, href) => expect(htmlHref(url)).toBe(href))
})

describe('CSV', () => {
  test.each([
    ['plain', '"plain"'],
    ['a "quoted", cell', '"a ""quoted"", cell"'],
    ['=cmd|"/c calc"!A1', '"\'=cmd|""/c calc""!A1"'],
    ['-2+3', '"\'-2+3"'],
    ['-2.5', '"-2.5"'],
    ['  @SUM(A1)', '"  \'@SUM(A1)"'],
    ['\t=1', '"\t\'=1"'],
    ['a;=1', '"a;\'=1"'],
    ['a\n+1', '"a\n\'+1"'],
    ['"=1', '"""\'=1"'],
    ['＝1', '"\'＝1"'],
    ['\r=1', '"␍=1"'],
  ])('%j', (text, field) => expect(csvRow([text])).toBe(`${field}\r\n`))

  always('no cell begins with a sign of a formula, whatever the separator is taken for', (text) => {
    const row = csvRow(['first', text]).slice(0, -2)
    for (const separator of [',', ';', '\t', '|', '\n']) {
      for (const cell of row.split(separator)) {
        expect(
          /^[-+]?[0-9.]*"?$/.test(cell.replaceAll('"', '')) || !/^[\s"]*[=+@\-＝＋－＠]/.test(cell),
        ).toBe(true)
      }
    }
  })
})

describe('chat and workflows', () => {
  test('chat calls nobody and names no link', () => {
    expect(chatText('<!channel> @here <@U1> [bank](http://x) a@b.c')).toBe(
      '&lt;!channel&gt; ＠here &lt;＠U1&gt; [bank] (http://x) a＠b.c',
    )
  })
  test('a message cannot begin another command', () => {
    expect(githubMessage('50%\r\n::error::x')).toBe('50%25%0A::error::x')
    expect(githubProperty('a.md,line=1::x')).toBe('a.md%2Cline=1%3A%3Ax')
  })
  always('no line of printed text is a command', (text) => {
    expect(githubText(text)).not.toMatch(/^\s*(?:::|##\[)/m)
    expect(githubMessage(text)).not.toMatch(/[\r\n]/)
  })
})
