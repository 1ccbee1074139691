/** Line breaks and colour sequences, which may stand inside a secret: offsets into the text, and into the view. */
export type Gap = { readonly at: number; readonly from: number; readonly to: number; readonly shift: number }

/** A text without what may stand inside a secret. */
export type View = {
  readonly text: string
  readonly gaps: readonly Gap[]
  /** Where the text can be cut at the latest: an escape sequence may have been cut off at its end. */
  readonly end: number
}

export function viewOf(text: string): View {
  const next = makeNext(text)
  const gaps: Gap[] = []
  const parts: string[] = []
  let length = 0
  let shift = 0
  let from = 0
  let end = text.length
  for (let at = next(0); at !== -1;) {
    const gapEnd = endOfGap(text, at)
    if (gapEnd === -1) {
      end = at
      break
    }
    if (gapEnd === at) {
      at = next(at + 1)
      continue
    }
    parts.push(text.slice(from, at))
    length += at - from
    shift += gapEnd - at
    gaps.push({ at: length, from: at, to: gapEnd, shift })
    from = gapEnd
    // A gap that was as long as one can be is not gone on with: what stands there is a unit like any other.
    at = next(isGapStart(text, gapEnd) ? gapEnd + 1 : gapEnd)
  }
  if (gaps.length === 0 && end === text.length) return { text, gaps, end }
  parts.push(text.slice(from, end))
  return { text: parts.join(''), gaps, end }
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

/** A form as it stands in a view. */
export const withoutGaps = (form: string): string => form.replaceAll(anyGap, '')

/** Finds the next place where a gap may begin; each of the three characters is looked for once. */
function makeNext(text: string): (from: number) => number {
  const found = starts.map((start) => text.indexOf(start))
  return (from) => {
    let nearest = -1
    for (let index = 0; index < starts.length; index++) {
      let at = found[index] ?? -1
      if (at !== -1 && at < from) at = found[index] = text.indexOf(starts[index] ?? '', from)
      if (at !== -1 && (nearest === -1 || at < nearest)) nearest = at
    }
    return nearest
  }
}

const starts = ['\n', '\r', '\x1b']

const isGapStart = (text: string, at: number): boolean => starts.includes(text[at] ?? '')

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
