import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskedForms } from './mask-forms.ts'
import { makeMasker, mask, maskText } from './mask.ts'

const secret = `Tr0ub4dor&3 "it's" <$HOME/x+y=z>\\é€`

/** The text is given in these pieces; what comes out is compared, and the rest of the secrets looked for. */
function masked(secrets: readonly string[], pieces: readonly string[]): string {
  const masker = makeMasker(secrets)
  return pieces.map((piece) => masker.push(piece)).join('') + masker.end()
}

/** Cuts a text at the given places, taken modulo its length. */
function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b)
  return [0, ...cuts].map((from, index) => text.slice(from, cuts[index] ?? text.length))
}

const sequences = new RegExp(String.raw`\x1b\[[0-?]*[ -/]*[@-~]|[\r\n]`, 'g')

/** Nothing of the forms stands in it, also when colours and line ends are looked through. */
function expectNoLeak(secrets: readonly string[], out: string): void {
  expect(maskText(secrets, out)).toBe(out)
  const bare = out.replaceAll(sequences, '')
  for (const form of maskedForms(secrets)) expect(bare.includes(form.replaceAll(/[\r\n]/g, ''))).toBe(false)
}

describe('a masker hides', () => {
  const check = (title: string, written: string, leaves = `before ${mask} after`) =>
    test(title, () => {
      const text = `before ${written} after`
      expect(maskText([secret], text)).toBe(leaves)
      expect(masked([secret], text.split(''))).toBe(leaves)
    })

  check('the value', secret)
  check('JSON', JSON.stringify(secret), `before "${mask}" after`)
  check(
    'JSON in JSON strings of ASCII',
    JSON.stringify(secret).replaceAll('é', '\\u00e9').replaceAll('€', '\\u20ac'),
    `before "${mask}" after`,
  )
  check('a part of an address', encodeURIComponent(secret))
  check('a field of a form', String(new URLSearchParams([['k', secret]])), `before k=${mask} after`)
  check(
    'a path with small digits',
    encodeURI(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
  )
  check('hex', Buffer.from(secret).toString('hex'))
  check('hex in capitals', Buffer.from(secret).toString('hex').toUpperCase())
  check('HTML', '&lt;b&gt; Tr0ub4dor', 'before &lt;b&gt; Tr0ub4dor after')
  check('single quotes', `'${secret.replaceAll("'", `'\\''`)}'`, `before '${mask}' after`)

  for (const shell of [`printf %q "$S"`, `set -x; : "$S"`, `echo "$(printf %s "$S" | base64 -w 20)"`]) {
    test(`what bash writes: ${shell}`, () => {
      const value = 'p@ss wörd$(x) `y` "q" it\'s #1!'
      const env = { ...process.env, S: value, LC_ALL: 'C.UTF-8' }
      const out = execFileSync('bash', ['-c', `{ ${shell}; } 2>&1`], { env }).toString()
      expect(out).not.toContain(mask)
      expect(maskText([value], out)).toContain(mask)
      expectNoLeak([value], maskText([value], out))
    })
  }

  test('each line of a secret of many lines, and the whole in one line', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADAN\r\nBgkqhkiG9w0B\n-----END KEY-----\n'
    expect(maskText([key], 'a BgkqhkiG9w0B b')).toBe(`a ${mask} b`)
    expect(maskText([key], JSON.stringify({ key }))).toBe(`{"key":"${mask}"}`)
    expect(maskText([key], `>${key}<`).replaceAll(/\s/g, '')).toBe(`>${mask}<`)
  })

  test('base64 and base64url, whatever was encoded before and after it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, unit: 'grapheme' }),
        fc.uint8Array(),
        fc.uint8Array(),
        (value, before, after) => {
          const bytes = Buffer.concat([before, Buffer.from(value), after])
          for (const encoding of ['base64', 'base64url'] as const) {
            const out = maskText([value], bytes.toString(encoding))
            expect(out).toContain(mask)
            // At most the two characters at each end, which also hold bits of the neighbours, are left.
            const left = out.replaceAll('=', '').length - out.split(mask).length * mask.length + mask.length
            expect(left).toBeLessThanOrEqual(Math.ceil(((before.length + after.length) * 8) / 6) + 4)
          }
        },
      ),
    )
  })

  test('a secret with colours in it, or wrapped over lines', () => {
    expect(maskText(['hunter22'], 'x \x1b[01;31m\x1b[Khunt\x1b[m\x1b[Ker22 y')).toBe(
      `x \x1b[01;31m\x1b[K${mask}\x1b[m\x1b[K y`,
    )
    const wrapped = (
      Buffer.from(secret.repeat(3))
        .toString('base64')
        .match(/.{1,16}/g) ?? []
    ).join('\r\n')
    expectNoLeak([secret], maskText([secret], wrapped))
    expect(maskText([secret], wrapped)).toContain(mask)
  })

  test('overlapping secrets, without a rest of either', () => {
    expect(maskText(['abcdef', 'defghi'], '<abcdefghi>')).toBe(`<${mask}>`)
    expect(maskText(['abcd', 'abcdefgh'], '<abcdefgh> <abcdef>')).toBe(`<${mask}> <${mask}ef>`)
  })
})

describe('a masker leaves', () => {
  test('everything else as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (pieces) => {
        expect(masked(['never said'], pieces)).toBe(pieces.join(''))
      }),
    )
  })

  test('secrets shorter than four characters, and no secrets at all', () => {
    expect(maskText(['abc', '', '  1 '], 'abc 1 ')).toBe('abc 1 ')
    expect(maskText([], secret)).toBe(secret)
  })

  test('words far apart', () => {
    const apart = `hunt${'\n'.repeat(65)}er22`
    expect(maskText(['hunter22'], apart)).toBe(apart)
  })
})

describe('a masker in a stream', () => {
  test('holds back only what may become a secret, so that a question is seen at once', () => {
    const masker = makeMasker(['hunter22'])
    expect(masker.push('Password: ')).toBe('Password: ')
    expect(masker.push('hunter')).toBe('')
    expect(masker.held()).toBe(6)
    expect(masker.push('22\nhunt')).toBe(`${mask}\n`)
    expect(masker.push('ing')).toBe('hunting')
    expect(masker.push('hu')).toBe('')
    expect(masker.end()).toBe('hu')
    expect(masker.held()).toBe(0)
  })

  const value = fc.string({
    minLength: 4,
    maxLength: 12,
    unit: fc.constantFrom('a', 'b', '/', '"', "'", ' ', 'é', '\n'),
  })
  const noise = fc.string({
    maxLength: 6,
    unit: fc.constantFrom('a', 'b', '\n', '\r', '\x1b', '[', '3', 'm', '%', '='),
  })
  /** Text with the forms of secrets in it, and where it is cut. */
  const streams = fc
    .array(value, { minLength: 1, maxLength: 3 })
    .chain((secrets) => {
      const forms = [...maskedForms(secrets)]
      const part = forms.length > 0 ? fc.oneof(noise, fc.constantFrom(...forms)) : noise
      return fc.tuple(
        fc.constant(secrets),
        fc.array(part, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
      )
    })
    .map(([secrets, parts, places]) => ({ secrets, text: parts.join(''), places }))

  test('never leaks, wherever it is cut', () => {
    fc.assert(
      fc.property(streams, ({ secrets, text, places }) => {
        expectNoLeak(secrets, masked(secrets, cutAt(text, places)))
      }),
      { numRuns: 300 },
    )
  })

  test('never leaks when it is read again after a crash, from what had come out', () => {
    fc.assert(
      fc.property(streams, ({ secrets, text, places }) => {
        const [first = '', ...rest] = cutAt(text, places.slice(0, 1))
        const masker = makeMasker(secrets)
        const shown = masker.push(first)
        const again = first.slice(first.length - masker.held()) + rest.join('')
        expectNoLeak(secrets, shown + maskText(secrets, again))
      }),
      { numRuns: 300 },
    )
  })

  test('a secret repeated without end is neither held for ever nor slow', () => {
    const masker = makeMasker(['aaaaaaaa'])
    let shown = ''
    for (let turn = 0; turn < 200; turn++) {
      shown += masker.push('a'.repeat(1000))
      expect(masker.held()).toBeLessThan(20_000)
    }
    shown += masker.end()
    expect(shown).not.toContain('a')
  })

  test('an escape sequence without end is held no longer than a sequence can be', () => {
    const masker = makeMasker(['hunter22'])
    const out = masker.push(`\x1b[${'1;'.repeat(5000)}`)
    expect(out.length).toBeGreaterThan(9900)
  })
})
