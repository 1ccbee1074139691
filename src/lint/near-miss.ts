/**
 * The candidate a word was probably meant to be: one letter added, lost, changed, or two swapped. Undefined when
 * the word is one of them, or so short that one letter makes another word of it.
 */
export function nearMiss(word: string, candidates: Iterable<string>): string | undefined {
  for (const candidate of candidates) {
    if (candidate === word) return undefined
  }
  for (const candidate of candidates) {
    if (candidate.length >= lengthMin && isOneSlipAway(word, candidate)) return candidate
  }
  return undefined
}

/** `auto`, `node`, `name` are each one letter from a dozen other words. */
const lengthMin = 5

function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const restA = a.slice(start)
  const restB = b.slice(start)
  const changed = restA.slice(1) === restB.slice(1)
  const added = restA === restB.slice(1) || restA.slice(1) === restB
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return changed || added || swapped
}
