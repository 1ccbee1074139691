import type { Gap, View } from './mask-view.ts'
import { viewOf, withoutGaps } from './mask-view.ts'

/** Units from `from` up to, not including, `to`, counted in the view: the text without its gaps. */
export type Span = { readonly from: number; readonly to: number }

/** What a look at a text found. Positions are in the view; `rawStart` leads back to the text. */
export type Look = {
  readonly length: number
  /** Where the text can be cut at the latest: an escape sequence may have been cut off at its end. */
  readonly end: number
  readonly gaps: readonly Gap[]
  /** Found secrets, in order; those that overlap or touch are one span. */
  readonly spans: readonly Span[]
  /** The first place from which the rest of the text is the beginning of a secret. */
  readonly incompleteAt?: number
}

/**
 * Forms made quick to find, after Wu and Manber: a window as long as the shortest form moves over the text. Its last
 * `block` units say how far it can move without passing over the end of any form's first `window` units; only where
 * that is nowhere are forms compared. Long secrets are found by looking at few of the text's units.
 */
export type Patterns = {
  readonly window: number
  /** The size of the table, as a power of two. */
  readonly hashBits: number
  /** How far the window may move, by the hash of the block at its end. */
  readonly shifts: Uint8Array
  /** The forms whose first `window` units end with a block of that hash. */
  readonly byBlock: ReadonlyMap<number, readonly string[]>
  /** By their first four units: what the end of a text may be the beginning of. */
  readonly byStart: ReadonlyMap<number, readonly string[]>
  /** The beginnings of one to three units. */
  readonly shortStarts: ReadonlySet<string>
  readonly longest: number
}

/** Makes the forms quick to find. Forms of fewer than four units are not looked for. */
export function patternsOf(forms: ReadonlySet<string>): Patterns {
  const texts = [...new Set([...forms].map(withoutGaps))].filter((text) => text.length >= 4)
  const window = texts.reduce((least, { length }) => Math.min(least, length), shiftMax)
  const hashBits = bitsFor(texts.length * window)
  const shifts = new Uint8Array(2 ** hashBits).fill(texts.length === 0 ? 0 : window - blockUnits + 1)
  const byBlock = new Map<number, string[]>()
  const byStart = new Map<number, string[]>()
  const shortStarts = new Set<string>()
  for (const text of texts) {
    for (let at = 0; at + blockUnits <= window; at++) {
      const hash = hashAt(text, at, hashBits)
      const shift = window - blockUnits - at
      if (shift < (shifts[hash] ?? 0)) shifts[hash] = shift
    }
    add(byBlock, hashAt(text, window - blockUnits, hashBits), text)
    add(byStart, startAt(text, 0), text)
    for (const count of [1, 2, 3]) shortStarts.add(text.slice(0, count))
  }
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0)
  return { window, hashBits, shifts, byBlock, byStart, shortStarts, longest }
}

/** Finds every form in the text. */
export function scan(patterns: Patterns, text: string): Look {
  const view = viewOf(text)
  const incompleteAt = incompleteIn(patterns, view)
  const { end, gaps } = view
  const look = { length: view.text.length, end, gaps, spans: spansIn(patterns, view.text) }
  return incompleteAt === undefined ? look : { ...look, incompleteAt }
}

/** Two units tell too little among many forms; more would let short forms stand in the way of long ones. */
const blockUnits = 3
/** What fits a byte. */
const shiftMax = 255
/** A table of which blocks fill an eighth, and that a cache has room for: 256 KiB at most. */
const bitsFor = (blocks: number): number => Math.min(18, Math.max(8, Math.ceil(Math.log2(blocks * 8 + 1))))

/** Spreads three units over the table. */
const hashOf = (a: number, b: number, c: number, bits: number): number =>
  Math.imul((a << 16) ^ (b << 8) ^ c, 0x9e3779b1) >>> (32 - bits)

const hashAt = (text: string, at: number, bits: number): number =>
  hashOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2), bits)

function add(lists: Map<number, string[]>, key: number, text: string): void {
  const list = lists.get(key)
  if (list) list.push(text)
  else lists.set(key, [text])
}

function spansIn({ window, hashBits, shifts, byBlock }: Patterns, text: string): readonly Span[] {
  const spans: Span[] = []
  // `at` is the last unit of the window.
  for (let at = window - 1; at < text.length;) {
    const hash = hashOf(text.charCodeAt(at - 2), text.charCodeAt(at - 1), text.charCodeAt(at), hashBits)
    const shift = shifts[hash] ?? 1
    if (shift > 0) {
      at += shift
      continue
    }
    const from = at - window + 1
    const to = longestAt(byBlock.get(hash) ?? [], text, from)
    if (to > from) join(spans, from, to)
    at++
  }
  return spans
}

function longestAt(forms: readonly string[], text: string, from: number): number {
  let to = from
  for (const form of forms)
    if (from + form.length > to && text.startsWith(form, from)) to = from + form.length
  return to
}

function join(spans: Span[], from: number, to: number): void {
  const last = spans.at(-1)
  if (last && from <= last.to) spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, to) }
  else spans.push({ from, to })
}

/** The first place from which all that is left begins a form. Only as far from the end as a form is long. */
function incompleteIn(
  { byStart, shortStarts, longest }: Patterns,
  { text }: Pick<View, 'text'>,
): number | undefined {
  const whole = text.length - 3
  let from = Math.max(0, text.length - longest + 1)
  for (; from < whole; from++) {
    const left = text.length - from
    for (const form of byStart.get(startAt(text, from)) ?? [])
      if (form.length > left && isBeginning(form, text, from)) return from
  }
  for (; from < text.length; from++) if (shortStarts.has(text.slice(from))) return from
  return undefined
}

/** Four units packed into a number. Units beyond a byte may share one: they are compared afterwards. */
const startAt = (text: string, at: number): number =>
  (text.charCodeAt(at) << 24) ^
  (text.charCodeAt(at + 1) << 16) ^
  (text.charCodeAt(at + 2) << 8) ^
  text.charCodeAt(at + 3)

function isBeginning(form: string, text: string, from: number): boolean {
  // From the back: beginnings are alike, and what is at the end of the text rarely fits.
  for (let at = text.length - 1; at >= from; at--)
    if (text.charCodeAt(at) !== form.charCodeAt(at - from)) return false
  return true
}
