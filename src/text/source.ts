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

function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  // The longest prefix that decodes ends at most three bytes before the bad one: a cut character also fails.
  while (bad - good > 4) {
    const middle = (good + bad) >> 1
    if (decodesAlmost(bytes, middle)) good = middle
    else bad = middle
  }
  for (let end = good; end <= bad; end++) if (!decodesAlmost(bytes, end)) return end - 1
  return bad
}

const decodesAlmost = (bytes: Uint8Array, end: number): boolean =>
  [0, 1, 2, 3].some((cut) => end >= cut && decode(bytes.subarray(0, end - cut)) !== undefined)
