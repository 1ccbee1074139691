/** A half-open range of UTF-16 offsets into a Source's `text`. */
export type Range = { readonly from: number; readonly to: number }

/** A place as people write it: both count from 1, the column in UTF-16 units. */
export type Place = { readonly line: number; readonly column: number }

export const rangeOf = (from: number, to: number): Range => ({ from, to })
export const slice = (text: string, range: Range): string => text.slice(range.from, range.to)
export const contains = (outer: Range, inner: Range): boolean =>
  outer.from <= inner.from && inner.to <= outer.to

/** Offsets at which the lines of `text` begin; build once, ask `placeOf` often. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Line and column of an offset, by binary search in the line starts. */
export function placeOf(starts: readonly number[], offset: number): Place {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
