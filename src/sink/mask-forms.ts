import { htmlText } from './html.ts'

/**
 * Every way a secret is commonly written: as it is, its lines, base64 and base64url (wherever it stands in
 * what was encoded), hex, URL-encoded, JSON-escaped, quoted for a shell, escaped for HTML.
 */
export function maskedForms(secrets: readonly string[]): ReadonlySet<string> {
  const values = secrets.flatMap((secret) => [secret, secret.trim(), ...secret.split(/\r\n|\r|\n/).map(trim)])
  return new Set(values.filter(isLong).flatMap(formsOf))
}

/** Four characters, line breaks not counted. Shorter ones are not masked: see `makeMasker`. */
const isLong = (text: string): boolean => text.replaceAll(/[\r\n]/g, '').length >= 4

const trim = (line: string): string => line.trim()

function formsOf(value: string): string[] {
  const bytes = new TextEncoder().encode(value)
  const hex = hexOf(bytes)
  return [
    value,
    ...base64Forms(bytes),
    hex,
    hex.toUpperCase(),
    ...urlForms(value, bytes),
    ...jsonForms(value),
    ...shellForms(value),
    htmlText(value),
  ].filter(isLong)
}

/**
 * What base64 shows of the bytes, whatever stands before and after them: 0, 1 or 2 bytes before shift the
 * six-bit groups, and only groups that lie wholly within the bytes are theirs.
 */
function base64Forms(bytes: Uint8Array): string[] {
  const cores = [0, 1, 2].map((before) => {
    const shifted = new Uint8Array(before + bytes.length)
    shifted.set(bytes, before)
    const first = Math.ceil((before * 8) / 6)
    const last = Math.floor((shifted.length * 8) / 6)
    return base64Of(shifted).slice(first, last)
  })
  const forms = [...cores, base64Of(bytes)]
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 without padding: the padding tells nothing. */
function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let bit = 0; bit < bytes.length * 8; bit += 6) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    text += base64Alphabet[(pair >> (10 - (bit & 7))) & 63]
  }
  return text
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** RFC 3986 with and without `/`, what browsers leave alone, forms (`+` for a blank), digits in either case. */
function urlForms(value: string, bytes: Uint8Array): string[] {
  const encode = (kept: RegExp): string =>
    Array.from(bytes, (byte) => {
      const character = String.fromCharCode(byte)
      return byte < 0x80 && kept.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    }).join('')
  const forms = [/[\w.~-]/, /[\w.~/-]/, /[\w.~!'()*-]/, /[\w.~!'()*;/?:@&=+$,#-]/, /[\w.*-]/].map(encode)
  return forms.flatMap((form) => {
    const lower = form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
    return value.includes(' ') ? [form, lower, plus(form), plus(lower)] : [form, lower]
  })
}

const plus = (form: string): string => form.replaceAll('%20', '+')

/** As JavaScript writes it, with escaped slashes (PHP), ASCII only (Python), safe for HTML (Go). */
function jsonForms(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1)
  const code = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  const ascii = plain.replaceAll(/[\u0080-\uffff]/g, code)
  const forms = [plain, ascii, plain.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')]
  // Logs that hold JSON are often JSON themselves.
  const twice = [plain, ascii].map((form) => JSON.stringify(form).slice(1, -1))
  return [...forms, ...twice, plain.replaceAll(/[<>&\u2028\u2029]/g, code)]
}

/** Inside single quotes (both ways to write one), inside double quotes, with backslashes (`printf %q`), `$'…'`. */
function shellForms(value: string): string[] {
  const ansi = value
    .replaceAll(/['\\]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)
  // A shell in the C locale shows every byte of a character beyond ASCII.
  const octal = ansi.replaceAll(/[\u0080-\u{10ffff}]/gu, (character) =>
    Array.from(new TextEncoder().encode(character), (byte) => `\\${byte.toString(8)}`).join(''),
  )
  return [
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replaceAll(/["\\$`]/g, String.raw`\$&`),
    value.replaceAll(/["\\$`!]/g, String.raw`\$&`),
    value.replaceAll(/[^\w.,:/@%+=\u0080-\uffff-]/g, String.raw`\$&`),
    value.replaceAll(/^[#~]|[\s"'\\|&;()<>!{}*[\]?^$`,]/g, String.raw`\$&`),
    ansi,
    octal,
  ]
}
