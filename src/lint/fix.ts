import type { Replacement } from '../text/replacement.ts'
import { applyReplacements } from '../text/replacement.ts'
import type { Source } from '../text/source.ts'
import type { Finding } from './finding.ts'

/** `safe`: only fixes that cannot be wrong. `all`: suggestions too. */
export type FixChoice = 'safe' | 'all'

export type Fixed = {
  readonly source: Source
  /** The findings that were fixed, in the order they were. */
  readonly fixed: readonly Finding[]
}

/**
 * Applies fixes until there is none left, so that fixing twice is fixing once. Fixes that touch the same text wait
 * for the next round, when `findingsOf` has seen what the first one made of it.
 */
export function fixFindings(
  source: Source,
  findingsOf: (source: Source) => readonly Finding[],
  choice: FixChoice,
): Fixed {
  const fixed: Finding[] = []
  let current = source
  for (let round = 0; round < roundsMax; round++) {
    const chosen = chooseFixes(findingsOf(current), choice)
    const result = applyReplacements(
      current,
      chosen.flatMap((finding) => finding.fix?.replacements ?? []),
    )
    if (chosen.length === 0 || result.kind === 'overlap' || result.source.text === current.text) break
    fixed.push(...chosen)
    current = result.source
  }
  return { source: current, fixed }
}

/** Each round fixes at least one finding; a file whose fixes feed each other for longer is left to its author. */
const roundsMax = 10

/** The findings whose fixes can be made together, the earlier ones first. */
export function chooseFixes(findings: readonly Finding[], choice: FixChoice): readonly Finding[] {
  const taken: Replacement[] = []
  return findings.filter(({ fix }) => {
    if (!fix || fix.replacements.length === 0 || (choice === 'safe' && !fix.safe)) return false
    if (fix.replacements.some((replacement) => taken.some((other) => touches(other, replacement))))
      return false
    taken.push(...fix.replacements)
    return true
  })
}

/** Ranges that share text, or insertions at one place: either order would give another result. */
const touches = ({ range: a }: Replacement, { range: b }: Replacement): boolean =>
  (a.from < b.to && b.from < a.to) ||
  (a.from === b.from && a.to === b.to) ||
  (isEmpty(a) && within(a.from, b)) ||
  (isEmpty(b) && within(b.from, a))

const isEmpty = ({ from, to }: Replacement['range']): boolean => from === to
const within = (offset: number, { from, to }: Replacement['range']): boolean => from <= offset && offset <= to
