/** How one line of the original bytes ended; the last line of a file usually ends with none. */
export type LineEnding = '\n' | '\r\n' | '\r' | ''

/**
 * A file as text. `text` uses LF only, so every range in the product is a UTF-16 offset into `text`,
 * the coordinates of an editor; `endings` and `bom` are what is needed to give the same bytes back.
 */
export type Source = {
  readonly text: string
  /** One for each line of `text`, in order. */
  readonly endings: readonly LineEnding[]
  readonly bom: boolean
  readonly encoding: 'utf-8'
}

export type SourceResult =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'not-text'; readonly byte: number; readonly why: string }

/** Reads bytes as UTF-8. Anything else is named with the offset of the first byte that is not. */
export function readSource(bytes: Uint8Array): SourceResult {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const body = bom ? bytes.subarray(3) : bytes
  const raw = decode(body)
  if (raw === undefined) {
    const byte = firstBadByte(body) + (bom ? 3 : 0)
    return { kind: 'not-text', byte, why: `byte ${byte} is not valid UTF-8` }
  }
  return { kind: 'source', source: { ...normalise(raw), bom, encoding: 'utf-8' } }
}

/** A source from text that is already in memory. */
export const sourceOf = (text: string): Source => ({ ...normalise(text), bom: false, encoding: 'utf-8' })

/** The exact bytes the source was read from (or, after an edit, should be saved as). */
export function writeSource(source: Source): Uint8Array<ArrayBuffer> {
  const lines = source.text.split('\n')
  const raw = lines.map((line, index) => line + (source.endings[index] ?? '\n')).join('')
  return new TextEncoder().encode((source.bom ? '\uFEFF' : '') + raw)
}

function normalise(raw: string): { text: string; endings: readonly LineEnding[] } {
  const endings: LineEnding[] = []
  if (!raw.includes('\r')) {
    for (let at = raw.indexOf('\n'); at !== -1; at = raw.indexOf('\n', at + 1)) endings.push('\n')
    endings.push('')
    return { text: raw, endings }
  }
  const text = raw.replace(/\r\n|\r|\n/g, (ending) => {
    endings.push(ending as LineEnding)
    return '\n'
  })
  endings.push('')
  return { text, endings }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Offset of the first sequence that is not well-formed UTF-8 (Unicode, table 3-7); the length when all is. */
function firstBadByte(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const length = characterLength(bytes, at)
    if (length === 0) return at
    at += length
  }
  return at
}

/** Bytes of the character that begins at `at`; 0 when none does. */
function characterLength(bytes: Uint8Array, at: number): 0 | 1 | 2 | 3 | 4 {
  const lead = bytes[at] ?? 0
  const follows = (offset: number, from = 0x80, to = 0xbf): boolean => {
    const byte = bytes[at + offset] ?? 0
    return byte >= from && byte <= to
  }
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  if (lead < 0xe0) return follows(1) ? 2 : 0
  // The second byte is narrower where a longer form, a surrogate or a number beyond Unicode would begin.
  if (lead < 0xf0)
    return follows(1, lead === 0xe0 ? 0xa0 : 0x80, lead === 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0
  const second = follows(1, lead === 0xf0 ? 0x90 : 0x80, lead === 0xf4 ? 0x8f : 0xbf)
  return second && follows(2) && follows(3) ? 4 : 0
}
