import { describe, expect, it } from 'vitest'
import { namedInCode, namedInWords } from './look-alike.ts'
import { terminalPlain } from './terminal.ts'

describe('what looks like something else', () => {
  it('is named in code, whatever it is', () => {
    expect(namedInCode('rm \u2013rf /d\u0430ta')).toBe('rm \u2013⟨U+2013⟩rf /d\u0430⟨U+0430⟩ta')
    expect(namedInCode('echo "plain"')).toBe('echo "plain"')
    expect(terminalPlain(namedInCode('a\u202eb\u200b'))).toBe('a⟨U+202E⟩b⟨U+200B⟩')
  })

  it('is named in words that mix scripts, and a language is left alone', () => {
    expect(namedInWords('p\u0430ypal: перезапустить сервис')).toBe(
      'p\u0430⟨U+0430⟩ypal: перезапустить сервис',
    )
    expect(namedInWords('Größe prüfen, 日本')).toBe('Größe prüfen, 日本')
  })
})
