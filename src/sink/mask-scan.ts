/** Units from `from` up to, not including, `to`, counted in the view: the text without its gaps. */
export type Span = { readonly from: number; readonly to: number }

/** Line breaks and colour sequences, which may stand inside a secret: offsets into the text, and into the view. */
export type Gap = { readonly at: number; readonly from: number; readonly to: number; readonly shift: number }

/** What a look at a text found. Positions are in the view; `rawStart` leads back to the text. */
export type View = {
  readonly length: number
  /** Where the text can be cut at the latest: an escape sequence may have been cut off at its end. */
  readonly end: number
  readonly gaps: readonly Gap[]
  /** Found secrets, in order; those that overlap are one span. */
  readonly spans: readonly Span[]
  /** The first place from which the rest of the text is the beginning of a secret. */
  readonly incompleteAt?: number
}

export type Patterns = {
  /** One bit for each hash of four units that begins a pattern. */
  readonly filter: Uint32Array
  readonly byStart: ReadonlyMap<number, readonly Uint16Array[]>
  /** The beginnings of patterns that are too short for the filter: one to three units. */
  readonly shortStarts: ReadonlySet<string>
  readonly longest: number
}

/** Makes the forms quick to find. Forms of fewer than four units are not looked for. */
export function patternsOf(forms: ReadonlySet<string>): Patterns {
  const filter = new Uint32Array(2 ** hashBits / 32)
  const byStart = new Map<number, Uint16Array[]>()
  const shortStarts = new Set<string>()
  let longest = 0
  for (const form of forms) {
    const text = form.replaceAll(anyGap, '')
    const units = Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
    if (units.length < 4) continue
    const word = wordAt(units, 0)
    filter[hashOf(word) >>> 5]! |= 1 << (hashOf(word) & 31)
    byStart.set(word, [...(byStart.get(word) ?? []), units])
    for (const count of [1, 2, 3]) shortStarts.add(text.slice(0, count))
    longest = Math.max(longest, units.length)
  }
  return { filter, byStart, shortStarts, longest }
}

/** The offset in the text of a unit of the view. */
export function rawStart({ gaps }: Pick<View, 'gaps'>, at: number): number {
  let low = 0
  let high = gaps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((gaps[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return at + (gaps[low - 1]?.shift ?? 0)
}

/** Finds every pattern in the text, in time proportional to it (and to what looks like the start of a pattern). */
export function scan(patterns: Patterns, text: string): View {
  const { units, length, gaps, end, candidates } = readView(patterns.filter, text)
  const spans: Span[] = []
  let incompleteAt: number | undefined
  for (const from of candidates) {
    let to = 0
    for (const pattern of patterns.byStart.get(wordAt(units, from)) ?? []) {
      const matched = matchedUnits(units, from, length, pattern)
      if (matched === pattern.length) to = Math.max(to, from + matched)
      else if (from + matched === length) incompleteAt ??= from
    }
    const last = spans.at(-1)
    if (to === 0) continue
    if (last && from <= last.to) spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else spans.push({ from, to })
  }
  for (let from = Math.max(0, length - 3); from < length && incompleteAt === undefined; from++) {
    if (patterns.shortStarts.has(String.fromCharCode(...units.subarray(from, length)))) incompleteAt = from
  }
  return { length, end, gaps, spans, ...(incompleteAt === undefined ? {} : { incompleteAt }) }
}

/** 18 bits: a table of 32 KiB, which stays in the nearest cache. */
const hashBits = 18

/** Spreads the four units, packed by shifting, over the table (the golden ratio of 2^32). */
const hashOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> (32 - hashBits)

/** Four units packed as the rolling word of `readView` packs them. */
const wordAt = (units: Uint16Array, at: number): number =>
  ((units[at] ?? 0) << 24) ^ ((units[at + 1] ?? 0) << 16) ^ ((units[at + 2] ?? 0) << 8) ^ (units[at + 3] ?? 0)

function matchedUnits(units: Uint16Array, from: number, length: number, pattern: Uint16Array): number {
  const most = Math.min(pattern.length, length - from)
  let count = 0
  while (count < most && units[from + count] === pattern[count]) count++
  return count
}

/** The text without gaps, and the places where four units hash like the beginning of a pattern. */
function readView(filter: Uint32Array, text: string) {
  const units = new Uint16Array(text.length)
  const gaps: Gap[] = []
  const candidates: number[] = []
  let length = 0
  let word = 0
  let end = text.length
  let gapEnd = -1
  for (let raw = 0; raw < text.length; raw++) {
    const unit = text.charCodeAt(raw)
    if (unit <= 0x1b && raw !== gapEnd && (unit === 0x0a || unit === 0x0d || unit === 0x1b)) {
      gapEnd = endOfGap(text, raw)
      if (gapEnd === -1) {
        end = raw
        break
      }
      if (gapEnd > raw) {
        gaps.push({ at: length, from: raw, to: gapEnd, shift: (gaps.at(-1)?.shift ?? 0) + gapEnd - raw })
        raw = gapEnd - 1
        continue
      }
    }
    units[length++] = unit
    word = (word << 8) ^ unit
    const hashed = Math.imul(word, 0x9e3779b1) >>> (32 - hashBits)
    if (((filter[hashed >>> 5]! >>> (hashed & 31)) & 1) === 1 && length >= 4) candidates.push(length - 4)
  }
  return { units, length, gaps, end, candidates }
}

/** Line breaks and sequences in one gap: what is further apart is not one secret, and must not be held for ever. */
const gapMax = 64

const sequence = String.raw`\x1b\[[0-?]{0,24}[ -/]{0,4}[@-~]`
const oneGap = new RegExp(`(?:${sequence}|[\\r\\n]){1,${gapMax}}`, 'y')
const anyGap = new RegExp(`${sequence}|[\\r\\n]`, 'g')
const cutSequence = new RegExp(String.raw`^\x1b(?:\[[0-?]{0,24}[ -/]{0,4})?$`)

/** Where the gap that begins at `from` ends; `from` when there is none; -1 when the text ends within a sequence. */
function endOfGap(text: string, from: number): number {
  // The common case, without a regular expression: one line feed before an ordinary character.
  if (text.charCodeAt(from) === 0x0a && text.charCodeAt(from + 1) > 0x1b) return from + 1
  oneGap.lastIndex = from
  const length = oneGap.exec(text)?.[0].length ?? 0
  const to = from + length
  const isCut = length === 0 && text.length - from <= 32 && cutSequence.test(text.slice(from))
  return isCut ? -1 : to
}
